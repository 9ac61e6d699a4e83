// BillForm: a received bill becomes a checked Bill, or is refused with the field that is wrong.
//
// Errors:   a Refusal (engine/base/refusal.h); fields are named "bill.<field>". Checks are made
//           in R31's order: form of every field first, then identities, then dates.
// Threads:  pure.
// Law:      adjudication.md section 2, rulings R1, R2, R4-R9a, R40.
#pragma once

#include "absl/status/statusor.h"
#include "engine/base/date.h"
#include "engine/base/digest.h"
#include "engine/rules/bill.h"
#include "yizhan/v1/bill.pb.h"

namespace yizhan {

// Checks form (presence, length, UTF-8, known enum values, ranges, unknown fields), identities and
// dates. `today` is the engine's business day: an accounting date after it is refused.
absl::StatusOr<Bill> CheckBill(const v1::Bill& bill, Day today);

// Builds the message field by field from checked values (entry bytes), and reads it back from an
// entry this engine wrote.
v1::Bill ToMessage(const Bill& bill);

// R40: SHA-256 over all business fields, lists in received order, and the person.
Hash32 BillFingerprint(const Bill& bill, std::uint64_t person_no);

}  // namespace yizhan
