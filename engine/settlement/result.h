// Result: what a caller is told of a settlement, built from its stored entry and nothing else.
//
// Errors:   DataLoss when the entry is not what the keys say; else the reader's.
// Threads:  pure.
// Law:      rulings R42, R43.
#pragma once

#include "absl/status/statusor.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"
#include "engine/settlement/evaluate.h"
#include "yizhan/v1/entry.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan {

absl::StatusOr<v1::Entry> ReadEntry(const Reader& state, std::uint64_t number);

// The settlement or application settlement under `number`, with its present state. NOT_REVERSIBLE
// is never the answer here: SETTLEMENT_UNKNOWN when there is no such entry or it is no settlement.
absl::StatusOr<v1::SettleResult> ResultOf(std::uint64_t number, const Reader& state,
                                          PackCatalog& packs);

// The same for a quote: nothing posted, number 0. `settled` is what would be posted (MakeSettled).
absl::StatusOr<v1::SettleResult> QuotedResult(const Evaluated& evaluated,
                                              const v1::Settled& settled, const Reader& state);

}  // namespace yizhan
