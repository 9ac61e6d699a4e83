// BillFields: each field of a received bill, checked by itself: presence, length, UTF-8, known
// values, ranges. What fields say together is bill_form's.
//
// Units:    lengths in characters (code points); fen.
// Errors:   a Refusal that names the field: the reasons of "form" in error.proto.
// Threads:  pure.
// Law:      adjudication.md section 2, rulings R1, R2, R7. Limits: the comments of bill.proto.
#pragma once

#include "absl/status/statusor.h"
#include "engine/rules/bill.h"
#include "yizhan/v1/bill.pb.h"

namespace yizhan {

absl::StatusOr<Bill> ReadFields(const v1::Bill& message);

}  // namespace yizhan
