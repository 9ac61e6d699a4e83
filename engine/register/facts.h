// Facts: what the register says of a person for one bill.
//
// Threads:  pure.
// Law:      rulings R11-R14, R20, R23-R25: household, town and insurance type on the service end
//           date; identities and approvals clipped to service start .. end; age on service end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/date.h"
#include "engine/rules/person_facts.h"
#include "yizhan/v1/register.pb.h"

namespace yizhan {

// `record` has passed CheckRecord. Overlapping or adjacent spans of one value act as their union
// (R14); the result is sorted, so equal records give equal facts.
PersonFacts FactsFor(std::uint64_t person_no, const v1::PersonRecord& record, Day service_start,
                     Day service_end);

// The identities held on that day, each with its whole span.
std::vector<HeldFact> IdentitiesOn(const v1::PersonRecord& record, Day day);

// The town on that day, or "".
std::string TownOn(const v1::PersonRecord& record, Day day);

// The yearly income of that household (0: his own, R12) on that day, as this person's record states
// it; empty when he is not in it that day, or its income is unknown (R52, D8).
std::optional<Money> HouseholdIncomeOn(const v1::PersonRecord& record, std::uint64_t household_no,
                                       Day day);

v1::PersonFacts ToMessage(const PersonFacts& facts);
PersonFacts FromMessage(const v1::PersonFacts& facts);  // Of an entry this engine wrote.

}  // namespace yizhan
