// Disk: what a simulated engine stands on. It holds a ledger, dies with the engine's process and
// comes back.
//
// Owner:    the simulation; a store is good until the next Reopen.
// Threads:  one.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "engine/ledger/store.h"

namespace yizhan::simulation {

class Disk {
 public:
  virtual ~Disk() = default;
  virtual LedgerStore& store() = 0;
  // The process ended, however it did; what was durable is there again.
  virtual absl::Status Reopen() = 0;
};

// Of memory; a process that ends loses nothing of it.
std::unique_ptr<Disk> MakeMemoryDisk();

}  // namespace yizhan::simulation
