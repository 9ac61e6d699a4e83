// The Merkle tree: published RFC 6962 vectors, the definition itself, and restart from tiles.

#include "engine/ledger/tree.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/ledger/entry_codec.h"
#include "gtest/gtest.h"
#include "tests/ledger/naive_tree.h"

namespace yizhan {
namespace {

std::string FromHex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

// The eight leaves and roots of the certificate-transparency reference tests.
const std::vector<std::string> kVectorLeaves = {"",
                                                "00",
                                                "10",
                                                "2021",
                                                "3031",
                                                "40414243",
                                                "5051525354555657",
                                                "606162636465666768696a6b6c6d6e6f"};
const std::vector<std::string> kVectorRoots = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

TEST(TreeTest, PublishedVectors) {
  MerkleTree tree;
  EXPECT_EQ(HexText(tree.Root()), kVectorRoots[0]);
  for (std::size_t i = 0; i < kVectorLeaves.size(); ++i) {
    tree.Append(LeafHash(FromHex(kVectorLeaves[i])));
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
