#include "engine/register/spans.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace yizhan {
namespace {

bool Touches(const HeldFact& earlier, const HeldFact& later) {
  return earlier.value == later.value &&
         later.span.from.days <= static_cast<std::int64_t>(earlier.span.until.days) + 1;
}

}  // namespace

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
