#include "engine/audit/export_tiles.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <system_error>

#include "engine/base/whole_file.h"
#include "engine/ledger/export_names.h"

namespace yizhan {
namespace {

constexpr std::size_t kHashBytes = sizeof(Hash32);

class Checker {
 public:
  Checker(std::string folder, const LeafTree& tree, const TilesWanted& wanted)
      : folder_(std::move(folder)), tree_(tree), wanted_(wanted) {}

  TileCheck Check() {
    std::uint64_t nodes = wanted_.size;
    for (std::uint8_t level = 0; nodes > 0; ++level, nodes /= kTileHashes) {
      for (std::uint64_t first = 0; first < nodes; first += kTileHashes) {
        CheckOne(level, first, std::min<std::uint64_t>(kTileHashes, nodes - first));
      }
    }
    CheckNoOthers();
    return std::move(check_);
  }

 private:
  void CheckOne(std::uint8_t level, std::uint64_t first, std::uint64_t width) {
    const std::string path = TilePath(level, first / kTileHashes, width);
    known_.insert(path);
    const absl::StatusOr<std::string> stored =
        ReadWhole(folder_ + "/" + path, kTileHashes * kHashBytes, Privacy::kPublic);
    if (!stored.ok() || stored->size() != width * kHashBytes) {
      return Differ({.entry = {},
                     .where = path,
                     .zh = "树文件缺失或长度不对",
                     .en = "the tile is missing or not of its length",
                     .expected = std::to_string(width * kHashBytes) + " bytes",
                     .found = stored.ok() ? std::to_string(stored->size()) + " bytes" : "-"});
    }
    // Leaves that lack have been named.
    const std::uint64_t have = level < tree_.levels().size() ? tree_.levels()[level].size() : 0;
    for (std::uint64_t i = 0; i < width; ++i) {
      if (first + i >= have) return;
      const std::string hash = stored->substr(i * kHashBytes, kHashBytes);
      const std::string of_leaves = Bytes(tree_.levels()[level][first + i]);
      if (hash != of_leaves) return DifferAt(level, first + i, path, hash, of_leaves);
    }
    ++check_.agree;
  }

  // Of the two that differ, the leaf or the tile, the checkpoint says which is right.
  void DifferAt(std::uint8_t level, std::uint64_t node, const std::string& path,
                const std::string& in_tile, const std::string& of_leaves) {
    if (level == 0 && !wanted_.leaves_signed) {
      return Differ({.entry = node,
                     .where = kLeavesFile,
                     .zh = "记录的哈希与树文件 " + path + " 不符",
                     .en = "the leaf's hash is not the one in " + path,
                     .expected = HexText(in_tile),
                     .found = HexText(of_leaves)});
    }
    Differ({.entry = level == 0 ? std::optional<std::uint64_t>(node) : std::nullopt,
            .where = path,
            .zh = "树文件与记录不符",
            .en = "the tile is not that of the leaves",
            .expected = HexText(of_leaves),
            .found = HexText(in_tile)});
  }

  void Differ(Finding finding) {
    if (differs_) return;  // One leaf too few moves all that follow it.
    differs_ = true;
    check_.findings.push_back(std::move(finding));
  }

  // A wider partial tile than the checkpoint's is a piece of another tree.
  void CheckNoOthers() {
    std::error_code failed;
    for (std::filesystem::recursive_directory_iterator at(folder_ + "/tile", failed), end;
         !failed && at != end; at.increment(failed)) {
      if (!at->is_regular_file(failed)) continue;
      const std::string path = at->path().lexically_relative(folder_).string();
      if (known_.contains(path)) continue;
      check_.findings.push_back({.entry = {},
                                 .where = path,
                                 .zh = "多余的树文件",
                                 .en = "a tile that the tree has not",
                                 .expected = "",
                                 .found = ""});
      return;
    }
  }

  const std::string folder_;
  const LeafTree& tree_;
  const TilesWanted wanted_;
  std::set<std::string> known_;
  bool differs_ = false;
  TileCheck check_;
};

}  // namespace

TileCheck CheckTiles(const std::string& folder, const LeafTree& tree, const TilesWanted& wanted) {
  return Checker(folder, tree, wanted).Check();
}

}  // namespace yizhan
