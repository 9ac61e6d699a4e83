#include "engine/ledger/rocks_backup.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/ledger/entry_codec.h"
#include "engine/ledger/folder_copy.h"
#include "engine/ledger/rocks_files.h"
#include "engine/ledger/rocks_use.h"
#include "engine/ledger/tree.h"
#include "rocksdb/utilities/checkpoint.h"

namespace yizhan {
namespace {

namespace fs = std::filesystem;

constexpr char kBefore[] = ".before-";
constexpr std::uint64_t kNoFlush = std::numeric_limits<std::uint64_t>::max();

bool Exists(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error);
}

absl::Status RemoveAll(const std::string& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot remove ", path, ": ", error.message()));
}

std::string StageOf(const std::string& data_dir) {
  return (fs::absolute(data_dir) / "backup.stage").string();
}

absl::Status WriteAnchor(const std::string& path, const AnchorMark& mark) {
  if (absl::Status made = Anchor::Create(path); !made.ok()) return made;
  const absl::StatusOr<std::unique_ptr<Anchor>> anchor = Anchor::Open(path);
  if (!anchor.ok()) return anchor.status();
  (*anchor)->Advance(mark);
  return (*anchor)->WaitDurable(mark.head.size);
}

}  // namespace

void RocksBackup::Forget(const std::string& data_dir) {
  std::error_code ignored;  // Nobody reads it; a new backup begins with removing it, too.
  fs::remove_all(StageOf(data_dir), ignored);
  fs::remove_all(StageOf(data_dir) + ".tmp", ignored);
}

absl::StatusOr<RocksBackup> RocksBackup::Begin(const RocksFiles& files, const std::string& data_dir,
                                               const std::string& folder) {
  if (Exists(folder)) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder, " exists already; name a folder that does not"));
  }
  Forget(data_dir);
  const absl::Status flushed =
      FromRocks(files.db().Flush(rocksdb::FlushOptions(), files.families()));
  if (!flushed.ok()) return flushed;
  return RocksBackup(StageOf(data_dir), folder);
}

absl::Status RocksBackup::Link(const RocksFiles& files) const {
  rocksdb::Checkpoint* made = nullptr;
  const rocksdb::Status able = rocksdb::Checkpoint::Create(&files.db(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  if (!able.ok()) return FromRocks(able);
  return FromRocks(checkpoint->CreateCheckpoint(stage_, kNoFlush));
}

absl::Status RocksBackup::Copy(const AnchorMark& mark, const CopyProgress& progress) const {
  const std::string part = folder_ + ".part";
  if (absl::Status removed = RemoveAll(part); !removed.ok()) return removed;
  absl::Status status = CopyFolder(stage_, RocksPath(part), progress);
  if (status.ok()) status = WriteAnchor(AnchorPath(part), mark);
  if (status.ok()) status = RealDisk().SyncFolder(part);
  if (status.ok()) {
    const auto copy = RocksStore::OpenReadOnly(part);
    status = copy.status();
    if (copy.ok() && (*copy)->Durable() != mark.head) {
      status =
          absl::DataLossError(absl::StrCat("the copy in ", part, " has ", (*copy)->Durable().size,
                                           " entries, the ledger ", mark.head.size));
    }
  }
  if (status.ok()) status = MoveDurably(part, folder_);
  RemoveAll(stage_).IgnoreError();  // The next backup or start does it.
  return status;
}

RocksRestore::RocksRestore(std::string backup, std::string data_dir)
    : backup_(std::move(backup)),
      data_dir_(std::move(data_dir)),
      stage_(data_dir_ + "/restore.stage") {}

RocksRestore::~RocksRestore() { RemoveAll(stage_).IgnoreError(); }

namespace {

absl::Status NoBackup(const std::string& folder, const absl::Status& why) {
  return absl::FailedPreconditionError(
      absl::StrCat(folder, " cannot be restored from: ", why.message()));
}

std::string Range(std::uint64_t first, std::uint64_t until) {
  return first >= until ? "" : absl::StrCat(first, "..", until - 1);
}

// The first entry of `old` that `backup` has not, or has otherwise.
absl::StatusOr<std::uint64_t> FirstLost(const RocksStore& old, const RocksStore& backup) {
  const std::shared_ptr<const View> view = backup.OpenView();
  const std::uint64_t both = std::min(old.Durable().size, backup.Durable().size);
  std::uint64_t same = 0;
  absl::Status compared;
  const absl::Status read = old.Read(0, both, [&](std::uint64_t number, std::string_view stored) {
    const absl::StatusOr<std::string> kept = view->Leaf(number);
    compared = kept.status();
    if (!kept.ok() || *kept != stored) return false;
    same = number + 1;
    return true;
  });
  if (!read.ok()) return read;
  if (!compared.ok()) return compared;
  return same;
}

// Whether the backup goes on from this mark.
absl::StatusOr<bool> Continues(const RocksStore& backup, const TreeHead& mark) {
  if (mark.size > backup.Durable().size) return false;
  MerkleTree tree;
  const absl::Status read = backup.Read(0, mark.size, [&](std::uint64_t, std::string_view stored) {
    tree.Append(LeafHash(stored));
    return true;
  });
  if (!read.ok()) return read;
  return tree.Root() == mark.root;
}

// Of a ledger that does not open: what its anchor, if any, says.
absl::StatusOr<std::string> LossByAnchor(const std::string& data_dir, const RocksStore& backup) {
  const absl::StatusOr<AnchorMark> mark = Anchor::ReadNewest(AnchorPath(data_dir));
  const std::uint64_t kept = backup.Durable().size;
  if (!mark.ok()) return absl::StrCat(kept, "..");
  const absl::StatusOr<bool> goes_on = Continues(backup, mark->head);
  if (!goes_on.ok()) return goes_on.status();
  if (*goes_on) return std::string();
  return mark->head.size > kept ? Range(kept, mark->head.size) : Range(0, mark->head.size);
}

// A folder whose engine was replaced by a newer one must not come to life again, nor a mirror's be
// written over.
absl::Status CheckFolderUse(const std::string& data_dir, const TreeHead& head) {
  const auto files = RocksFiles::Open(data_dir, Access::kReadOnly, nullptr);
  return files.ok() ? CheckUse(**files, StoreUse::kEngine, head) : files.status();
}

absl::StatusOr<std::string> LossOf(const std::string& data_dir, const RocksStore& backup) {
  const auto old = RocksStore::OpenReadOnly(data_dir);
  if (!old.ok()) return LossByAnchor(data_dir, backup);
  if (absl::Status free = CheckFolderUse(data_dir, (*old)->Durable()); !free.ok()) return free;
  const absl::StatusOr<std::uint64_t> first = FirstLost(**old, backup);
  if (!first.ok()) return first.status();
  return Range(*first, (*old)->Durable().size);
}

// Nothing of ours may be lost, and nothing that is not ours touched.
absl::StatusOr<bool> HoldsLedger(const std::string& data_dir) {
  if (Exists(AnchorPath(data_dir)) || Exists(RocksPath(data_dir))) return true;
  std::error_code error;
  for (const fs::directory_entry& file : fs::directory_iterator(data_dir, error)) {
    const std::string name = file.path().filename().string();
    if (name == "lost+found" || name == "restore.stage" || name == "anchor.new") continue;
    if (name.find(kBefore) != std::string::npos) continue;  // Of a restore that was interrupted.
    return absl::FailedPreconditionError(absl::StrCat(
        data_dir, " is not a yizhan ledger and not empty (", name, "); name another folder"));
  }
  return false;
}

absl::Status CheckSameLedger(const std::string& data_dir, const std::string& backup) {
  const absl::StatusOr<AnchorMark> old = Anchor::ReadNewest(AnchorPath(data_dir));
  const absl::StatusOr<AnchorMark> kept = Anchor::ReadNewest(AnchorPath(backup));
  if (!old.ok() || !kept.ok()) return absl::OkStatus();  // Nobody can tell.
  if (old->head.size == 0 || kept->head.size == 0 || old->ledger == kept->ledger) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(absl::StrCat(
      data_dir, " holds another ledger than the backup; name another folder, or move it away"));
}

// "name.before-1", or the next number that is free.
std::string FreeName(const std::string& path) {
  int number = 1;
  while (Exists(absl::StrCat(path, kBefore, number))) ++number;
  return absl::StrCat(path, kBefore, number);
}

}  // namespace

absl::StatusOr<std::unique_ptr<RocksRestore>> RocksRestore::Begin(const std::string& backup,
                                                                  const std::string& data_dir) {
  std::error_code error;
  fs::create_directories(data_dir, error);
  if (fs::equivalent(backup, data_dir, error)) {
    return absl::FailedPreconditionError("the backup is the data folder itself");
  }
  std::unique_ptr<RocksRestore> restore(new RocksRestore(backup, data_dir));
  const auto kept = RocksStore::OpenReadOnly(backup);
  if (!kept.ok()) return NoBackup(backup, kept.status());
  const absl::StatusOr<bool> holds = HoldsLedger(data_dir);
  if (!holds.ok()) return holds.status();
  if (*holds) {
    // A running engine is noticed by its lock, before anything is read.
    const auto idle = FolderLock::Take(data_dir, /*shared=*/false);
    if (!idle.ok()) return idle.status();
  }
  if (*holds) {
    if (absl::Status same = CheckSameLedger(data_dir, backup); !same.ok()) return same;
    absl::StatusOr<std::string> loss = LossOf(data_dir, **kept);
    if (!loss.ok()) return loss.status();
    restore->loss_ = *std::move(loss);
  }
  absl::StatusOr<std::unique_ptr<FolderLock>> lock = FolderLock::Take(data_dir, /*shared=*/false);
  if (!lock.ok()) return lock.status();
  restore->lock_ = *std::move(lock);
  return restore;
}

absl::Status RocksRestore::Copy(const CopyProgress& progress) const {
  if (absl::Status removed = RemoveAll(stage_); !removed.ok()) return removed;
  absl::Status status = CopyFolder(RocksPath(backup_), RocksPath(stage_), progress);
  if (!status.ok()) return status;
  const absl::StatusOr<AnchorMark> mark = Anchor::ReadNewest(AnchorPath(backup_));
  if (!mark.ok()) return NoBackup(backup_, mark.status());
  status = WriteAnchor(AnchorPath(stage_), *mark);
  return status.ok() ? RealDisk().SyncFolder(stage_) : status;
}

// The anchor last: until then the one of before stands, which what lies beside it does not fit.
absl::StatusOr<std::string> RocksRestore::Finish() {
  const std::string rocks = RocksPath(data_dir_);
  std::string aside;
  if (Exists(rocks)) {
    aside = FreeName(rocks);
    if (absl::Status moved = MoveDurably(rocks, aside); !moved.ok()) return moved;
  }
  absl::Status status = MoveDurably(RocksPath(stage_), rocks);
  if (!status.ok()) return status;
  const std::string anchor = AnchorPath(data_dir_);
  if (Exists(anchor)) {
    std::error_code error;
    fs::create_hard_link(anchor, FreeName(anchor), error);
    if (error)
      return absl::UnavailableError(
          absl::StrCat("cannot keep the anchor of before: ", error.message()));
  }
  status = MoveDurably(AnchorPath(stage_), anchor);
  if (!status.ok()) return status;
  return aside;
}

}  // namespace yizhan
