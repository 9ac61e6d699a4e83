// RocksFiles: the open database of a ledger folder, and how its keys are made. Only rocks_*.cc use
// it.
//
// Owner:    shared by the store and its views; the last one closes the database and unlocks.
// Errors:   FailedPrecondition, saying what to do, when the folder cannot be a ledger's or is in
//           use; DataLoss when RocksDB finds damage; Unavailable when the disk fails.
// Threads:  any.
// Format:   engine/ledger/FORMAT.md
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ledger/store.h"
#include "rocksdb/db.h"
#include "rocksdb/listener.h"
#include "rocksdb/write_batch.h"

namespace yizhan {

enum Family : std::size_t { kLog, kState, kKeys, kPrivateRows, kFamilies };
inline constexpr std::array<const char*, kFamilies> kFamilyNames = {"log", "state", "keys",
                                                                    "private"};

Family FamilyOf(Table table);
std::string RowKey(Table table, std::string_view key);
std::string LeafKey(std::uint64_t number);
std::string TileKey(std::uint8_t level, std::uint64_t index);
// Rows of the store itself; no table has number 0.
inline const std::string kAppliedKey("\0applied", 8);  // In every family: leaves so far.
inline const std::string kEpochKey("\0epoch", 6);      // In state.
inline const std::string kCleanKey("\0clean", 6);      // In state: leaves known to be flushed.
inline const std::string kMadeKey("\0made", 5);        // In state: layout version and who made it.
inline const std::string kSignKey("\0sign", 5);        // In state: public key of checkpoints.
inline constexpr char kLayout[] = "yizhan-ledger-1";

std::string EncodeNumber(std::uint64_t number);
std::optional<std::uint64_t> DecodeNumber(std::string_view bytes);
absl::Status FromRocks(const rocksdb::Status& status);

// A write is on disk when it returns.
rocksdb::WriteOptions Synced();
class RocksFiles;
// One change of a derived table, in its family.
void PutEffect(const RocksFiles& files, const Effect& effect, rocksdb::WriteBatch& batch);

std::string AnchorPath(const std::string& data_dir);
std::string RocksPath(const std::string& data_dir);

// Hears of background errors and of what has left the WAL.
class FlushWatch : public rocksdb::EventListener {
 public:
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status*) override {
    failed_ = true;
  }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* auto_recovery) override {
    *auto_recovery = false;  // A person or a restart decides, never RocksDB.
  }
  void OnFlushCompleted(rocksdb::DB*, const rocksdb::FlushJobInfo& flush) override;

  void Wrote(rocksdb::SequenceNumber first, std::uint64_t size);
  // Leaves below this are in table files, not only in the WAL.
  std::uint64_t flushed() const { return flushed_; }
  void set_flushed(std::uint64_t size) { flushed_ = size; }
  bool failed() const { return failed_; }
  void Fail() { failed_ = true; }

 private:
  struct Batch {
    rocksdb::SequenceNumber first;
    std::uint64_t size;
  };
  std::atomic<bool> failed_ = false;
  std::atomic<std::uint64_t> flushed_ = 0;
  std::mutex mutex_;
  std::deque<Batch> batches_;  // Not yet flushed, oldest first.
};

// The folder's lock: alone for writing, shared for reading. Held while it lives.
class FolderLock {
 public:
  static absl::StatusOr<std::unique_ptr<FolderLock>> Take(const std::string& data_dir, bool shared);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  explicit FolderLock(int file) : file_(file) {}
  const int file_;
};

enum class Access { kCreate, kExisting, kReadOnly };

class RocksFiles {
 public:
  // `env` outlives the files; null = RocksDB's own.
  static absl::StatusOr<std::shared_ptr<RocksFiles>> Open(const std::string& data_dir,
                                                          Access access,
                                                          std::unique_ptr<FolderLock> lock,
                                                          rocksdb::Env* env = nullptr);
  ~RocksFiles();
  RocksFiles(const RocksFiles&) = delete;
  RocksFiles& operator=(const RocksFiles&) = delete;

  rocksdb::DB& db() const { return *db_; }
  rocksdb::ColumnFamilyHandle* family(Family family) const { return handles_[family]; }
  // Every one, RocksDB's default too.
  std::vector<rocksdb::ColumnFamilyHandle*> families() const {
    return {handles_.begin(), handles_.end()};
  }
  FlushWatch& watch() const { return *watch_; }
  absl::StatusOr<std::optional<std::string>> Get(const rocksdb::ReadOptions& options, Family family,
                                                 const std::string& key) const;

 private:
  RocksFiles() = default;

  std::unique_ptr<FolderLock> lock_;
  std::shared_ptr<FlushWatch> watch_ = std::make_shared<FlushWatch>();
  rocksdb::DB* db_ = nullptr;
  std::array<rocksdb::ColumnFamilyHandle*, kFamilies + 1> handles_{};  // Last: RocksDB's default.
};

}  // namespace yizhan
