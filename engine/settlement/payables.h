// Payables: what is open for one hospital or patient, as the office sees it before and after it is
// paid.
//
// Units:    fen.
// Errors:   AMOUNT_OVERFLOW; DataLoss when stored rows do not parse.
// Threads:  pure.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "engine/base/date.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"
#include "yizhan/v1/entry.pb.h"
#include "yizhan/v1/relief.pb.h"
#include "yizhan/v1/rows.pb.h"

namespace yizhan {

// Its amount is what a payout would pay now, for a hospital also when that is below 0.
absl::StatusOr<v1::Payable> PayableOf(const v1::InstitutionRow& row);
absl::StatusOr<v1::Payable> PayableOf(std::uint64_t person_no, const v1::HolderRow& row);
// What a payout cleared.
v1::Payable ClearedBy(const v1::PaidOut& paid);

// The town of the payee on that day: where the hospital is, or where the person lives.
absl::StatusOr<std::string> TownOfPayee(const v1::Payable& payable, Day today, const Reader& state);

// Titles of programs, of the pack that is in force; a program that has left it has none.
absl::Status SetTitles(const Reader& state, PackCatalog& packs, v1::Payable& payable);

}  // namespace yizhan
