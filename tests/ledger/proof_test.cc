// Proofs: published vectors, the definition itself, and everything near a true proof that is not
// one.

#include "engine/ledger/proof.h"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>
#include <vector>

#include "engine/ledger/entry_codec.h"
#include "engine/ledger/tree.h"
#include "gtest/gtest.h"
#include "tests/ledger/naive_tree.h"
#include "tests/ledger/tree_vectors.h"

namespace yizhan {
namespace {

// All nodes of whole tiles' heights, as a store would have them at any size.
class Shelf {
 public:
  explicit Shelf(const std::vector<Hash32>& leaves) : levels_{leaves} {
    while (levels_.back().size() >= kTileHashes) {
      const std::vector<Hash32>& below = levels_.back();
      std::vector<Hash32> level;
      for (std::size_t i = 0; i + kTileHashes <= below.size(); i += kTileHashes) {
        level.push_back(PerfectRoot(std::span(below).subspan(i, kTileHashes)));
      }
      levels_.push_back(std::move(level));
    }
  }

  // The tiles at this size, never more; counts what is read of each level.
  TileOf At(std::uint64_t size) {
    reads_.assign(levels_.size(), 0);
    return [this, size](std::uint8_t level,
                        std::uint64_t index) -> absl::StatusOr<std::vector<Hash32>> {
      ++reads_.at(level);
      const std::uint64_t nodes = size >> (8 * level);
      const std::uint64_t first = index * kTileHashes;
      if (first >= nodes) return absl::DataLossError("no such tile");
      const auto from = levels_[level].begin() + static_cast<std::ptrdiff_t>(first);
      const std::uint64_t count = std::min<std::uint64_t>(kTileHashes, nodes - first);
      return std::vector<Hash32>(from, from + static_cast<std::ptrdiff_t>(count));
    };
  }
  std::size_t MostReads() const { return *std::max_element(reads_.begin(), reads_.end()); }

 private:
  std::vector<std::vector<Hash32>> levels_;
  std::vector<std::size_t> reads_;
};

std::vector<std::string> Leaves(std::uint64_t count) {
  std::vector<std::string> leaves;
  for (std::uint64_t i = 0; i < count; ++i) leaves.push_back("leaf " + std::to_string(i));
  return leaves;
}

std::vector<Hash32> Hashes(const std::vector<std::string>& leaves) {
  std::vector<Hash32> hashes;
  for (const std::string& leaf : leaves) hashes.push_back(LeafHash(leaf));
  return hashes;
}

std::vector<Hash32> VectorHashes() {
  std::vector<Hash32> hashes;
  for (std::size_t i = 0; i < kVectorLeaves.size(); ++i) hashes.push_back(VectorLeafHash(i));
  return hashes;
}

std::vector<std::string> HexOf(const std::vector<Hash32>& path) {
  std::vector<std::string> texts;
  for (const Hash32& hash : path) texts.push_back(HexText(hash));
  return texts;
}

TreeHead VectorHead(std::uint64_t size) {
  MerkleTree tree;
  for (std::size_t i = 0; i < size; ++i) tree.Append(VectorLeafHash(i));
  return tree.Head();
}

// Nodes of the eight-leaf tree, as the reference tests name them by their hashes.
constexpr char kLeaf0[] = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
constexpr char kLeaf1[] = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
constexpr char kLeaf4[] = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
constexpr char kNode01[] = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125";
constexpr char kNode23[] = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
constexpr char kNode45[] = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
constexpr char kNode67[] = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
constexpr char kNode03[] = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
constexpr char kNode47[] = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";

struct Vector {
  std::uint64_t first;  // Leaf number, or the shorter size.
  std::uint64_t size;
  std::vector<std::string> path;
};

TEST(ProofTest, PublishedInclusionProofs) {
  Shelf shelf(VectorHashes());
  for (const Vector& vector : {Vector{0, 1, {}}, Vector{0, 8, {kLeaf1, kNode23, kNode47}},
                               Vector{5, 8, {kLeaf4, kNode67, kNode03}}, Vector{2, 3, {kNode01}},
                               Vector{1, 5, {kLeaf0, kNode23, kLeaf4}}}) {
    const auto path = InclusionProof(vector.first, vector.size, shelf.At(vector.size));
    EXPECT_EQ(HexOf(path.value()), vector.path) << vector.first << " of " << vector.size;
    EXPECT_EQ(
        VerifyInclusion(vector.first, VectorLeafHash(vector.first), VectorHead(vector.size), *path),
        absl::OkStatus());
  }
}

TEST(ProofTest, PublishedConsistencyProofs) {
  Shelf shelf(VectorHashes());
  for (const Vector& vector :
       {Vector{1, 1, {}}, Vector{1, 8, {kLeaf1, kNode23, kNode47}},
        Vector{6, 8, {kNode45, kNode67, kNode03}}, Vector{2, 5, {kNode23, kLeaf4}}}) {
    const auto path = ConsistencyProof(vector.first, vector.size, shelf.At(vector.size));
    EXPECT_EQ(HexOf(path.value()), vector.path) << vector.first << " to " << vector.size;
    EXPECT_EQ(VerifyConsistency(VectorHead(vector.first), VectorHead(vector.size), *path),
              absl::OkStatus());
  }
}

constexpr std::uint64_t kMost = 600;

// Numbers at the edges of the tree and of its tiles, and one in the middle.
std::vector<std::uint64_t> Chosen(std::uint64_t size) {
  std::vector<std::uint64_t> chosen;
  for (std::uint64_t i = 0; i < size; ++i) {
    const bool near_edge = (i + 1) % kTileHashes < 3 || i + 3 > size || i == size / 2;
    if (near_edge) chosen.push_back(i);
  }
  return chosen;
}

struct Known {
  std::vector<Hash32> leaves = Hashes(Leaves(kMost));
  std::vector<Hash32> roots;  // By size.
};

const Known& Small() {
  static const Known known = [] {
    Known made;
    const std::vector<std::string> leaves = Leaves(kMost);
    for (std::size_t size = 0; size <= kMost; ++size) {
      made.roots.push_back(NaiveRoot(std::span(leaves).first(size)));
    }
    return made;
  }();
  return known;
}

TEST(ProofTest, EveryTreeToSixHundredLeavesProvesItsEntries) {
  Shelf shelf(Small().leaves);
  for (std::uint64_t size = 1; size <= kMost; ++size) {
    const TreeHead head{size, Small().roots[size]};
    ASSERT_EQ(RootOf(size, shelf.At(size)).value(), head.root) << size;
    for (const std::uint64_t number : Chosen(size)) {
      const auto path = InclusionProof(number, size, shelf.At(size));
      ASSERT_TRUE(path.ok()) << path.status();
      ASSERT_LE(shelf.MostReads(), 2U) << number << " of " << size;
      ASSERT_LE(path->size(), static_cast<std::size_t>(std::bit_width(size)));
      const Hash32& leaf = Small().leaves[number];
      ASSERT_EQ(VerifyInclusion(number, leaf, head, *path), absl::OkStatus())
          << number << " of " << size;
      const Hash32& other = Small().leaves[(number + 1) % kMost];
      ASSERT_FALSE(VerifyInclusion(number, other, head, *path).ok());
      ASSERT_FALSE(VerifyInclusion(number ^ 1, leaf, head, *path).ok());
    }
  }
}

TEST(ProofTest, EveryTreeToSixHundredLeavesProvesItsBeginnings) {
  Shelf shelf(Small().leaves);
  for (std::uint64_t until = 1; until <= kMost; ++until) {
    const TreeHead longer{until, Small().roots[until]};
    for (const std::uint64_t before : Chosen(until)) {
      const TreeHead shorter{before + 1, Small().roots[before + 1]};
      const auto path = ConsistencyProof(shorter.size, until, shelf.At(until));
      ASSERT_TRUE(path.ok()) << path.status();
      ASSERT_LE(shelf.MostReads(), 2U) << shorter.size << " to " << until;
      ASSERT_EQ(VerifyConsistency(shorter, longer, *path), absl::OkStatus())
          << shorter.size << " to " << until;
      const TreeHead forged{shorter.size, Sha256("another root")};
      ASSERT_FALSE(VerifyConsistency(forged, longer, *path).ok());
      ASSERT_FALSE(VerifyConsistency(shorter, {until, forged.root}, *path).ok());
    }
  }
}

// Whatever is changed in a proof, it holds no more.
template <typename Verify>
void ExpectEveryChangeIsNoticed(const std::vector<Hash32>& path, const Verify& verify) {
  ASSERT_EQ(verify(path), absl::OkStatus());
  for (std::size_t i = 0; i < path.size(); ++i) {
    std::vector<Hash32> changed = path;
    changed[i][31] ^= 1;
    EXPECT_EQ(verify(changed).code(), absl::StatusCode::kDataLoss) << "changed " << i;
    changed = path;
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_EQ(verify(changed).code(), absl::StatusCode::kDataLoss) << "without " << i;
    changed = path;
    changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(i), path[i]);
    EXPECT_EQ(verify(changed).code(), absl::StatusCode::kDataLoss) << "twice " << i;
  }
  std::vector<Hash32> longer = path;
  longer.emplace_back();
  EXPECT_EQ(verify(longer).code(), absl::StatusCode::kDataLoss);
}

TEST(ProofTest, ChangedProofsDoNotHold) {
  Shelf shelf(Small().leaves);
  for (const std::uint64_t size :
       {1UL, 2UL, 3UL, 7UL, 8UL, 255UL, 256UL, 257UL, 511UL, 513UL, 600UL}) {
    const TreeHead head{size, Small().roots[size]};
    for (const std::uint64_t number : {std::uint64_t{0}, size / 2, size - 1}) {
      SCOPED_TRACE(testing::Message() << number << " of " << size);
      ExpectEveryChangeIsNoticed(InclusionProof(number, size, shelf.At(size)).value(),
                                 [&](const std::vector<Hash32>& path) {
                                   return VerifyInclusion(number, Small().leaves[number], head,
                                                          path);
                                 });
      const TreeHead shorter{number + 1, Small().roots[number + 1]};
      ExpectEveryChangeIsNoticed(
          ConsistencyProof(shorter.size, size, shelf.At(size)).value(),
          [&](const std::vector<Hash32>& path) { return VerifyConsistency(shorter, head, path); });
    }
  }
}

// Three levels of tiles.
TEST(ProofTest, LargeTreesNeedTwoTilesOfEachLevel) {
  const std::vector<Hash32> leaves = Hashes(Leaves(2 * 65'536 + 777));
  Shelf shelf(leaves);
  const TreeHead head{leaves.size(), RootOf(leaves.size(), shelf.At(leaves.size())).value()};
  MerkleTree tree;
  for (const Hash32& leaf : leaves) tree.Append(leaf);
  EXPECT_EQ(head, tree.Head());
  for (const std::uint64_t number :
       {0UL, 255UL, 65'535UL, 65'536UL, 131'072UL, 131'800UL, 131'848UL}) {
    const auto path = InclusionProof(number, head.size, shelf.At(head.size));
    EXPECT_LE(shelf.MostReads(), 2U);
    EXPECT_EQ(VerifyInclusion(number, leaves[number], head, *path), absl::OkStatus()) << number;
    const std::uint64_t size = number + 1;
    const TreeHead shorter{size, RootOf(size, shelf.At(size)).value()};
    const auto steps = ConsistencyProof(size, head.size, shelf.At(head.size));
    EXPECT_LE(shelf.MostReads(), 2U);
    EXPECT_EQ(VerifyConsistency(shorter, head, *steps), absl::OkStatus()) << size;
  }
}

TEST(ProofTest, QuestionsThatProveNothingAreRefused) {
  Shelf shelf(Small().leaves);
  const TileOf tiles = shelf.At(8);
  for (const auto& [number, size] :
       {std::pair(8UL, 8UL), std::pair(0UL, 0UL), std::pair(9UL, 8UL)}) {
    EXPECT_EQ(InclusionProof(number, size, tiles).status().code(), absl::StatusCode::kOutOfRange);
    const TreeHead head{size, Small().roots[size]};
    EXPECT_EQ(VerifyInclusion(number, {}, head, {}).code(), absl::StatusCode::kInvalidArgument);
  }
  for (const auto& [from, until] :
       {std::pair(0UL, 8UL), std::pair(0UL, 0UL), std::pair(8UL, 7UL)}) {
    EXPECT_EQ(ConsistencyProof(from, until, tiles).status().code(), absl::StatusCode::kOutOfRange);
    const TreeHead shorter{from, Small().roots[from]};
    const TreeHead longer{until, Small().roots[until]};
    EXPECT_EQ(VerifyConsistency(shorter, longer, {}).code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(ProofTest, MissingHashesAreNoProof) {
  Shelf shelf(Small().leaves);
  EXPECT_EQ(InclusionProof(3, 300, shelf.At(299)).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ConsistencyProof(3, 600, shelf.At(511)).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace yizhan
