#include "engine/ledger/rocks_store.h"

#include <sys/statvfs.h>
#include <unistd.h>

#include <filesystem>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/ledger/anchor.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/rocks_check.h"
#include "engine/ledger/rocks_files.h"
#include "engine/ledger/rocks_scrub.h"
#include "engine/ledger/rocks_view.h"
#include "engine/ledger/tree.h"
#include "rocksdb/write_batch.h"

namespace yizhan {
namespace {

namespace fs = std::filesystem;

std::string AnchorPath(const std::string& data_dir) { return data_dir + "/anchor"; }

rocksdb::WriteOptions Synced() {
  rocksdb::WriteOptions options;
  options.sync = true;
  return options;
}

// A folder is a ledger's (it has an anchor), or empty and may become one.
absl::StatusOr<bool> IsNewFolder(const std::string& data_dir) {
  std::error_code error;
  if (fs::exists(AnchorPath(data_dir), error)) return false;
  if (fs::exists(data_dir + "/rocks", error)) {
    return absl::FailedPreconditionError(
        absl::StrCat(data_dir, " has a ledger but no anchor file, so nobody knows how far it had ",
                     "come; restore the anchor from the same backup as the ledger"));
  }
  for (const fs::directory_entry& file : fs::directory_iterator(data_dir, error)) {
    const std::string name = file.path().filename().string();
    if (name == "lost+found" || name == "anchor.new") continue;
    return absl::FailedPreconditionError(absl::StrCat(
        data_dir, " is not a yizhan ledger and not empty (", name, "); name another folder"));
  }
  if (!error) return true;
  return absl::UnavailableError(
      absl::StrCat("cannot read folder ", data_dir, ": ", error.message()));
}

// The first rows of a new ledger. A crash before them leaves an empty database and an empty anchor.
absl::Status MakeNew(const RocksFiles& files, const std::string& node) {
  rocksdb::WriteBatch batch;
  for (std::size_t family = 0; family < kFamilies; ++family) {
    batch.Put(files.family(static_cast<Family>(family)), kAppliedKey, EncodeNumber(0));
  }
  batch.Put(files.family(kState), kMadeKey, std::string(kLayout) + " " + node);
  return FromRocks(files.db().Write(Synced(), &batch));
}

absl::StatusOr<bool> IsBlank(const RocksFiles& files) {
  for (std::size_t family = 0; family < kFamilies; ++family) {
    const std::unique_ptr<rocksdb::Iterator> row(
        files.db().NewIterator(rocksdb::ReadOptions(), files.family(static_cast<Family>(family))));
    row->SeekToFirst();
    if (row->Valid()) return false;
    if (!row->status().ok()) return FromRocks(row->status());
  }
  return true;
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
  std::uint64_t recorded_clean_;
  mutable std::mutex published_mutex_;  // What readers see.
  TreeHead head_;
  std::shared_ptr<const RocksView> view_;
  StoreCounters counters_;
  std::mutex scrub_mutex_;  // One scrub at a time.
};

absl::StatusOr<std::unique_ptr<RocksStore::Impl>> RocksStore::Impl::Start(
    StoreOptions options, std::shared_ptr<RocksFiles> files, const AnchorMark& mark,
    std::unique_ptr<Anchor> anchor) {
  if (anchor != nullptr && mark.head.size == 0) {
    const absl::StatusOr<bool> blank = IsBlank(*files);
    if (!blank.ok()) return blank.status();
    const absl::Status made = *blank ? MakeNew(*files, options.node) : absl::OkStatus();
    if (!made.ok()) return made;
  }
  absl::StatusOr<CheckedLedger> checked = CheckLedger(*files, mark);
  if (!checked.ok()) return checked.status();
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
  if (files_->watch().failed()) {
    return absl::UnavailableError("the ledger's disk failed; end the process and start it again");
  }
  const rocksdb::Status written = files_->db().Put(Synced(), files_->family(kState), kEpochKey,
                                                   EncodeNumber(epoch_ + 1) + node);
  if (!written.ok()) {
    Fail();
    return FromRocks(written);
  }
  return ++epoch_;
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
  struct statvfs disk {};
  if (statvfs(options_.data_dir.c_str(), &disk) != 0) return true;
  const std::uint64_t free_bytes = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  return free_bytes < options_.disk_reserve_bytes;
}

AppendResult RocksStore::Impl::Admit(const yizhan::Append& append) const {
  if (anchor_ == nullptr) return AppendResult::kFenced;
  if (files_->watch().failed()) return AppendResult::kUnknown;
  if (append.epoch != epoch_ || epoch_ == 0) return AppendResult::kFenced;
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
  for (const Effect& effect : append.effects) {
    rocksdb::ColumnFamilyHandle* family = files_->family(FamilyOf(effect.table));
    const std::string key = RowKey(effect.table, effect.key);
    if (effect.value.has_value()) {
      batch.Put(family, key, *effect.value);
    } else {
      batch.Delete(family, key);
    }
  }
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

RocksStore::RocksStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RocksStore::~RocksStore() = default;

absl::StatusOr<std::unique_ptr<RocksStore>> RocksStore::Open(const StoreOptions& options) {
  std::error_code error;
  fs::create_directories(options.data_dir, error);
  absl::StatusOr<std::unique_ptr<FolderLock>> lock =
      FolderLock::Take(options.data_dir, /*shared=*/false);
  if (!lock.ok()) return lock.status();
  const absl::StatusOr<bool> is_new = IsNewFolder(options.data_dir);
  if (!is_new.ok()) return is_new.status();
  const std::string anchor_path = AnchorPath(options.data_dir);
  if (*is_new) {
    if (absl::Status made = Anchor::Create(anchor_path); !made.ok()) return made;
  }
  absl::StatusOr<std::unique_ptr<Anchor>> anchor = Anchor::Open(anchor_path);
  if (!anchor.ok()) return anchor.status();
  const AnchorMark mark = (*anchor)->Durable();
  const Access access = mark.head.size == 0 ? Access::kCreate : Access::kExisting;
  absl::StatusOr<std::shared_ptr<RocksFiles>> files =
      RocksFiles::Open(options.data_dir, access, *std::move(lock));
  if (!files.ok()) return files.status();
  absl::StatusOr<std::unique_ptr<Impl>> impl =
      Impl::Start(options, *std::move(files), mark, *std::move(anchor));
  if (!impl.ok()) return impl.status();
  return std::unique_ptr<RocksStore>(new RocksStore(*std::move(impl)));
}

absl::StatusOr<std::unique_ptr<RocksStore>> RocksStore::OpenReadOnly(const std::string& data_dir) {
  absl::StatusOr<std::unique_ptr<FolderLock>> lock = FolderLock::Take(data_dir, /*shared=*/true);
  if (!lock.ok()) return lock.status();
  const absl::StatusOr<AnchorMark> mark = Anchor::ReadNewest(AnchorPath(data_dir));
  if (absl::IsNotFound(mark.status())) {
    return absl::FailedPreconditionError(
        absl::StrCat(data_dir, " is not a yizhan ledger: it has no anchor file"));
  }
  if (!mark.ok()) return mark.status();
  absl::StatusOr<std::shared_ptr<RocksFiles>> files =
      RocksFiles::Open(data_dir, Access::kReadOnly, *std::move(lock));
  if (!files.ok()) return files.status();
  absl::StatusOr<std::unique_ptr<Impl>> impl =
      Impl::Start({.data_dir = data_dir, .node = ""}, *std::move(files), *mark, nullptr);
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

}  // namespace yizhan
