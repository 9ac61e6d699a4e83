// FoldApplication: what an application settlement does to the derived tables, and whether it can be
// computed again.
//
// Errors:   DataLoss when the entry does not follow from the state before it, or from the bills it
//           names.
// Threads:  pure.
// Law:      D4-D6.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "engine/adjudicate/outcome.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

absl::StatusOr<std::vector<Effect>> FoldApplicationSettled(const v1::Entry& entry,
                                                           const Reader& before,
                                                           PackCatalog& packs);

// What the rules make of the bills it names, without a look at its step: an outcome of one step.
absl::StatusOr<Outcome> ComputeApplication(const v1::Entry& entry, const CompiledPack& pack,
                                           const Reader& state);

// From the entry, the bills it names and the pack alone.
absl::Status RecomputeApplication(const v1::Entry& entry, const Reader& state, PackCatalog& packs);

}  // namespace yizhan
