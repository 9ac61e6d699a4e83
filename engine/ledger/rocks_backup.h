// RocksBackup: a copy of a ledger folder that is a ledger folder itself; RocksRestore: the way
// back.
//
// A backup first links the database's files in a folder of its own beside them, while appends wait;
// then it copies these at leisure, syncs them, and gives the whole its name last. So a folder with
// the name that was asked for is whole.
//
// Owner:    the caller; what was begun and not finished is removed by Forget, at the next start.
// Errors:   FailedPrecondition, saying what to do, when a folder is not what it must be;
//           DataLoss when the copy is not the ledger; Unavailable when the disk fails.
// Threads:  one.
// Format:   engine/ledger/FORMAT.md
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ledger/anchor.h"
#include "engine/ledger/rocks_store.h"

namespace yizhan {

class FolderLock;
class RocksFiles;

// Only rocks_store.cc uses it.
class RocksBackup {
 public:
  // Flushes the database, so that little is left for Link. `folder` must be absent.
  static absl::StatusOr<RocksBackup> Begin(const RocksFiles& files, const std::string& data_dir,
                                           const std::string& folder);
  // The database as it is now. Nobody may append meanwhile.
  absl::Status Link(const RocksFiles& files) const;
  // What was linked, with an anchor at `mark`, to the folder; then opens it and compares the head.
  absl::Status Copy(const AnchorMark& mark, const CopyProgress& progress) const;
  static void Forget(const std::string& data_dir);

 private:
  RocksBackup(std::string stage, std::string folder)
      : stage_(std::move(stage)), folder_(std::move(folder)) {}

  std::string stage_;
  std::string folder_;
};

// Puts a backup in the place of a ledger, or where none is. Begin looks, Copy copies beside, the
// caller verifies stage(), Finish swaps; before Finish nothing has changed, and a crash within it
// leaves a folder that refuses to start until the restore is run again.
class RocksRestore {
 public:
  // Reads both ledgers, leaf by leaf, and locks `data_dir` (made when absent).
  static absl::StatusOr<std::unique_ptr<RocksRestore>> Begin(const std::string& backup,
                                                             const std::string& data_dir);
  ~RocksRestore();
  RocksRestore(const RocksRestore&) = delete;
  RocksRestore& operator=(const RocksRestore&) = delete;

  // The entries of `data_dir` that the backup does not have, "first..last"; "first.." when nobody
  // can say how far they went; empty = none.
  const std::string& loss() const { return loss_; }
  const std::string& stage() const { return stage_; }
  absl::Status Copy(const CopyProgress& progress) const;
  // What was there before lies in `data_dir` under the name returned; empty = there was nothing.
  absl::StatusOr<std::string> Finish();

 private:
  RocksRestore(std::string backup, std::string data_dir);

  const std::string backup_;
  const std::string data_dir_;
  const std::string stage_;
  std::string loss_;
  std::unique_ptr<FolderLock> lock_;
};

}  // namespace yizhan
