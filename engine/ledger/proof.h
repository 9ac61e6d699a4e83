// Proof: why an entry is in a ledger, and why a ledger is the beginning of a longer one: a few
// hashes each, made from tiles and checked by anybody.
//
// Units:    numbers are leaf numbers, sizes are numbers of leaves.
// Errors:   making: OutOfRange for what no proof exists of; DataLoss and the tiles' own errors.
//           checking: InvalidArgument for questions that prove nothing (an entry beyond the size, a
//           consistency from 0 or backwards); DataLoss when the proof does not hold.
// Threads:  pure.
// Law:      RFC 6962 section 2.1, RFC 9162 sections 2.1.3 and 2.1.4.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/digest.h"
#include "engine/ledger/store.h"

namespace yizhan {

// The hashes of tile (level, index), as tree.h numbers them; at the right edge of the tree as many
// as there are. A proof asks for at most two tiles of each level.
using TileOf =
    std::function<absl::StatusOr<std::vector<Hash32>>(std::uint8_t level, std::uint64_t index)>;

// `view` outlives it.
inline TileOf TilesOf(const View& view) {
  return [&view](std::uint8_t level, std::uint64_t index) { return view.Tile(level, index); };
}

// The path of leaf `number` in the tree over the first `size` leaves, lowest node first.
absl::StatusOr<std::vector<Hash32>> InclusionProof(std::uint64_t number, std::uint64_t size,
                                                   const TileOf& tile);

// Why the tree over `from` leaves is the beginning of that over `until`; empty when they are the
// same. 0 < from <= until.
absl::StatusOr<std::vector<Hash32>> ConsistencyProof(std::uint64_t from, std::uint64_t until,
                                                     const TileOf& tile);

// The root over the first `size` leaves.
absl::StatusOr<Hash32> RootOf(std::uint64_t size, const TileOf& tile);

absl::Status VerifyInclusion(std::uint64_t number, const Hash32& leaf_hash, const TreeHead& head,
                             std::span<const Hash32> path);

absl::Status VerifyConsistency(const TreeHead& old_head, const TreeHead& new_head,
                               std::span<const Hash32> path);

}  // namespace yizhan
