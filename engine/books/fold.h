// Fold: what one entry does to the derived tables. The loop writes exactly these effects beside
// the entry, and the verifier rebuilds every table with the same function.
//
// Errors:   DataLoss when the entry does not follow from the state before it (a move whose
//           `before` is not the value found, a contra of an unknown entry, ...).
// Threads:  pure function of entry, state and pack.
// Law:      adjudication.md section 8; design.md "One ledger; everything else is a fold".
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

// `before` is the state after entry.number() - 1. Never touches kCard and kPrivate.
absl::StatusOr<std::vector<Effect>> Fold(const v1::Entry& entry, const Reader& before,
                                         PackCatalog& packs);

}  // namespace yizhan
