// Refusal: an absl::Status that carries an ErrorDetail, so that every end of the system says the
// same code, field, expectation and finding.
//
// Errors:   the canonical code and the class follow from the reason (refusal.cc, one table).
// Threads:  pure.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "yizhan/v1/error.pb.h"

namespace yizhan {

// What is wrong, in machine words; the Chinese and English sentences come from the table.
struct Refusal {
  v1::Reason reason = v1::REASON_UNSPECIFIED;
  std::string field{};
  std::string expected{};
  std::string found{};
  std::uint64_t related = 0;
  std::string related_result{};
};

absl::Status Refuse(Refusal refusal);

// DataLoss: stored bytes are not what they must be. `sentence` is for logs and auditors; what it is
// about, what was expected and what was found go into the detail.
struct Mismatch {
  std::string field{};
  std::string expected{};
  std::string found{};
};
absl::Status Mismatched(const std::string& sentence, const Mismatch& mismatch);

// The detail of a status made by Refuse or Mismatched; a default one with a class when it has none.
v1::ErrorDetail DetailOf(const absl::Status& status);
v1::Reason ReasonOf(const absl::Status& status);

}  // namespace yizhan
