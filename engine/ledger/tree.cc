#include "engine/ledger/tree.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace yizhan {
namespace {

// The number-th node of height 8 * level.
absl::StatusOr<Hash32> ReadNode(std::size_t level, std::uint64_t number, const TreeSource& source) {
  if (level == 0) return source.leaf(number);
  absl::StatusOr<std::vector<Hash32>> tile =
      source.tile(static_cast<std::uint8_t>(level - 1), number);
  if (!tile.ok()) return tile.status();
  if (tile->size() != kTileHashes) {
    return absl::DataLossError(absl::StrCat("tile ", level - 1, "/", number, " has ", tile->size(),
                                            " hashes, not ", kTileHashes));
  }
  return PerfectRoot(*tile);
}

}  // namespace

Hash32 PerfectRoot(std::span<const Hash32> nodes) {
  std::vector<Hash32> row(nodes.begin(), nodes.end());
  while (row.size() > 1) {
    for (std::size_t i = 0; i < row.size() / 2; ++i) row[i] = NodeHash(row[2 * i], row[2 * i + 1]);
    row.resize(row.size() / 2);
  }
  return row[0];
}

Hash32 NodeHash(const Hash32& left, const Hash32& right) {
  std::array<char, 1 + 2 * sizeof(Hash32)> bytes{};
  bytes[0] = 1;
  std::copy(left.begin(), left.end(), bytes.begin() + 1);
  std::copy(right.begin(), right.end(), bytes.begin() + 1 + sizeof(Hash32));
  return Sha256(std::string_view(bytes.data(), bytes.size()));
}

std::size_t TileWidth(std::uint8_t level, std::uint64_t index, std::uint64_t size) {
  const std::uint64_t nodes = level < 8 ? size >> (8 * level) : 0;
  if (index >= nodes / kTileHashes + 1) return 0;
  return std::min<std::uint64_t>(kTileHashes, nodes - index * kTileHashes);
}

absl::StatusOr<MerkleTree> MerkleTree::Restore(std::uint64_t size, const TreeSource& source) {
  MerkleTree tree;
  tree.size_ = size;
  std::uint64_t nodes = size;
  for (std::size_t level = 0; nodes > 0; ++level, nodes /= kTileHashes) {
    std::vector<Hash32>& pending = tree.pending_.emplace_back();
    for (std::uint64_t i = nodes - nodes % kTileHashes; i < nodes; ++i) {
      absl::StatusOr<Hash32> node = ReadNode(level, i, source);
      if (!node.ok()) return node.status();
      pending.push_back(*node);
    }
  }
  tree.RebuildEdge();
  return tree;
}

void MerkleTree::RebuildEdge() {
  for (auto level = pending_.rbegin(); level != pending_.rend(); ++level) {
    std::span<const Hash32> rest(*level);
    for (std::size_t width = kTileHashes / 2; width > 0; width /= 2) {
      if ((level->size() & width) == 0) continue;
      edge_.push_back(PerfectRoot(rest.first(width)));
      rest = rest.subspan(width);
    }
  }
}

void MerkleTree::Record(std::size_t level, const Hash32& node, std::vector<Tile>& full) {
  if (pending_.size() <= level) pending_.resize(level + 1);
  pending_[level].push_back(node);
  if (pending_[level].size() < kTileHashes) return;
  const std::uint64_t index = size_ >> (8 * (level + 1));
  full.push_back({static_cast<std::uint8_t>(level), index, std::move(pending_[level])});
  pending_[level].clear();
}

std::vector<Tile> MerkleTree::Append(const Hash32& leaf_hash) {
  std::vector<Tile> full;
  Hash32 node = leaf_hash;
  std::size_t height = 0;
  Record(0, node, full);
  for (std::uint64_t bits = size_; (bits & 1) != 0; bits >>= 1) {
    node = NodeHash(edge_.back(), node);
    edge_.pop_back();
    ++height;
    if (height % 8 == 0) Record(height / 8, node, full);
  }
  edge_.push_back(node);
  ++size_;
  return full;
}

Hash32 MerkleTree::Root() const {
  if (edge_.empty()) return Sha256("");
  Hash32 root = edge_.back();
  for (auto left = edge_.rbegin() + 1; left != edge_.rend(); ++left) root = NodeHash(*left, root);
  return root;
}

}  // namespace yizhan
