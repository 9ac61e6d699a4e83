#include "engine/rules/identity.h"

#include <algorithm>

namespace yizhan {
namespace {

bool IsOneOf(const std::string& value, std::span<const std::string> values) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool HeldOn(Day day, std::span<const std::string> values, std::span<const HeldFact> held) {
  return std::any_of(held.begin(), held.end(), [&](const HeldFact& fact) {
    return fact.span.Contains(day) && IsOneOf(fact.value, values);
  });
}

bool IsGood(Day day, const IdentityTest& test, std::span<const HeldFact> identities) {
  if (!test.days.Contains(day)) return false;
  if (!test.included.empty() && !HeldOn(day, test.included, identities)) return false;
  return !HeldOn(day, test.excluded, identities);
}

}  // namespace

Span IdentityDays(IdentityRule rule, Day service_start, Day service_end) {
  switch (rule) {
    case IdentityRule::kServiceEnd:
      return {service_end, service_end};
    case IdentityRule::kServiceStart:
      return {service_start, service_start};
    case IdentityRule::kAnyDayOfStay:
      break;
  }
  return {service_start, service_end};
}

bool HoldsIncluded(const IdentityTest& test, std::span<const HeldFact> identities) {
  if (test.included.empty()) return true;
  return std::any_of(identities.begin(), identities.end(), [&](const HeldFact& fact) {
    return fact.span.Meets(test.days) && IsOneOf(fact.value, test.included);
  });
}

// A good day whose eve is not good opens the days, opens a span, or follows the end of one: only
// these few days need to be tried, however long the stay.
std::optional<Day> FirstGoodDay(const IdentityTest& test, std::span<const HeldFact> identities) {
  std::optional<Day> first;
  const auto Try = [&](Day day) {
    if (first.has_value() && *first <= day) return;
    if (IsGood(day, test, identities)) first = day;
  };
  Try(test.days.from);
  for (const HeldFact& fact : identities) {
    Try(fact.span.from);
    Try(Day{fact.span.until.days + 1});
  }
  return first;
}

bool ApprovedOnGoodDay(const IdentityTest& test, const PersonFacts& person,
                       const std::string& program_id) {
  for (const HeldFact& approval : person.approvals) {
    if (approval.value != program_id || !approval.span.Meets(test.days)) continue;
    IdentityTest covered = test;
    covered.days = {std::max(test.days.from, approval.span.from),
                    std::min(test.days.until, approval.span.until)};
    if (FirstGoodDay(covered, person.identities).has_value()) return true;
  }
  return false;
}

}  // namespace yizhan
