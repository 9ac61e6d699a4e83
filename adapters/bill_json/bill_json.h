// BillJson: a bill and its person in our own JSON, for `yizhan` and for integrators' first steps.
//
// Units:    amounts as fen in integers ("total_fen": 1852347) or as yuan text
//           ("total_yuan": "18523.47"); never a JSON decimal number.
// Errors:   a Refusal with the JSON path; unknown keys are refused.
// Threads:  pure.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan {

// {"bill": {...fields of yizhan.v1.Bill...}, "person": {"card": {"cert_type": "01", "cert_no":
// "..."}} | {"person_no": "hex"}}. not_after_ms and quote_digest are the caller's to set.
absl::StatusOr<v1::SettleRequest> ParseSettleJson(const std::string& json);

}  // namespace yizhan
