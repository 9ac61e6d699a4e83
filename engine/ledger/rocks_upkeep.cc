// What a store does beside appending and reading: fencing off, keys, scrubs, checks, backups.

#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/check.h"
#include "engine/ledger/rocks_backup.h"
#include "engine/ledger/rocks_scrub.h"
#include "engine/ledger/rocks_store_impl.h"
#include "engine/ledger/rocks_use.h"

namespace yizhan {
namespace {

absl::Status DiskFailed() {
  return absl::UnavailableError("the ledger's disk failed; end the process and start it again");
}

absl::Status ReadOnly() { return absl::FailedPreconditionError("the ledger is open for reading"); }

}  // namespace

absl::StatusOr<std::uint64_t> RocksStore::Impl::Fence(const std::string& node) {
  const std::lock_guard lock(writer_mutex_);
  if (anchor_ == nullptr) return ReadOnly();
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
  if (anchor_ == nullptr) return ReadOnly();
  const absl::StatusOr<std::string> bound = SigningKey();
  if (!bound.ok()) return bound.status();
  if (*bound == public_key) return absl::OkStatus();
  if (!bound->empty()) return absl::FailedPreconditionError("another signing key was bound");
  const rocksdb::Status written =
      files_->db().Put(Synced(), files_->family(kState), kSignKey, public_key);
  if (!written.ok()) Fail();
  return FromRocks(written);
}

absl::Status RocksStore::Impl::ScrubPrivate() {
  if (anchor_ == nullptr) return ReadOnly();
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
  for (const Effect& row : rows) PutEffect(*files_, row, batch);
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
  if (anchor_ == nullptr) return ReadOnly();
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

}  // namespace yizhan
