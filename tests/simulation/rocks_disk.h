// RocksDisk: the real RocksStore in a scratch folder, on a disk that loses power whenever the
// simulated process ends.
//
// Threads:  one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/simulation/disk.h"
#include "tests/simulation/sometimes.h"

namespace yizhan::simulation {

// One seed in ten stands on RocksDB, the others on memory.
std::unique_ptr<Disk> MakeDisk(std::uint64_t seed, Sometimes& sometimes);

// What a long run must have met on it.
const std::vector<std::string>& MustBeMetOnRocks();

}  // namespace yizhan::simulation
