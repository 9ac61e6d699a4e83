#include "engine/ledger/rocks_view.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/ledger/rocks_check.h"

namespace yizhan {

RocksView::RocksView(std::shared_ptr<RocksFiles> files)
    : files_(std::move(files)), snapshot_(files_->db().GetSnapshot()) {}

RocksView::~RocksView() {
  if (snapshot_ != nullptr) files_->db().ReleaseSnapshot(snapshot_);
}

rocksdb::ReadOptions RocksView::Options() const {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  return options;
}

absl::StatusOr<std::shared_ptr<const RocksView>> RocksView::Freeze(
    std::shared_ptr<RocksFiles> files, const MerkleTree& tree) {
  std::shared_ptr<RocksView> view(new RocksView(std::move(files)));
  const auto applied = view->files_->Get(view->Options(), kState, kAppliedKey);
  if (!applied.ok()) return applied.status();
  if (applied->value_or("") != EncodeNumber(tree.size())) {
    return absl::DataLossError(absl::StrCat("the marker is not ", tree.size()));
  }
  view->size_ = tree.size();
  view->edge_ = tree.edge();
  return std::shared_ptr<const RocksView>(std::move(view));
}

absl::StatusOr<std::optional<std::string>> RocksView::Get(Table table, std::string_view key) const {
  return files_->Get(Options(), FamilyOf(table), RowKey(table, key));
}

absl::StatusOr<std::string> RocksView::Leaf(std::uint64_t number) const {
  if (number >= size_) return absl::OutOfRangeError(absl::StrCat("leaf ", number, " of ", size_));
  auto stored = files_->Get(Options(), kLog, LeafKey(number));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return absl::DataLossError(absl::StrCat("no leaf ", number));
  return **std::move(stored);
}

absl::Status RocksView::Scan(
    Table table, std::string_view prefix,
    const std::function<bool(std::string_view, std::string_view)>& visit) const {
  const std::string start = RowKey(table, prefix);
  const std::unique_ptr<rocksdb::Iterator> row(
      files_->db().NewIterator(Options(), files_->family(FamilyOf(table))));
  for (row->Seek(start); row->Valid() && row->key().starts_with(start); row->Next()) {
    if (!visit(row->key().ToStringView().substr(1), row->value().ToStringView())) break;
  }
  return FromRocks(row->status());
}

absl::StatusOr<std::vector<Hash32>> RocksView::Tile(std::uint8_t level, std::uint64_t index) const {
  const std::size_t width = TileWidth(level, index, size_);
  if (width == kTileHashes) return ReadTile(*files_, Options(), level, index);
  if (width > 0) return edge_[level];
  return absl::OutOfRangeError(absl::StrCat("tile ", int{level}, "/", index, " of ", size_));
}

absl::Status RocksView::Read(
    std::uint64_t from, std::uint64_t until,
    const std::function<bool(std::uint64_t, std::string_view)>& visit) const {
  if (until > size_) {
    return absl::OutOfRangeError(absl::StrCat("leaves until ", until, " of ", size_));
  }
  rocksdb::ReadOptions options = Options();
  options.fill_cache = false;  // A long read must not drive out what the desk needs.
  const std::unique_ptr<rocksdb::Iterator> row(
      files_->db().NewIterator(options, files_->family(kLog)));
  row->Seek(LeafKey(from));
  for (std::uint64_t number = from; number < until; ++number, row->Next()) {
    if (!row->Valid() || row->key().ToStringView() != LeafKey(number)) {
      if (!row->status().ok()) return FromRocks(row->status());
      return absl::DataLossError(absl::StrCat("entry ", number, " is missing from the log"));
    }
    if (!visit(number, row->value().ToStringView())) break;
  }
  return FromRocks(row->status());
}

}  // namespace yizhan
