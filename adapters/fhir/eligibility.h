// Eligibility: who is this to medical aid, and how much of each yearly limit is used.
//
// Units:    fen; *_ms are Unix milliseconds.
// Errors:   a Refusal with the FHIRPath. Nobody of the register is no error: the answer says so.
// Threads:  pure.
// Format:   CoverageEligibilityRequest and -Response of R4. Identities are extensions of
//           insurance; each account of the year is an item whose benefit says allowedMoney (its
//           lowest cap, when it has one) and usedMoney.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/national/json_reader.h"
#include "yizhan/v1/register.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::fhir {

struct EligibilityQuestion {
  v1::PersonRef person;
  std::string day;         // Empty: today.
  std::string message_id;  // Of an identifier, for the answer's `request`; may be empty.
  std::vector<std::string> purposes;
};

absl::StatusOr<EligibilityQuestion> ReadEligibility(const Json& root);

struct EligibilityAnswer {
  std::optional<v1::VerifyReply> verified;  // None: not in the register.
  v1::ListAccountsReply accounts;
  std::string day;
};

std::string EligibilityText(const EligibilityQuestion& question, const EligibilityAnswer& answer,
                            std::int64_t now_ms);

}  // namespace yizhan::fhir
