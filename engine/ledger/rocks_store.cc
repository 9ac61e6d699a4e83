#include "engine/ledger/rocks_store.h"

#include <filesystem>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/rocks_backup.h"
#include "engine/ledger/rocks_new.h"
#include "engine/ledger/rocks_store_impl.h"
#include "engine/ledger/rocks_use.h"
#include "rocksdb/write_batch.h"

namespace yizhan {

absl::StatusOr<std::unique_ptr<RocksStore::Impl>> RocksStore::Impl::Start(
    StoreOptions options, std::shared_ptr<RocksFiles> files, const AnchorMark& mark,
    std::unique_ptr<Anchor> anchor) {
  if (anchor != nullptr && mark.head.size == 0) {
    if (absl::Status made = MakeIfBlank(*files, options); !made.ok()) return made;
  }
  absl::StatusOr<CheckedLedger> checked = CheckLedger(*files, mark);
  if (!checked.ok()) return checked.status();
  if (anchor != nullptr) {
    const absl::Status fits = CheckUse(*files, options.use, checked->tree.Head());
    if (!fits.ok()) return fits;
  }
  auto view = RocksView::Freeze(files, checked->tree);
  if (!view.ok()) return view.status();
  auto impl = std::make_unique<Impl>(std::move(options), std::move(files), *std::move(checked),
                                     *std::move(view));
  if (anchor == nullptr) return impl;
  impl->anchor_ = std::move(anchor);
  impl->anchor_->Advance({impl->head_, impl->ledger_});
  impl->files_->watch().set_flushed(impl->head_.size);  // Recovery flushed all that was in the WAL.
  return impl;
}

bool RocksStore::Impl::BelowReserve() const {
  const absl::StatusOr<std::uint64_t> free_bytes = options_.disk->FreeBytes(options_.data_dir);
  return !free_bytes.ok() || *free_bytes < options_.disk_reserve_bytes;
}

AppendResult RocksStore::Impl::Admit(const yizhan::Append& append) const {
  if (anchor_ == nullptr) return AppendResult::kFenced;
  if (files_->watch().failed()) return AppendResult::kUnknown;
  if (retired_ || append.epoch != epoch_ || epoch_ == 0) return AppendResult::kFenced;
  if (append.expected != head_) return AppendResult::kMoved;
  if (!append.may_use_reserve && BelowReserve()) return AppendResult::kNoSpace;
  // A lost batch is found by its missing leaves, so a batch of effects only must not exist.
  YIZHAN_CHECK(!append.leaves.empty() || append.effects.empty());
  return AppendResult::kDurable;
}

rocksdb::WriteBatch RocksStore::Impl::Build(const yizhan::Append& append, StoreCounters& puts) {
  rocksdb::WriteBatch batch;
  for (const std::string& leaf : append.leaves) {
    if (tree_.size() == 0) ledger_ = LeafHash(leaf);
    batch.Put(files_->family(kLog), LeafKey(tree_.size()), leaf);
    for (const Tile& tile : tree_.Append(LeafHash(leaf))) {
      batch.Put(files_->family(kState), TileKey(tile.level, tile.index), EncodeTile(tile.hashes));
      ++puts.tiles;
    }
  }
  for (const Effect& effect : append.effects) PutEffect(*files_, effect, batch);
  for (std::size_t family = 0; family < kFamilies; ++family) {
    batch.Put(files_->family(static_cast<Family>(family)), kAppliedKey, EncodeNumber(tree_.size()));
  }
  puts.markers += kFamilies;
  if (const std::uint64_t clean = files_->watch().flushed(); clean != recorded_clean_) {
    batch.Put(files_->family(kState), kCleanKey, EncodeNumber(clean));
    recorded_clean_ = clean;
    ++puts.markers;
  }
  puts.entries += append.leaves.size();
  puts.effects += append.effects.size();
  return batch;
}

// The WAL first, then the anchor of the batch before; only then is anything answered.
AppendResult RocksStore::Impl::Commit(rocksdb::WriteBatch& batch) {
  if (!files_->db().Write(Synced(), &batch).ok()) return Fail();
  const auto last = files_->db().GetLatestSequenceNumber();
  files_->watch().Wrote(last - static_cast<std::uint64_t>(batch.Count()) + 1, tree_.size());
  if (!anchor_->WaitDurable(head_.size).ok()) return Fail();
  return files_->watch().failed() ? AppendResult::kUnknown : AppendResult::kDurable;
}

AppendResult RocksStore::Impl::Append(const yizhan::Append& append) {
  const std::lock_guard lock(writer_mutex_);
  const AppendResult admitted = Admit(append);
  if (admitted != AppendResult::kDurable || append.leaves.empty()) return admitted;
  StoreCounters puts = counters();
  rocksdb::WriteBatch batch = Build(append, puts);
  if (Commit(batch) != AppendResult::kDurable) return AppendResult::kUnknown;
  auto view = RocksView::Freeze(files_, tree_);
  if (!view.ok()) return Fail();
  {
    const std::lock_guard published(published_mutex_);
    head_ = tree_.Head();
    view_ = *std::move(view);
    counters_ = puts;
  }
  anchor_->Advance({head_, ledger_});
  return AppendResult::kDurable;
}

absl::StatusOr<std::vector<std::optional<std::string>>> RocksStore::Impl::Load(
    const std::vector<TableKey>& keys) const {
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  std::vector<std::string> names;
  for (const TableKey& key : keys) {
    families.push_back(files_->family(FamilyOf(key.table)));
    names.push_back(RowKey(key.table, key.key));
  }
  const std::vector<rocksdb::Slice> slices(names.begin(), names.end());
  std::vector<std::string> found;
  const std::vector<rocksdb::Status> statuses =
      files_->db().MultiGet(rocksdb::ReadOptions(), families, slices, &found);
  std::vector<std::optional<std::string>> values(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].ok()) {
      values[i] = std::move(found[i]);
    } else if (!statuses[i].IsNotFound()) {
      return FromRocks(statuses[i]);
    }
  }
  return values;
}

RocksStore::RocksStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RocksStore::~RocksStore() = default;

absl::StatusOr<std::unique_ptr<RocksStore>> RocksStore::Open(const StoreOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(options.data_dir, error);
  absl::StatusOr<std::unique_ptr<FolderLock>> lock =
      FolderLock::Take(options.data_dir, /*shared=*/false);
  if (!lock.ok()) return lock.status();
  RocksBackup::Forget(options.data_dir);
  const absl::StatusOr<bool> is_new = IsNewFolder(options.data_dir);
  if (!is_new.ok()) return is_new.status();
  const std::string anchor_path = AnchorPath(options.data_dir);
  if (*is_new) {
    if (absl::Status made = Anchor::Create(anchor_path, *options.disk); !made.ok()) return made;
  }
  absl::StatusOr<std::unique_ptr<Anchor>> anchor = Anchor::Open(anchor_path, *options.disk);
  if (!anchor.ok()) return anchor.status();
  const AnchorMark mark = (*anchor)->Durable();
  const Access access = mark.head.size == 0 ? Access::kCreate : Access::kExisting;
  absl::StatusOr<std::shared_ptr<RocksFiles>> files =
      RocksFiles::Open(options.data_dir, access, *std::move(lock), options.env);
  if (!files.ok()) return files.status();
  absl::StatusOr<std::unique_ptr<Impl>> impl =
      Impl::Start(options, *std::move(files), mark, *std::move(anchor));
  if (!impl.ok()) return impl.status();
  return std::unique_ptr<RocksStore>(new RocksStore(*std::move(impl)));
}

absl::StatusOr<std::unique_ptr<RocksStore>> RocksStore::OpenReadOnly(const std::string& data_dir) {
  return OpenReadOnly(StoreOptions{.data_dir = data_dir, .node = ""});
}

absl::StatusOr<std::unique_ptr<RocksStore>> RocksStore::OpenReadOnly(const StoreOptions& options) {
  const std::string& data_dir = options.data_dir;
  absl::StatusOr<std::unique_ptr<FolderLock>> lock = FolderLock::Take(data_dir, /*shared=*/true);
  if (!lock.ok()) return lock.status();
  const absl::StatusOr<AnchorMark> mark = Anchor::ReadNewest(AnchorPath(data_dir), *options.disk);
  if (absl::IsNotFound(mark.status())) {
    return absl::FailedPreconditionError(
        absl::StrCat(data_dir, " is not a yizhan ledger: it has no anchor file"));
  }
  if (!mark.ok()) return mark.status();
  absl::StatusOr<std::shared_ptr<RocksFiles>> files =
      RocksFiles::Open(data_dir, Access::kReadOnly, *std::move(lock), options.env);
  if (!files.ok()) return files.status();
  absl::StatusOr<std::unique_ptr<Impl>> impl =
      Impl::Start(options, *std::move(files), *mark, nullptr);
  if (!impl.ok()) return impl.status();
  return std::unique_ptr<RocksStore>(new RocksStore(*std::move(impl)));
}

absl::StatusOr<std::uint64_t> RocksStore::Fence(const std::string& node) {
  return impl_->Fence(node);
}

absl::StatusOr<std::string> RocksStore::SigningKey() const { return impl_->SigningKey(); }
absl::Status RocksStore::BindSigningKey(std::string_view public_key) {
  return impl_->BindSigningKey(public_key);
}

void RocksStore::AppendBatch(yizhan::Append append,
                             std::function<void(AppendResult, TreeHead)> done) {
  const AppendResult result = impl_->Append(append);
  done(result, impl_->head());
}

absl::StatusOr<std::vector<std::optional<std::string>>> RocksStore::Load(
    const std::vector<TableKey>& keys) const {
  return impl_->Load(keys);
}

TreeHead RocksStore::Durable() const { return impl_->head(); }
std::shared_ptr<const View> RocksStore::OpenView() const { return impl_->view(); }
absl::Status RocksStore::ScrubPrivate() { return impl_->ScrubPrivate(); }

absl::Status RocksStore::Read(
    std::uint64_t from, std::uint64_t until,
    const std::function<bool(std::uint64_t, std::string_view)>& visit) const {
  return impl_->view()->Read(from, until, visit);
}

StoreCounters RocksStore::counters() const { return impl_->counters(); }
std::uint64_t RocksStore::epoch() const { return impl_->epoch(); }

absl::StatusOr<TreeHead> RocksStore::Retire(std::uint64_t newer_epoch, const std::string& by) {
  return impl_->Retire(newer_epoch, by);
}

absl::StatusOr<std::uint64_t> RocksStore::FollowedEpoch() const {
  return ReadFollowedEpoch(impl_->files());
}

absl::Status RocksStore::SetFollowedEpoch(std::uint64_t epoch) {
  return WriteFollowedEpoch(impl_->files(), epoch);
}

absl::Status RocksStore::Promote(std::uint64_t epoch, const std::string& node,
                                 const std::vector<Effect>& effects) {
  return impl_->Promote(epoch, node, effects);
}

absl::Status RocksStore::CheckFiles() const { return impl_->CheckFiles(); }

absl::Status RocksStore::Restate(std::uint64_t epoch, const std::vector<Effect>& rows) {
  return impl_->Restate(epoch, rows);
}

absl::StatusOr<TreeHead> RocksStore::BackupTo(const std::string& folder,
                                              const CopyProgress& progress) {
  return impl_->BackupTo(folder, progress);
}

}  // namespace yizhan
