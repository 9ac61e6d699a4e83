#include "engine/ledger/rocks_check.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/ledger/entry_codec.h"

namespace yizhan {
namespace {

constexpr char kRestore[] =
    "; do not serve from this folder: keep a copy, restore the newest backup with its anchor file "
    "and compare its end with the witness";

template <typename... Parts>
absl::Status Damaged(const Parts&... parts) {
  return absl::DataLossError(absl::StrCat("ledger refused: ", parts..., kRestore));
}

absl::Status CheckLayout(const RocksFiles& files) {
  const auto made = files.Get({}, kState, kMadeKey);
  if (!made.ok()) return made.status();
  if (!made->has_value()) return Damaged("the folder's database was not made by this program");
  if (!(*made)->starts_with(kLayout)) {
    return absl::FailedPreconditionError(
        absl::StrCat("the ledger's layout is '", (*made)->substr(0, 40), "', this program knows ",
                     kLayout, "; use the release that made it"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::uint64_t> ReadNumber(const RocksFiles& files, Family family,
                                         const std::string& key) {
  const auto row = files.Get({}, family, key);
  if (!row.ok()) return row.status();
  if (!row->has_value()) return std::uint64_t{0};
  // The epoch row goes on with the node's name.
  const std::optional<std::uint64_t> number = DecodeNumber((*row)->substr(0, 8));
  if (!number.has_value()) return Damaged("row ", key.substr(1), " is not a number");
  return *number;
}

absl::StatusOr<std::uint64_t> LogHead(const RocksFiles& files) {
  const std::unique_ptr<rocksdb::Iterator> row(
      files.db().NewIterator(rocksdb::ReadOptions(), files.family(kLog)));
  row->SeekToLast();
  if (!row->Valid()) {
    if (!row->status().ok()) return FromRocks(row->status());
    return std::uint64_t{0};
  }
  const std::string key = row->key().ToString();
  if (key == kAppliedKey) return std::uint64_t{0};
  const std::optional<std::uint64_t> number = DecodeNumber(key.substr(1));
  if (!number.has_value() || key[0] != 'L') return Damaged("the log has a key that is no number");
  return *number + 1;
}

absl::StatusOr<std::uint64_t> CheckMarkers(const RocksFiles& files) {
  const absl::StatusOr<std::uint64_t> head = LogHead(files);
  if (!head.ok()) return head.status();
  for (std::size_t family = 0; family < kFamilies; ++family) {
    const absl::StatusOr<std::uint64_t> applied =
        ReadNumber(files, static_cast<Family>(family), kAppliedKey);
    if (!applied.ok()) return applied.status();
    if (*applied != *head) {
      return Damaged("family '", kFamilyNames[family], "' has applied ", *applied,
                     " entries, the log has ", *head);
    }
  }
  return *head;
}

TreeSource SourceOf(const RocksFiles& files) {
  TreeSource source;
  source.tile = [&files](std::uint8_t level, std::uint64_t index) {
    return ReadTile(files, {}, level, index);
  };
  source.leaf = [&files](std::uint64_t number) -> absl::StatusOr<Hash32> {
    const auto row = files.Get({}, kLog, LeafKey(number));
    if (!row.ok()) return row.status();
    if (!row->has_value()) return Damaged("entry ", number, " is missing from the log");
    return LeafHash(**row);
  };
  return source;
}

absl::Status AppendChecked(const RocksFiles& files, std::string_view stored, MerkleTree& tree) {
  for (const Tile& tile : tree.Append(LeafHash(stored))) {
    const auto row = files.Get({}, kState, TileKey(tile.level, tile.index));
    if (!row.ok()) return row.status();
    if (!row->has_value() || **row != EncodeTile(tile.hashes)) {
      return Damaged("the entries do not hash to tile ", int{tile.level}, "/", tile.index);
    }
  }
  return absl::OkStatus();
}

// Rehashes every entry that may have been only in the WAL when the process ended. Whatever a lost
// WAL takes away is a gap in the numbers here.
absl::StatusOr<MerkleTree> RehashTail(const RocksFiles& files, std::uint64_t clean,
                                      std::uint64_t head) {
  const TreeSource source = SourceOf(files);
  absl::StatusOr<MerkleTree> tree = MerkleTree::Restore(clean - clean % kTileHashes, source);
  if (!tree.ok()) return tree.status();
  const std::unique_ptr<rocksdb::Iterator> row(
      files.db().NewIterator(rocksdb::ReadOptions(), files.family(kLog)));
  for (row->Seek(LeafKey(tree->size())); row->Valid(); row->Next()) {
    if (row->key().ToStringView() != LeafKey(tree->size())) {
      return Damaged("entry ", tree->size(), " is missing from the log, which goes on to ", head);
    }
    const absl::Status appended = AppendChecked(files, row->value().ToStringView(), *tree);
    if (!appended.ok()) return appended;
  }
  if (!row->status().ok()) return FromRocks(row->status());
  if (tree->size() != head) {
    return Damaged("the log ends at ", tree->size(), ", not at ", head);
  }
  return tree;
}

absl::Status CheckAnchor(const RocksFiles& files, const MerkleTree& tree,
                         const AnchorMark& anchor) {
  if (anchor.head.size > tree.size()) {
    return Damaged("the log has ", tree.size(), " entries, its anchor says ", anchor.head.size,
                   ": acknowledged entries are gone");
  }
  Hash32 root = tree.Root();
  if (anchor.head.size < tree.size()) {
    const absl::StatusOr<MerkleTree> prefix =
        MerkleTree::Restore(anchor.head.size, SourceOf(files));
    if (!prefix.ok()) return prefix.status();
    root = prefix->Root();
  }
  if (root == anchor.head.root) return absl::OkStatus();
  return Damaged("the root of the first ", anchor.head.size, " entries is ", HexText(root),
                 ", the anchor says ", HexText(anchor.head.root),
                 ": another ledger's anchor, or entries were altered");
}

}  // namespace

// A file's own checksum covers each byte; one that an older release wrote has none, and only its
// blocks have.
absl::Status CheckTableFiles(const RocksFiles& files) {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  rocksdb::Status held = files.db().VerifyFileChecksums(options);
  if (held.ok()) held = files.db().VerifyChecksum(options);
  if (!held.IsCorruption()) return FromRocks(held);
  return Damaged("a table file is not what was written: ", held.ToString());
}

std::string EncodeTile(const std::vector<Hash32>& hashes) {
  std::string bytes;
  bytes.reserve(hashes.size() * sizeof(Hash32));
  for (const Hash32& hash : hashes) bytes += Bytes(hash);
  return bytes;
}

absl::StatusOr<std::vector<Hash32>> ReadTile(const RocksFiles& files,
                                             const rocksdb::ReadOptions& options,
                                             std::uint8_t level, std::uint64_t index) {
  const auto row = files.Get(options, kState, TileKey(level, index));
  if (!row.ok()) return row.status();
  if (!row->has_value()) return Damaged("tile ", int{level}, "/", index, " is missing");
  if ((*row)->size() != kTileHashes * sizeof(Hash32)) {
    return Damaged("tile ", int{level}, "/", index, " has ", (*row)->size(), " bytes");
  }
  std::vector<Hash32> hashes(kTileHashes);
  std::memcpy(hashes.data(), (*row)->data(), (*row)->size());
  return hashes;
}

absl::StatusOr<CheckedLedger> CheckLedger(const RocksFiles& files, const AnchorMark& anchor) {
  if (absl::Status layout = CheckLayout(files); !layout.ok()) return layout;
  const absl::StatusOr<std::uint64_t> head = CheckMarkers(files);
  if (!head.ok()) return head.status();
  const absl::StatusOr<std::uint64_t> clean = ReadNumber(files, kState, kCleanKey);
  if (!clean.ok()) return clean.status();
  if (*clean > *head) return Damaged("the log has ", *head, " entries, ", *clean, " were flushed");
  absl::StatusOr<MerkleTree> tree = RehashTail(files, *clean, *head);
  if (!tree.ok()) return tree.status();
  if (absl::Status held = CheckAnchor(files, *tree, anchor); !held.ok()) return held;

  CheckedLedger checked;
  checked.tree = *std::move(tree);
  checked.clean = *clean;
  const absl::StatusOr<std::uint64_t> epoch = ReadNumber(files, kState, kEpochKey);
  if (!epoch.ok()) return epoch.status();
  checked.epoch = *epoch;
  if (*head == 0) return checked;
  const absl::StatusOr<Hash32> first = SourceOf(files).leaf(0);
  if (!first.ok()) return first.status();
  checked.ledger = *first;
  if (anchor.head.size > 0 && anchor.ledger != checked.ledger) {
    return Damaged("the anchor belongs to another ledger");
  }
  return checked;
}

}  // namespace yizhan
