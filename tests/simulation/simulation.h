// Simulation: one district, one seed, one process: the real engine (loop, decisions, fold, books)
// without its thread, between simulated clients, network, clock and disk. Nothing but the seed
// decides what happens.
//
// Errors:   what must not be is a text with the operation it was seen at.
// Threads:  pure; several seeds beside each other.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engine/ledger/store.h"
#include "tests/simulation/disk.h"
#include "tests/simulation/faulty_store.h"
#include "tests/simulation/sometimes.h"

namespace yizhan::simulation {

// The disk of a seed.
using DiskMaker = std::function<std::unique_ptr<Disk>(std::uint64_t seed, Sometimes& sometimes)>;

struct Played {
  std::string difference;  // Empty: as it must be.
  TreeHead head;           // The ledger at the end.
};

Played Play(std::uint64_t seed, Disk& disk, Sometimes& sometimes,
            Planted planted = Planted::kNothing);

struct RunOptions {
  std::uint64_t first = 1;
  std::uint64_t seeds = 1;
  int threads = 1;
  DiskMaker make_disk = [](std::uint64_t, Sometimes&) { return MakeMemoryDisk(); };
  std::function<void(std::uint64_t done)> progress = {};  // Called now and then, by one thread.
};

struct RunResult {
  Sometimes sometimes;
  std::uint64_t seeds = 0;    // Played.
  std::uint64_t entries = 0;  // Of all their ledgers.
  std::string difference;     // Of the first seed that failed, with the command that repeats it.
};

RunResult Run(const RunOptions& options);

}  // namespace yizhan::simulation
