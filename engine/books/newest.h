// Newest: the newest live entry on an account, looked for when the one that was is taken back.
//
// Errors:   DataLoss when stored entries do not hang together.
// Threads:  pure. As long as no adjustment moved the holder's accounts it follows the links of the
//           moves: a few entries. After one it reads the holder's entries back to the one it finds.
// Law:      ruling R44.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "engine/books/pack_catalog.h"
#include "engine/books/placed.h"
#include "engine/ledger/store.h"

namespace yizhan {

// An entry is on an account when one of its chosen programs has it, or
// when an adjustment moved the account for it. 0 = none is left.
// `before`: what was the newest when `without` became it.
struct Gone {
  std::uint64_t without = 0;
  std::uint64_t before = 0;
};
absl::StatusOr<std::uint64_t> NewestOn(const Spot& spot, Gone gone, const Reader& state,
                                       PackCatalog& packs);

}  // namespace yizhan
