// FaultyLedger: a RocksStore on a FaultyDisk, with a client that keeps beside it what was
// acknowledged, what was refused and what nobody knows.
//
// Batch by batch, leaves say their number (LeafText) and three tables hold the size. So what
// Recover finds is either what was acknowledged, or that and the one batch of unknown outcome,
// whole.
//
// Units:    sizes in leaves.
// Errors:   Recover says in words what is wrong; empty = nothing.
// Threads:  one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "engine/ledger/rocks_store.h"
#include "tests/support/faulty_disk.h"
#include "tests/support/scratch_folder.h"

namespace yizhan {

class FaultyLedger {
 public:
  explicit FaultyLedger(std::uint64_t seed, std::uint64_t reserve_bytes = 0);

  DiskFaults& faults() { return disk_.faults(); }
  FaultyDisk& disk() { return disk_; }
  RocksStore& store() { return *store_; }
  const StoreOptions& options() const { return options_; }
  std::string folder() const { return options_.data_dir; }

  // Opens, fences and compares. A comparison that fails is a finding of Recover.
  absl::Status Open();
  void Close() { store_.reset(); }
  // kUnknown and everything that follows from it is kept; a store that takes another batch after
  // one is a finding of Recover.
  AppendResult AppendBatch(std::uint64_t leaves, bool may_use_reserve = false);
  // Power is cut (or the process killed), the disk is mended, the ledger is opened and compared.
  std::string Recover(Loss loss);

  std::uint64_t acknowledged() const { return acknowledged_; }
  std::uint64_t batches() const { return batches_; }  // Acknowledged ones.

 private:
  // What an open store holds, compared with what it must; empty: all of it. Unavailable: the disk
  // does not let it be read.
  absl::StatusOr<std::string> Compare();

  ScratchFolder scratch_;
  FaultyDisk disk_;
  StoreOptions options_;
  std::unique_ptr<RocksStore> store_;
  std::uint64_t epoch_ = 0;
  std::uint64_t acknowledged_ = 0;
  std::uint64_t unknown_until_ = 0;  // Size with the batch of unknown outcome; 0 = there is none.
  std::uint64_t batches_ = 0;
  std::string broken_;  // The first promise that an answer broke.
};

}  // namespace yizhan
