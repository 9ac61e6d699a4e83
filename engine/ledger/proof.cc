#include "engine/ledger/proof.h"

#include <bit>
#include <cstddef>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/ledger/tree.h"

namespace yizhan {
namespace {

// Leaves from <= number < until.
struct Range {
  std::uint64_t from;
  std::uint64_t until;
  std::uint64_t size() const { return until - from; }
};

// Where RFC 6962 cuts a range of two leaves or more.
std::uint64_t Middle(const Range& range) { return range.from + std::bit_floor(range.size() - 1); }

// Reads each tile once.
class Tiles {
 public:
  explicit Tiles(const TileOf& tile) : tile_(tile) {}

  // The root over a range whose start is a multiple of bit_ceil(size).
  absl::StatusOr<Hash32> Root(const Range& range) {
    if (std::has_single_bit(range.size())) return Perfect(range);
    const std::uint64_t middle = Middle(range);
    const absl::StatusOr<Hash32> left = Perfect({range.from, middle});
    if (!left.ok()) return left;
    const absl::StatusOr<Hash32> right = Root({middle, range.until});
    if (!right.ok()) return right;
    return NodeHash(*left, *right);
  }

 private:
  // A perfect subtree: 2^height leaves.
  absl::StatusOr<Hash32> Perfect(const Range& range) {
    const int height = std::countr_zero(range.size());
    const int level = height / 8;
    const std::uint64_t first = range.from >> (8 * level);
    const std::size_t count = std::size_t{1} << (height % 8);
    const absl::StatusOr<const std::vector<Hash32>*> hashes =
        Read(static_cast<std::uint8_t>(level), first / kTileHashes);
    if (!hashes.ok()) return hashes.status();
    const std::size_t at = first % kTileHashes;
    if ((*hashes)->size() < at + count) {
      return absl::DataLossError(absl::StrCat("tile ", level, "/", first / kTileHashes, " has ",
                                              (*hashes)->size(), " hashes, needed ", at + count));
    }
    return PerfectRoot(std::span(**hashes).subspan(at, count));
  }

  absl::StatusOr<const std::vector<Hash32>*> Read(std::uint8_t level, std::uint64_t index) {
    const auto known = read_.find({level, index});
    if (known != read_.end()) return &known->second;
    absl::StatusOr<std::vector<Hash32>> hashes = tile_(level, index);
    if (!hashes.ok()) return hashes.status();
    return &read_.emplace(std::pair(level, index), *std::move(hashes)).first->second;
  }

  const TileOf& tile_;
  std::map<std::pair<std::uint8_t, std::uint64_t>, std::vector<Hash32>> read_;
};

// The roots of `ranges`, from the last to the first: proofs are made from the root down and read
// from the leaf up.
absl::StatusOr<std::vector<Hash32>> Upwards(const std::vector<Range>& ranges, const TileOf& tile) {
  Tiles tiles(tile);
  std::vector<Hash32> path;
  for (auto range = ranges.rbegin(); range != ranges.rend(); ++range) {
    const absl::StatusOr<Hash32> root = tiles.Root(*range);
    if (!root.ok()) return root.status();
    path.push_back(*root);
  }
  return path;
}

absl::Status Wrong(const char* what) {
  return absl::DataLossError(absl::StrCat("the proof does not hold: ", what));
}

// Places of the node that is being rebuilt and of the last one, level by level (RFC 9162).
struct Climb {
  std::uint64_t node;
  std::uint64_t last;
  void Up() {
    node >>= 1;
    last >>= 1;
  }
  bool HasLeft() const { return (node & 1) != 0 || node == last; }
  // After a left neighbour at the right edge: levels without a neighbour are skipped.
  void SkipEdge() {
    while ((node & 1) == 0 && node != 0) Up();
  }
};

}  // namespace

absl::StatusOr<std::vector<Hash32>> InclusionProof(std::uint64_t number, std::uint64_t size,
                                                   const TileOf& tile) {
  if (number >= size) {
    return absl::OutOfRangeError(absl::StrCat("entry ", number, " is not among ", size));
  }
  std::vector<Range> ranges;
  for (Range around{0, size}; around.size() > 1;) {
    const std::uint64_t middle = Middle(around);
    const Range left{around.from, middle};
    const Range right{middle, around.until};
    ranges.push_back(number < middle ? right : left);
    around = number < middle ? left : right;
  }
  return Upwards(ranges, tile);
}

absl::StatusOr<std::vector<Hash32>> ConsistencyProof(std::uint64_t from, std::uint64_t until,
                                                     const TileOf& tile) {
  if (from == 0 || from > until) {
    return absl::OutOfRangeError(
        absl::StrCat("no consistency to prove from ", from, " to ", until));
  }
  std::vector<Range> ranges;
  Range around{0, until};
  while (around.until != from) {
    const std::uint64_t middle = Middle(around);
    const Range left{around.from, middle};
    const Range right{middle, around.until};
    ranges.push_back(from <= middle ? right : left);
    around = from <= middle ? left : right;
  }
  if (around.from != 0) ranges.push_back(around);  // At 0 it is the old root, which is known.
  return Upwards(ranges, tile);
}

absl::StatusOr<Hash32> RootOf(std::uint64_t size, const TileOf& tile) {
  if (size == 0) return MerkleTree().Root();
  return Tiles(tile).Root({0, size});
}

absl::Status VerifyInclusion(std::uint64_t number, const Hash32& leaf_hash, const TreeHead& head,
                             std::span<const Hash32> path) {
  if (number >= head.size) {
    return absl::InvalidArgumentError(
        absl::StrCat("entry ", number, " cannot be among ", head.size));
  }
  Climb climb{number, head.size - 1};
  Hash32 root = leaf_hash;
  for (const Hash32& neighbour : path) {
    if (climb.last == 0) return Wrong("it has too many hashes");
    if (climb.HasLeft()) {
      root = NodeHash(neighbour, root);
      climb.SkipEdge();
    } else {
      root = NodeHash(root, neighbour);
    }
    climb.Up();
  }
  if (climb.last != 0) return Wrong("it has too few hashes");
  if (root != head.root) return Wrong("it leads to another root");
  return absl::OkStatus();
}

absl::Status VerifyConsistency(const TreeHead& old_head, const TreeHead& new_head,
                               std::span<const Hash32> path) {
  if (old_head.size == 0 || old_head.size > new_head.size) {
    return absl::InvalidArgumentError(
        absl::StrCat("no consistency to check from ", old_head.size, " to ", new_head.size));
  }
  if (old_head.size == new_head.size) {
    if (!path.empty()) return Wrong("it has too many hashes");
    return old_head.root == new_head.root ? absl::OkStatus() : Wrong("same size, other root");
  }
  const bool old_is_perfect = std::has_single_bit(old_head.size);
  if (path.empty()) return Wrong("it has too few hashes");
  Hash32 old_root = old_is_perfect ? old_head.root : path.front();
  if (!old_is_perfect) path = path.subspan(1);
  Hash32 new_root = old_root;
  Climb climb{old_head.size - 1, new_head.size - 1};
  while ((climb.node & 1) != 0) climb.Up();
  for (const Hash32& neighbour : path) {
    if (climb.last == 0) return Wrong("it has too many hashes");
    if (climb.HasLeft()) {
      old_root = NodeHash(neighbour, old_root);
      new_root = NodeHash(neighbour, new_root);
      climb.SkipEdge();
    } else {
      new_root = NodeHash(new_root, neighbour);
    }
    climb.Up();
  }
  if (climb.last != 0) return Wrong("it has too few hashes");
  if (old_root != old_head.root) return Wrong("it leads to another root of the shorter ledger");
  if (new_root != new_head.root) return Wrong("it leads to another root of the longer ledger");
  return absl::OkStatus();
}

}  // namespace yizhan
