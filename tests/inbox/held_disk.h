// HeldDisk: a faulty disk that holds a sync of the database's log until the test lets go, so that
// it is the test that says which writes come together; and counts those syncs.
//
// Owner:    outlives every inbox on it.
// Threads:  any.
#pragma once

#include <cstdint>
#include <memory>

#include "rocksdb/env.h"
#include "tests/support/faulty_disk.h"

namespace yizhan::edge {

class SyncGate;

class HeldDisk {
 public:
  explicit HeldDisk(std::uint64_t seed = 1);
  ~HeldDisk();
  HeldDisk(const HeldDisk&) = delete;
  HeldDisk& operator=(const HeldDisk&) = delete;

  rocksdb::Env& env() { return *env_; }
  DiskFaults& faults() { return disk_.faults(); }
  // From now on syncs of the log wait.
  void Hold();
  // Returns when one waits.
  void AwaitHeld();
  void LetGo();
  // Syncs of the log that were begun.
  std::uint64_t syncs() const;

 private:
  FaultyDisk disk_;
  const std::shared_ptr<SyncGate> gate_;
  const std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace yizhan::edge
