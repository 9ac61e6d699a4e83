// ExportTiles: the tile files of an export, held against the tree of its leaves.
//
// Errors:   what differs is a finding.
// Threads:  one.
// Format:   engine/ledger/export_names.h
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/audit/finding.h"
#include "engine/audit/leaf_tree.h"

namespace yizhan {

struct TileCheck {
  std::uint64_t agree = 0;
  std::vector<Finding> findings;  // The first tile that differs or lacks, and files of no tile.
};

// `size`: of the checkpoint, whose tiles they are. `leaves_signed`: the leaves are those of the
// checkpoint, so that a tile that differs is wrong itself; else it tells which leaf is.
struct TilesWanted {
  std::uint64_t size = 0;
  bool leaves_signed = false;
};
TileCheck CheckTiles(const std::string& folder, const LeafTree& tree, const TilesWanted& wanted);

}  // namespace yizhan
