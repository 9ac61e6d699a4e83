// Identity: is there a good day, on which the person holds what is asked and nothing excluded?
//
// Units:    days, both ends inclusive.
// Threads:  pure.
// Law:      rulings R14, R21, R23, R24.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "engine/base/date.h"
#include "engine/rules/person_facts.h"

namespace yizhan {

enum class IdentityRule : std::uint8_t { kServiceEnd, kServiceStart, kAnyDayOfStay };

// The days on which identity is tested.
Span IdentityDays(IdentityRule rule, Day service_start, Day service_end);

struct IdentityTest {
  std::span<const std::string> included;  // Any of them; empty = everyone (R21).
  std::span<const std::string> excluded;  // None of them.
  Span days;
};

// True when an included identity is held on one of the days, excluded ones aside.
bool HoldsIncluded(const IdentityTest& test, std::span<const HeldFact> identities);

// The first day of test.days on which an included identity and no excluded one is held.
std::optional<Day> FirstGoodDay(const IdentityTest& test, std::span<const HeldFact> identities);

// True when an approval of `program_id` contains a good day (R24).
bool ApprovedOnGoodDay(const IdentityTest& test, const PersonFacts& person,
                       const std::string& program_id);

}  // namespace yizhan
