// FaultyDisk: a disk that fails as asked, under a RocksStore: its database (rocksdb::Env) and its
// anchor (Disk). One for a ledger folder in a scratch place; the faults are those of DiskFaults.
//
//   FaultyDisk disk(seed);
//   StoreOptions options = ...;
//   disk.Serve(options);                            // The ledger of these options lies on it.
//   disk.faults().FailNth(DiskOp::kSync, 3, true);  // The third sync from now on, and all later.
//   ...
//   disk.faults().Crash();                          // Power is cut: every operation fails.
//   store.reset();                                  // And its views.
//   disk.faults().Restart(Loss::kTorn);             // What is on disk now is what a crash leaves.
//   store = RocksStore::Open(options)               // As the next start finds it.
//
// Nothing is really synced to the machine's own disk: what counts as synced is kept by DiskFaults.
//
// Owner:    outlives every store on it.
// Threads:  any.
#pragma once

#include <memory>
#include <string>

#include "engine/ledger/disk.h"
#include "engine/ledger/rocks_store.h"
#include "rocksdb/env.h"
#include "tests/support/disk_faults.h"

namespace yizhan {

class FaultyDisk {
 public:
  explicit FaultyDisk(std::uint64_t seed = 1);
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  void Serve(StoreOptions& options);
  DiskFaults& faults() { return *faults_; }
  Disk& disk() { return *disk_; }
  rocksdb::Env& env() { return *env_; }
  // Flips a bit, chosen by the seed, of a file at rest.
  void FlipAtRest(const std::string& path);

 private:
  const std::shared_ptr<DiskFaults> faults_;
  const std::unique_ptr<Disk> disk_;
  const std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace yizhan
