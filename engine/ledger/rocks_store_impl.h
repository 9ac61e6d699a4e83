// RocksStoreImpl: what stands behind RocksStore. Appends and reads are in rocks_store.cc; whose
// turn it is, keys, repairs and copies in rocks_upkeep.cc. Only these two use it.
//
// Owner:    the RocksStore; files and views are shared.
// Errors:   as RocksStore.
// Threads:  as RocksStore. writer_mutex_ before published_mutex_, scrub_mutex_ before both.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "engine/ledger/anchor.h"
#include "engine/ledger/rocks_check.h"
#include "engine/ledger/rocks_files.h"
#include "engine/ledger/rocks_store.h"
#include "engine/ledger/rocks_view.h"
#include "engine/ledger/tree.h"
#include "rocksdb/write_batch.h"

namespace yizhan {

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

}  // namespace yizhan
