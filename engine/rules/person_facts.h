// PersonFacts: what adjudication sees of a person for one bill. Stored in the entry, so that the
// amount can be computed again from the entry alone.
//
// Units:    spans are days, both ends inclusive, clipped to the stay (service start .. end).
// Threads:  values.
// Law:      adjudication.md section 3, rulings R11-R15, R23-R25.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/date.h"
#include "engine/base/money.h"

namespace yizhan {

struct HeldFact {
  std::string value;  // Identity code, or program id of an approval.
  Span span;
};

struct PersonFacts {
  std::uint64_t person_no = 0;
  std::uint64_t household_no = 0;         // 0 = his own household (R12).
  std::string town;                       // On the service end date.
  std::string insurance_type;             // On the service end date.
  std::optional<std::int32_t> age_years;  // On the service end date; empty = unknown.
  std::vector<HeldFact> identities;
  std::vector<HeldFact> approvals;
  std::optional<Money> household_income = {};  // Yearly, on the posting date; empty = unknown (D8).
};

}  // namespace yizhan
