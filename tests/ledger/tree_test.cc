// The Merkle tree: published RFC 6962 vectors, the definition itself, and restart from tiles.

#include "engine/ledger/tree.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/ledger/entry_codec.h"
#include "gtest/gtest.h"
#include "tests/ledger/naive_tree.h"
#include "tests/ledger/tree_vectors.h"

namespace yizhan {
namespace {

TEST(TreeTest, PublishedVectors) {
  MerkleTree tree;
  EXPECT_EQ(HexText(tree.Root()), kVectorRoots[0]);
  for (std::size_t i = 0; i < kVectorLeaves.size(); ++i) {
    tree.Append(VectorLeafHash(i));
    EXPECT_EQ(HexText(tree.Root()), kVectorRoots[i + 1]);
    EXPECT_EQ(tree.size(), i + 1);
  }
}

std::vector<std::string> Leaves(std::uint64_t count) {
  std::vector<std::string> leaves;
  for (std::uint64_t i = 0; i < count; ++i) leaves.push_back("leaf " + std::to_string(i));
  return leaves;
}

TEST(TreeTest, EveryRootOfSixHundredLeavesIsTheDefinitions) {
  const std::vector<std::string> leaves = Leaves(600);
  MerkleTree tree;
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    tree.Append(LeafHash(leaves[size - 1]));
    ASSERT_EQ(tree.Root(), NaiveRoot(std::span(leaves).first(size))) << size;
  }
}

// Keeps what a store would keep.
struct Shelf {
  std::map<std::pair<std::uint8_t, std::uint64_t>, std::vector<Hash32>> tiles;
  std::vector<Hash32> leaves;
  mutable std::uint64_t reads = 0;

  TreeSource Source() const {
    return {[this](std::uint8_t level, std::uint64_t index) -> absl::StatusOr<std::vector<Hash32>> {
              ++reads;
              const auto tile = tiles.find({level, index});
              if (tile == tiles.end()) return absl::DataLossError("no such tile");
              return tile->second;
            },
            [this](std::uint64_t number) -> absl::StatusOr<Hash32> {
              ++reads;
              return leaves.at(number);
            }};
  }
  void Append(MerkleTree& tree, const Hash32& hash) {
    leaves.push_back(hash);
    for (Tile& tile : tree.Append(hash)) {
      ASSERT_EQ(tile.hashes.size(), kTileHashes);
      ASSERT_TRUE(tiles.emplace(std::pair(tile.level, tile.index), tile.hashes).second);
    }
  }
};

class RestartTest : public testing::TestWithParam<std::uint64_t> {};

TEST_P(RestartTest, RestoredTreeIsTheSameAndGoesOn) {
  const std::uint64_t size = GetParam();
  const std::vector<std::string> leaves = Leaves(size + 300);
  Shelf shelf;
  MerkleTree tree;
  for (std::uint64_t i = 0; i < size; ++i) shelf.Append(tree, LeafHash(leaves[i]));
  EXPECT_EQ(shelf.tiles.size(), size / 256 + size / 65536);
  MerkleTree restored = MerkleTree::Restore(size, shelf.Source()).value();
  EXPECT_LE(shelf.reads, 255U * 3);
  EXPECT_EQ(restored.Head(), tree.Head());
  EXPECT_EQ(restored.Root(), NaiveRoot(std::span(leaves).first(size)));
  for (std::uint64_t i = size; i < leaves.size(); ++i) shelf.Append(restored, LeafHash(leaves[i]));
  EXPECT_EQ(restored.Root(), NaiveRoot(leaves));
  EXPECT_EQ(MerkleTree::Restore(leaves.size(), shelf.Source()).value().Root(), restored.Root());
}

INSTANTIATE_TEST_SUITE_P(Sizes, RestartTest,
                         testing::Values(0, 1, 2, 255, 256, 257, 511, 512, 1000, 65535, 65536,
                                         65537, 65536 + 256, 131071, 131072 + 777),
                         testing::PrintToStringParamName());

TEST(TreeTest, RestorePassesOnWhatIsMissing) {
  Shelf shelf;
  MerkleTree tree;
  for (const std::string& leaf : Leaves(300)) shelf.Append(tree, LeafHash(leaf));
  shelf.tiles.clear();
  EXPECT_EQ(MerkleTree::Restore(300, shelf.Source()).status().code(), absl::StatusCode::kDataLoss);
  shelf.tiles[{0, 0}] = std::vector<Hash32>(255);
  EXPECT_EQ(MerkleTree::Restore(300, shelf.Source()).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace yizhan
