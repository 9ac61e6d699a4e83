// BillJson: a bill and its person, and a list's reversals and replacements, in our own JSON: for
// `yizhan` and for integrators' first steps.
//
// Units:    amounts as fen in integers ("total_fen": 1852347) or as yuan text
//           ("total_yuan": "18523.47"); never a JSON decimal number.
// Errors:   a Refusal with the JSON path; unknown keys are refused.
// Threads:  pure.
#pragma once

#include <string>
#include <variant>

#include "absl/status/statusor.h"
#include "adapters/national/json_reader.h"
#include "yizhan/v1/institution.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan {

// {"bill": {...fields of yizhan.v1.Bill...}, "person": {"card": {"cert_type": "01", "cert_no":
// "..."}} | {"person_no": "hex"}}. not_after_ms and quote_digest are the caller's to set.
absl::StatusOr<v1::SettleRequest> ParseSettleJson(const std::string& json);

// Whose message id is meant; empty is possible when the settlement is named by its number.
struct ReverseLine {
  std::string institution_id;
  v1::ReverseRequest request;  // request_id may be empty: the caller sets one.
};

using BillLine = std::variant<v1::SettleRequest, ReverseLine, v1::ReplaceRequest>;

// One object of a list of bills: the object above, or
//   {"reverse": {"institution_id": "...", "message_id": "..." | "number": 7, "request_id": "...",
//                "reason": "..."}}                 the last two may be absent
//   {"replace": {"message_id": "..." | "number": 7, "reason": "...", "bill": {...},
//                "person": {...}}}                 of the institution of the new bill
absl::StatusOr<BillLine> ParseBillLine(const Json& root);

// {"id": "...", "name": "...", "level": "LEVEL_2", "town": "...", "live_from": "2012-06-29"}; all
// but the id may be absent.
absl::StatusOr<v1::Institution> ParseInstitutionJson(const Json& root);

}  // namespace yizhan
