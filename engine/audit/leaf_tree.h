// LeafTree: the RFC 6962 tree over the leaves of an export, hashed by all cores.
//
// Units:    32 bytes of memory a leaf.
// Errors:   the file's own.
// Threads:  Build makes its own; the tree it returns is a value, read from any thread.
// Law:      RFC 6962 section 2.1.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/audit/leaf_file.h"
#include "engine/ledger/tree.h"

namespace yizhan {

// How far a long check is; called from any thread.
using AuditProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

class LeafTree {
 public:
  static absl::StatusOr<LeafTree> Build(const LeafFile& leaves, const AuditProgress& progress);

  std::uint64_t size() const { return levels_.empty() ? 0 : levels_[0].size(); }
  // levels()[n]: the nodes of height 8 * n that are complete, from number 0 on: what tiles of level
  // n hold.
  const std::vector<std::vector<Hash32>>& levels() const { return levels_; }
  // Over the first `size` leaves, size <= size().
  Hash32 RootOf(std::uint64_t size) const;
  // The hashes of a tile; fewer than 256 at the right edge.
  std::vector<Hash32> Tile(std::uint8_t level, std::uint64_t index) const;

 private:
  void Climb();

  std::vector<std::vector<Hash32>> levels_;
};

}  // namespace yizhan
