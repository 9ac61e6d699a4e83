#include "engine/ledger/rocks_store.h"

#include <filesystem>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/ledger/anchor.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/rocks_backup.h"
#include "engine/ledger/rocks_check.h"
#include "engine/ledger/rocks_files.h"
#include "engine/ledger/rocks_new.h"
#include "engine/ledger/rocks_scrub.h"
#include "engine/ledger/rocks_use.h"
#include "engine/ledger/rocks_view.h"
#include "engine/ledger/tree.h"
#include "rocksdb/write_batch.h"

namespace yizhan {
namespace {

absl::Status DiskFailed() {
  return absl::UnavailableError("the ledger's disk failed; end the process and start it again");
}

}  // namespace

class RocksStore::Impl {
 public:
  Impl(StoreOptions options, std::shared_ptr<RocksFiles> files, CheckedLedger checked,
       std::shared_ptr<const RocksView> view)
      : options_(std::move(options)),
        files_(std::move(files)),
        tree_(std::move(checked.tree)),
        ledger_(checked.ledger),
        epoch_(checked.epoch),
        recorded_clean_(checked.clean),
        head_(tree_.Head()),
        view_(std::move(view)) {}

  // Checks, then serves; without an anchor for reading only.
  static absl::StatusOr<std::unique_ptr<Impl>> Start(StoreOptions options,
                                                     std::shared_ptr<RocksFiles> files,
                                                     const AnchorMark& mark,
                                                     std::unique_ptr<Anchor> anchor);

  absl::StatusOr<std::uint64_t> Fence(const std::string& node);
  absl::StatusOr<std::string> SigningKey() const;
  absl::Status BindSigningKey(std::string_view public_key);
  AppendResult Append(const yizhan::Append& append);
  absl::StatusOr<std::vector<std::optional<std::string>>> Load(
      const std::vector<TableKey>& keys) const;
  absl::Status ScrubPrivate();
  const RocksFiles& files() const { return *files_; }
  std::uint64_t epoch();
  absl::StatusOr<TreeHead> Retire(std::uint64_t newer_epoch, const std::string& by);
  absl::Status Promote(std::uint64_t epoch, const std::string& node,
                       const std::vector<Effect>& effects);
  absl::Status CheckFiles() const;
  absl::Status Restate(std::uint64_t epoch, const std::vector<Effect>& rows);
  absl::StatusOr<TreeHead> BackupTo(const std::string& folder, const CopyProgress& progress);

  TreeHead head() const {
    const std::lock_guard lock(published_mutex_);
    return head_;
  }
  std::shared_ptr<const RocksView> view() const {
    const std::lock_guard lock(published_mutex_);
    return view_;
  }
  StoreCounters counters() const {
    const std::lock_guard lock(published_mutex_);
    return counters_;
  }

 private:
  bool BelowReserve() const;
  void Put(const Effect& effect, rocksdb::WriteBatch& batch) const;
  AppendResult Admit(const yizhan::Append& append) const;
  rocksdb::WriteBatch Build(const yizhan::Append& append, StoreCounters& puts);
  AppendResult Commit(rocksdb::WriteBatch& batch);
  AppendResult Fail() {
    files_->watch().Fail();
    return AppendResult::kUnknown;
  }

  const StoreOptions options_;
  const std::shared_ptr<RocksFiles> files_;
  std::mutex writer_mutex_;  // Appends and fences; what follows is theirs.
  std::unique_ptr<Anchor> anchor_;
  MerkleTree tree_;
  Hash32 ledger_;
  std::uint64_t epoch_;
  bool retired_ = false;
  std::uint64_t recorded_clean_;
  mutable std::mutex published_mutex_;  // What readers see.
  TreeHead head_;
  std::shared_ptr<const RocksView> view_;
  StoreCounters counters_;
  std::mutex scrub_mutex_;  // One scrub or backup at a time.
};

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

absl::StatusOr<std::uint64_t> RocksStore::Impl::Fence(const std::string& node) {
  const std::lock_guard lock(writer_mutex_);
  if (anchor_ == nullptr) return absl::FailedPreconditionError("the ledger is open for reading");
  if (files_->watch().failed()) return DiskFailed();
  const rocksdb::Status written = files_->db().Put(Synced(), files_->family(kState), kEpochKey,
                                                   EncodeNumber(epoch_ + 1) + node);
  if (!written.ok()) {
    Fail();
    return FromRocks(written);
  }
  return ++epoch_;
}

std::uint64_t RocksStore::Impl::epoch() {
  const std::lock_guard lock(writer_mutex_);
  return epoch_;
}

absl::StatusOr<TreeHead> RocksStore::Impl::Retire(std::uint64_t newer_epoch,
                                                  const std::string& by) {
  const std::lock_guard lock(writer_mutex_);
  retired_ = true;  // Written or not: a restart may forget it, this process never.
  const absl::Status written = WriteRetired(*files_, newer_epoch, by);
  if (!written.ok()) return written;
  return head();
}

absl::Status RocksStore::Impl::Promote(std::uint64_t epoch, const std::string& node,
                                       const std::vector<Effect>& effects) {
  const std::lock_guard lock(writer_mutex_);
  YIZHAN_CHECK(epoch > epoch_);
  const absl::Status written = WritePromoted(*files_, epoch, node, effects);
  if (!written.ok()) return written;
  epoch_ = epoch;
  auto view = RocksView::Freeze(files_, tree_);
  if (!view.ok()) return view.status();
  const std::lock_guard published(published_mutex_);
  view_ = *std::move(view);
  return absl::OkStatus();
}

absl::StatusOr<std::string> RocksStore::Impl::SigningKey() const {
  const auto row = files_->Get({}, kState, kSignKey);
  if (!row.ok()) return row.status();
  return row->value_or("");
}

absl::Status RocksStore::Impl::BindSigningKey(std::string_view public_key) {
  const std::lock_guard lock(writer_mutex_);
  if (anchor_ == nullptr) return absl::FailedPreconditionError("the ledger is open for reading");
  const absl::StatusOr<std::string> bound = SigningKey();
  if (!bound.ok()) return bound.status();
  if (*bound == public_key) return absl::OkStatus();
  if (!bound->empty()) return absl::FailedPreconditionError("another signing key was bound");
  const rocksdb::Status written =
      files_->db().Put(Synced(), files_->family(kState), kSignKey, public_key);
  if (!written.ok()) Fail();
  return FromRocks(written);
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

void RocksStore::Impl::Put(const Effect& effect, rocksdb::WriteBatch& batch) const {
  rocksdb::ColumnFamilyHandle* family = files_->family(FamilyOf(effect.table));
  const std::string key = RowKey(effect.table, effect.key);
  if (effect.value.has_value()) {
    batch.Put(family, key, *effect.value);
  } else {
    batch.Delete(family, key);
  }
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
  for (const Effect& effect : append.effects) Put(effect, batch);
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

absl::Status RocksStore::Impl::ScrubPrivate() {
  if (anchor_ == nullptr) return absl::FailedPreconditionError("the ledger is open for reading");
  const std::lock_guard lock(scrub_mutex_);
  return ScrubPrivateRows(*files_, view()->sequence(), options_.scrub_wait_ms);
}

absl::Status RocksStore::Impl::CheckFiles() const {
  if (absl::Status held = CheckTableFiles(*files_); !held.ok()) return held;
  return Anchor::CheckWhole(AnchorPath(options_.data_dir), *options_.disk);
}

absl::Status RocksStore::Impl::Restate(std::uint64_t epoch, const std::vector<Effect>& rows) {
  const std::lock_guard lock(writer_mutex_);
  if (anchor_ == nullptr || epoch != epoch_ || epoch_ == 0) {
    return absl::FailedPreconditionError("the ledger is not open for writing under this epoch");
  }
  if (files_->watch().failed()) return DiskFailed();
  rocksdb::WriteBatch batch;
  for (const Effect& row : rows) Put(row, batch);
  if (const rocksdb::Status written = files_->db().Write(Synced(), &batch); !written.ok()) {
    Fail();
    return FromRocks(written);
  }
  auto view = RocksView::Freeze(files_, tree_);
  if (!view.ok()) return view.status();
  const std::lock_guard published(published_mutex_);
  view_ = *std::move(view);
  return absl::OkStatus();
}

absl::StatusOr<TreeHead> RocksStore::Impl::BackupTo(const std::string& folder,
                                                    const CopyProgress& progress) {
  if (anchor_ == nullptr) return absl::FailedPreconditionError("the ledger is open for reading");
  const std::lock_guard lock(scrub_mutex_);
  absl::StatusOr<RocksBackup> backup = RocksBackup::Begin(*files_, options_.data_dir, folder);
  if (!backup.ok()) return backup.status();
  AnchorMark mark;
  {
    const std::lock_guard writer(writer_mutex_);
    if (files_->watch().failed()) return DiskFailed();
    mark = {head_, ledger_};
    if (absl::Status linked = backup->Link(*files_); !linked.ok()) return linked;
  }
  if (absl::Status copied = backup->Copy(mark, progress); !copied.ok()) return copied;
  return mark.head;
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
