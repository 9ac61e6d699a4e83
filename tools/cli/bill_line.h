// BillLine: one line of a list of bills, the same for every command that reads one.
//
//   our JSON              adapters/bill_json: a bill, {"reverse": ...} or {"replace": ...}
//   a national message    an object with "infno": 2207 and 2304, 2208, 2305 and 2601
//
// People are named by card: a list has no person numbers. A settlement's "number" (2208: setl_id)
// is the number of the line of the list that settled it.
//
// Errors:   a Refusal with the JSON path.
// Threads:  pure.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "adapters/bill_json/bill_json.h"

namespace yizhan::cli {

absl::StatusOr<BillLine> ReadBillLine(const std::string& text);

// Nothing but blanks: such lines are passed over.
bool IsBlankLine(const std::string& text);

}  // namespace yizhan::cli
