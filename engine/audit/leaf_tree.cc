#include "engine/audit/leaf_tree.h"

#include <algorithm>
#include <atomic>
#include <span>
#include <string>
#include <thread>

#include "engine/base/check.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/proof.h"

namespace yizhan {
namespace {

constexpr std::uint64_t kLeavesPerRead = kTileHashes;
constexpr unsigned kThreadsMax = 8;

// What the threads of one run share.
struct Shared {
  const LeafFile& leaves;
  const AuditProgress& progress;
  std::vector<Hash32>& hashes;
  std::atomic<std::uint64_t> next{0};
  std::atomic<std::uint64_t> done{0};
  std::atomic<bool> failed{false};
};

absl::Status HashSome(Shared& shared) {
  while (!shared.failed) {
    const std::uint64_t from = shared.next.fetch_add(kLeavesPerRead);
    if (from >= shared.hashes.size()) break;
    const std::uint64_t until =
        std::min<std::uint64_t>(from + kLeavesPerRead, shared.hashes.size());
    const absl::StatusOr<std::vector<std::string>> leaves = shared.leaves.Leaves(from, until);
    if (!leaves.ok()) {
      shared.failed = true;
      return leaves.status();
    }
    for (std::uint64_t i = from; i < until; ++i) shared.hashes[i] = LeafHash((*leaves)[i - from]);
    shared.progress(shared.done += until - from, shared.hashes.size());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LeafTree> LeafTree::Build(const LeafFile& leaves, const AuditProgress& progress) {
  LeafTree tree;
  tree.levels_.emplace_back(leaves.size());
  Shared shared{.leaves = leaves, .progress = progress, .hashes = tree.levels_[0]};
  const unsigned threads = std::clamp(std::thread::hardware_concurrency(), 1U, kThreadsMax);
  std::vector<absl::Status> results(threads);
  std::vector<std::thread> running;
  for (unsigned i = 0; i < threads; ++i) {
    running.emplace_back([&shared, &result = results[i]] { result = HashSome(shared); });
  }
  for (std::thread& thread : running) thread.join();
  for (const absl::Status& result : results) {
    if (!result.ok()) return result;
  }
  tree.Climb();
  return tree;
}

// The levels above the leaves.
void LeafTree::Climb() {
  while (levels_.back().size() >= kTileHashes) {
    const std::vector<Hash32>& below = levels_.back();
    std::vector<Hash32> level(below.size() / kTileHashes);
    for (std::size_t i = 0; i < level.size(); ++i) {
      level[i] = PerfectRoot(std::span(below).subspan(i * kTileHashes, kTileHashes));
    }
    levels_.push_back(std::move(level));
  }
}

std::vector<Hash32> LeafTree::Tile(std::uint8_t level, std::uint64_t index) const {
  const std::span<const Hash32> nodes(levels_.at(level));
  const std::span<const Hash32> from = nodes.subspan(index * kTileHashes);
  const std::span<const Hash32> tile = from.first(std::min(kTileHashes, from.size()));
  return {tile.begin(), tile.end()};
}

Hash32 LeafTree::RootOf(std::uint64_t size) const {
  YIZHAN_CHECK(size <= this->size());
  const absl::StatusOr<Hash32> root = yizhan::RootOf(
      size, [this](std::uint8_t level, std::uint64_t index) -> absl::StatusOr<std::vector<Hash32>> {
        return Tile(level, index);
      });
  YIZHAN_CHECK(root.ok());  // The tiles are in memory.
  return *root;
}

}  // namespace yizhan
