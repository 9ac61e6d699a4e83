// MerkleTree: the RFC 6962 tree over leaf hashes, with only its right edge in memory.
//
// Full tiles of 256 hashes leave it as they are completed (C2SP tlog-tiles): tile (level, index)
// holds the nodes of height 8 * level numbered 256 * index and on. Restore needs the full tiles
// and the leaves after the last one: at most 255 tiles per level and 255 leaves.
//
// Errors:   Restore passes on its source's errors; DataLoss when a tile is not 256 hashes.
// Threads:  a value; one thread at a time.
// Law:      RFC 6962 section 2.1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/digest.h"
#include "engine/ledger/store.h"

namespace yizhan {

inline constexpr std::size_t kTileHashes = 256;

// By tile level: the hashes of the tile that is not full yet.
using TreeEdge = std::vector<std::vector<Hash32>>;

struct Tile {
  std::uint8_t level = 0;
  std::uint64_t index = 0;
  std::vector<Hash32> hashes;  // kTileHashes of them.
};

// SHA-256(0x01 || left || right).
Hash32 NodeHash(const Hash32& left, const Hash32& right);

// Root of a perfect subtree over a power of two of nodes.
Hash32 PerfectRoot(std::span<const Hash32> nodes);

// Where Restore reads what was stored before.
struct TreeSource {
  std::function<absl::StatusOr<std::vector<Hash32>>(std::uint8_t level, std::uint64_t index)> tile;
  std::function<absl::StatusOr<Hash32>(std::uint64_t number)> leaf;
};

// How many hashes tile (level, index) has in the tree over `size` leaves: 0 .. kTileHashes.
std::size_t TileWidth(std::uint8_t level, std::uint64_t index, std::uint64_t size);

class MerkleTree {
 public:
  // The tree over the first `size` leaves of the source.
  static absl::StatusOr<MerkleTree> Restore(std::uint64_t size, const TreeSource& source);

  // Returns the tiles that this leaf completes, lowest level first.
  std::vector<Tile> Append(const Hash32& leaf_hash);

  std::uint64_t size() const { return size_; }
  Hash32 Root() const;
  TreeHead Head() const { return {size_, Root()}; }
  const TreeEdge& edge() const { return pending_; }

 private:
  void Record(std::size_t level, const Hash32& node, std::vector<Tile>& full);
  void RebuildEdge();

  std::uint64_t size_ = 0;
  std::vector<Hash32> edge_;  // Roots of the perfect subtrees, largest first.
  TreeEdge pending_;
};

}  // namespace yizhan
