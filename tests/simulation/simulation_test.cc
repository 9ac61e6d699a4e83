// A short run of the simulation; yizhan_simulation does the long one.

#include "tests/simulation/simulation.h"

#include <cstdio>

#include "gtest/gtest.h"
#include "tests/property/seed.h"

namespace yizhan::simulation {
namespace {

constexpr std::uint64_t kSeeds = 150;  // Each half, so that two cores share the work.
constexpr std::uint64_t kSecondHalf = 4'000;
constexpr std::uint64_t kSeedsForCounters = 100;

void ExpectGood(std::uint64_t first) {
  const std::uint64_t seeds = std::max<std::uint64_t>(1, kSeeds * YIZHAN_SIMULATION_PERCENT / 100);
  property::NameSeedOnAbort();
  const RunResult result = Run({.first = first, .seeds = seeds});
  std::printf("%s", result.sometimes.Table().c_str());
  EXPECT_EQ(result.difference, "");
  if (seeds < kSeedsForCounters) return;
  EXPECT_EQ(result.sometimes.Missing(MustBeMet()), std::vector<std::string>());
}

TEST(SimulationTest, FirstHalf) { ExpectGood(property::PrintedSeed(1)); }
TEST(SimulationTest, SecondHalf) { ExpectGood(property::PrintedSeed(1, kSecondHalf)); }

// Nothing but the seed decides.
TEST(SimulationTest, TheSameSeedGivesTheSameLedger) {
  std::vector<TreeHead> heads;
  for (const std::uint64_t seed : {7U, 7U, 8U}) {
    Sometimes sometimes;
    const std::unique_ptr<Disk> disk = MakeMemoryDisk();
    const Played played = Play(seed, *disk, sometimes);
    EXPECT_EQ(played.difference, "");
    EXPECT_GT(played.head.size, 30U);
    heads.push_back(played.head);
  }
  EXPECT_EQ(heads[0], heads[1]);
  EXPECT_NE(heads[0].root, heads[2].root);
}

// A situation that was never met is named.
TEST(SimulationTest, WhatNeverHappenedIsMissing) {
  Sometimes sometimes;
  sometimes.Met("crash");
  EXPECT_EQ(sometimes.Missing({"crash", "settled"}), std::vector<std::string>{"settled"});
  Sometimes other;
  other.Met("settled", 2);
  sometimes.Add(other);
  EXPECT_TRUE(sometimes.Missing({"crash", "settled"}).empty());
  EXPECT_EQ(sometimes.Table(), "           1  crash\n           2  settled\n");
}

}  // namespace
}  // namespace yizhan::simulation
