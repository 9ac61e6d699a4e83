// Newest: the newest live entry on an account, looked for when the one that was is taken back.
//
// Errors:   DataLoss when stored entries do not hang together.
// Threads:  pure. Reads the holder's entries back to the one it finds.
// Law:      ruling R44.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "engine/books/pack_catalog.h"
#include "engine/books/placed.h"
#include "engine/ledger/store.h"

namespace yizhan {

// `without` counts as gone. An entry is on an account when one of its chosen programs has it, or
// when an adjustment moved the account for it. 0 = none is left.
absl::StatusOr<std::uint64_t> NewestOn(const Spot& spot, std::uint64_t without, const Reader& state,
                                       PackCatalog& packs);

}  // namespace yizhan
