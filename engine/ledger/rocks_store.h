// RocksStore: the LedgerStore on disk: RocksDB in <data_dir>/rocks, and <data_dir>/anchor.
//
// Owner:    the caller; the store and its views keep the folder locked while any of them lives.
// Errors:   as LedgerStore. Open refuses, in words that say what to do: FailedPrecondition for a
//           folder in use or not a ledger's; DataLoss for a ledger that is not what it was.
//           After kUnknown every later append is kUnknown: end the process and open again.
// Threads:  as LedgerStore.
// Format:   engine/ledger/FORMAT.md
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/ledger/disk.h"
#include "engine/ledger/store.h"

namespace rocksdb {
class Env;
}

namespace yizhan {

// Whose the folder is. Each refuses the others' folders, and one whose engine was ended for good.
enum class StoreUse : std::uint8_t {
  kEngine,
  kMirror,     // A witness's. An empty folder becomes one.
  kPromotion,  // A mirror that is to be the engine's: Promote ends its being a mirror.
};

struct StoreOptions {
  std::string data_dir;
  std::uint64_t disk_reserve_bytes = std::uint64_t{1} << 30;
  std::string node;                     // Recorded in a new ledger, for people.
  std::int64_t scrub_wait_ms = 10'000;  // How long ScrubPrivate waits for readers of old views.
  StoreUse use = StoreUse::kEngine;
  // The file systems of the anchor and of the database. Both outlive the store and its views; null
  // = RocksDB's own.
  Disk* disk = &RealDisk();
  rocksdb::Env* env = nullptr;
};

// Called now and then with the bytes copied and the bytes to copy.
using CopyProgress = std::function<void(std::uint64_t done, std::uint64_t all)>;

// Puts since Open, for the micro-bench.
struct StoreCounters {
  std::uint64_t entries = 0;
  std::uint64_t effects = 0;
  std::uint64_t markers = 0;
  std::uint64_t tiles = 0;
};

class RocksStore : public LedgerStore {
 public:
  // Creates the ledger when the folder is empty or absent.
  static absl::StatusOr<std::unique_ptr<RocksStore>> Open(const StoreOptions& options);
  // For verification while nothing runs there. Every append is answered kFenced.
  static absl::StatusOr<std::unique_ptr<RocksStore>> OpenReadOnly(const std::string& data_dir);
  static absl::StatusOr<std::unique_ptr<RocksStore>> OpenReadOnly(const StoreOptions& options);
  ~RocksStore() override;

  absl::StatusOr<std::uint64_t> Fence(const std::string& node) override;
  absl::StatusOr<std::string> SigningKey() const override;
  absl::Status BindSigningKey(std::string_view public_key) override;
  void AppendBatch(Append append, std::function<void(AppendResult, TreeHead)> done) override;
  absl::StatusOr<std::vector<std::optional<std::string>>> Load(
      const std::vector<TableKey>& keys) const override;
  TreeHead Durable() const override;
  std::shared_ptr<const View> OpenView() const override;
  // Unavailable when a reader keeps an old view for too long: try again.
  absl::Status ScrubPrivate() override;
  absl::Status Read(std::uint64_t from, std::uint64_t until,
                    const std::function<bool(std::uint64_t number, std::string_view stored)>& visit)
      const override;

  StoreCounters counters() const;

  // The newest epoch of this folder; 0 before the first Fence.
  std::uint64_t epoch() const;
  // Ends this folder's engine: appends are answered kFenced from here on, also after a restart.
  // Returns the last durable head.
  absl::StatusOr<TreeHead> Retire(std::uint64_t newer_epoch, const std::string& by);
  // Of a mirror: the newest epoch of the engine it copies.
  absl::StatusOr<std::uint64_t> FollowedEpoch() const;
  absl::Status SetFollowedEpoch(std::uint64_t epoch);
  // The mirror is an engine's from here on, of `epoch`; `effects` go with it.
  absl::Status Promote(std::uint64_t epoch, const std::string& node,
                       const std::vector<Effect>& effects);
  // Reads every byte of the table files and of the anchor and holds it against its checksum; start
  // reads only what it needs. DataLoss names the file.
  absl::Status CheckFiles() const;
  // Writes rows of derived tables as the log says they are, and no entry: for a rebuild only. All
  // or nothing; FailedPrecondition when `epoch` is not the newest.
  absl::Status Restate(std::uint64_t epoch, const std::vector<Effect>& rows);
  // Copies the ledger into `folder`, which must be absent, while appends go on beside it: they wait
  // only while files are linked. The copy's anchor is its head, which is returned. One at a time,
  // and never beside ScrubPrivate.
  absl::StatusOr<TreeHead> BackupTo(const std::string& folder, const CopyProgress& progress);

 private:
  class Impl;
  explicit RocksStore(std::unique_ptr<Impl> impl);
  const std::unique_ptr<Impl> impl_;
};

}  // namespace yizhan
