#include "engine/register/spans.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

namespace yizhan {
namespace {

bool Touches(const HeldFact& earlier, const HeldFact& later) {
  return earlier.value == later.value &&
         later.span.from.days <= static_cast<std::int64_t>(earlier.span.until.days) + 1;
}

Day DayAfter(Day day) { return {.days = day.days + 1}; }

std::string ValueOn(const std::vector<HeldFact>& facts, Day day) {
  for (const HeldFact& fact : facts) {
    if (fact.span.Contains(day)) return fact.value;
  }
  return "";
}

// The days on which something begins, or has just ended.
std::set<Day> Turns(const std::vector<HeldFact>& left, const std::vector<HeldFact>& right) {
  std::set<Day> turns;
  for (const std::vector<HeldFact>* facts : {&left, &right}) {
    for (const HeldFact& fact : *facts) {
      turns.insert(fact.span.from);
      turns.insert(DayAfter(fact.span.until));
    }
  }
  return turns;
}

}  // namespace

std::vector<JoinedSpan> JoinSpans(const std::vector<HeldFact>& left,
                                  const std::vector<HeldFact>& right) {
  std::vector<JoinedSpan> joined;
  const std::set<Day> turns = Turns(left, right);
  for (auto turn = turns.begin(); turn != turns.end() && std::next(turn) != turns.end(); ++turn) {
    JoinedSpan next{ValueOn(left, *turn), ValueOn(right, *turn), {*turn, *std::next(turn)}};
    --next.span.until.days;
    if (next.left.empty() && next.right.empty()) continue;
    joined.push_back(std::move(next));
  }
  return joined;
}

std::vector<HeldFact> MergeSpans(std::vector<HeldFact> facts) {
  std::sort(facts.begin(), facts.end(), [](const HeldFact& a, const HeldFact& b) {
    return std::tie(a.value, a.span.from, a.span.until) <
           std::tie(b.value, b.span.from, b.span.until);
  });
  std::vector<HeldFact> merged;
  for (HeldFact& fact : facts) {
    if (!merged.empty() && Touches(merged.back(), fact)) {
      Day& until = merged.back().span.until;
      until = std::max(until, fact.span.until);
    } else {
      merged.push_back(std::move(fact));
    }
  }
  std::sort(merged.begin(), merged.end(), [](const HeldFact& a, const HeldFact& b) {
    return std::tie(a.span.from, a.value, a.span.until) <
           std::tie(b.span.from, b.value, b.span.until);
  });
  return merged;
}

}  // namespace yizhan
