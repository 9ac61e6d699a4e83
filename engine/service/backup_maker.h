// BackupMaker: makes backups of the running ledger, one at a time, on a thread of its own.
//
// Units:    bytes.
// Owner:    the store outlives it; the destructor waits for a backup that is under way.
// Errors:   Refusals: NOT_ALLOWED    the engine has no backup_dir
//                     FIELD_MALFORMED  no plain name, or a folder that exists
//                     ENGINE_BUSY    one is being made
//           others from the store, through `done`.
// Threads:  any; `progress` and `done` come from the maker's thread.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ledger/rocks_store.h"

namespace yizhan {

inline constexpr std::size_t kBackupNameBytesMax = 64;

class BackupMaker {
 public:
  struct Made {
    std::string folder;
    TreeHead head;
  };
  BackupMaker(RocksStore& store, std::string backup_dir);
  ~BackupMaker();
  BackupMaker(const BackupMaker&) = delete;
  BackupMaker& operator=(const BackupMaker&) = delete;

  // OK: begun, and `done` is called once. Otherwise neither is called.
  absl::Status Make(const std::string& name, CopyProgress progress,
                    std::function<void(absl::StatusOr<Made>)> done);

 private:
  RocksStore& store_;
  const std::string backup_dir_;
  std::mutex mutex_;
  bool busy_ = false;
  std::thread thread_;
};

}  // namespace yizhan
