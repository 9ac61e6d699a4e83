// SealedRows: a RocksDB folder whose values are sealed under one key, each bound to its own row.
//
// Owner:    one process a folder (flock); the folder is free again when the object is gone.
// Errors:   FailedPrecondition  in use, or of another format; says what to do
//           DataLoss            another key's, tampered with, or damaged
//           Internal            the disk refuses; whether a failed write will be there after a
//                               restart is not known, so every later write is refused
// Threads:  any. Writes that come together share one sync: while one is under way the next stand in
//           line, and whoever of them is awake first writes for all. Reads show nothing of a write
//           before its sync.
// Format:   adapters/inbox/FORMAT.md
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/random.h"

namespace rocksdb {
class DB;
class Env;
}  // namespace rocksdb

namespace yizhan::edge {

inline constexpr std::size_t kInboxKeyBytes = 32;

// One row of a batch; without a value it goes.
struct RowChange {
  std::string key;
  std::optional<std::string> plain;
};

class SealedRows {
 public:
  // Makes the folder when it is not there. `env` outlives the rows; null: the machine's own disk.
  static absl::StatusOr<std::unique_ptr<SealedRows>> Open(const std::string& folder,
                                                          const std::string& key, Random& random,
                                                          rocksdb::Env* env);
  // Whether a folder holds rows already.
  static bool Exists(const std::string& folder);
  ~SealedRows();
  SealedRows(const SealedRows&) = delete;
  SealedRows& operator=(const SealedRows&) = delete;

  absl::StatusOr<std::optional<std::string>> Get(const std::string& key) const;
  // All or nothing, and on disk when it returns.
  absl::Status Write(const std::vector<RowChange>& changes) { return Await(Queue(changes)); }
  // The two halves of Write: what is queued first is never on disk later than what is queued next.
  // Whoever queues must await its place; nothing is promised before that returns.
  [[nodiscard]] std::uint64_t Queue(const std::vector<RowChange>& changes);
  absl::Status Await(std::uint64_t place);
  // Writes that stand in line; not those whose sync is under way.
  std::size_t queued() const;
  // In the order of keys; stops when `item` returns false.
  absl::Status ForEach(
      const std::string& prefix,
      const std::function<bool(std::string_view key, const std::string& plain)>& item) const;
  // A tag of fixed length that stands for `text` in a key, so that keys tell nothing.
  std::string Tag(std::string_view text) const;

  bool failed() const { return failed_; }

 private:
  struct StoredRow {
    std::string key;
    std::optional<std::string> sealed;
  };

  SealedRows(const std::string& key, Random& random);
  absl::Status OpenDatabase(const std::string& folder, rocksdb::Env* env);
  absl::Status CheckFormat();
  std::string SealRow(std::string_view key, std::string_view plain) const;
  absl::StatusOr<std::string> UnsealRow(std::string_view key, std::string_view stored) const;
  void WriteGroup(std::unique_lock<std::mutex>& lock);

  const std::string seal_key_;
  const std::string tag_key_;
  Random& random_;
  int lock_file_ = -1;
  std::unique_ptr<rocksdb::DB> db_;
  mutable std::mutex mutex_;  // For what follows; nobody holds it over a write.
  std::condition_variable written_;
  std::deque<std::vector<StoredRow>> line_;
  std::uint64_t last_place_ = 0;    // Of the line; the first write has place 1.
  std::uint64_t synced_place_ = 0;  // Up to here all is on disk.
  bool writing_ = false;
  std::atomic<bool> failed_ = false;
  absl::Status failure_;
};

}  // namespace yizhan::edge
