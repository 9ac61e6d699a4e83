// The disk fails at its first, second, third ... operation of a kind, runs full, or loses power:
// what was acknowledged is there afterwards, whole; what was refused is not.

#include <cstdint>
#include <limits>
#include <string>

#include "gtest/gtest.h"
#include "tests/ledger_rocks/fault_runs.h"
#include "tests/ledger_rocks/faulty_ledger.h"

namespace yizhan {
namespace {

constexpr std::uint64_t kStep = 7;  // `yizhan_disk_faults` plays every one.
constexpr std::uint64_t kSeeds = 12;

class NthFailureTest : public testing::TestWithParam<FaultRow> {};

// Until the work passes without the fault.
TEST_P(NthFailureTest, LosesNothing) {
  std::uint64_t n = 1;
  FaultRun run = RunNth(GetParam(), n);
  EXPECT_TRUE(run.happened);
  while (run.happened) {
    ASSERT_EQ(run.wrong, "");
    n += GetParam().op == DiskOp::kRename ? 1 : kStep;
    run = RunNth(GetParam(), n);
  }
  EXPECT_EQ(run.wrong, "");
}

INSTANTIATE_TEST_SUITE_P(Disk, NthFailureTest, testing::ValuesIn(kFaultRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(RocksFaultsTest, LivesWithFaultsLoseNothing) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) ASSERT_EQ(RunLives(seed).wrong, "");
}

// The reserve refuses what is new while there is still room for what must go on.
TEST(RocksFaultsTest, LowDiskRefusesNewBatchesFirst) {
  constexpr std::uint64_t kReserveBytes = 200'000;
  FaultyLedger ledger(1, kReserveBytes);
  ASSERT_TRUE(ledger.Open().ok());
  ledger.faults().LimitSpace(kReserveBytes + 40'000);
  AppendResult result = AppendResult::kDurable;
  while (result == AppendResult::kDurable) result = ledger.AppendBatch(10);
  EXPECT_EQ(result, AppendResult::kNoSpace);
  EXPECT_GT(ledger.batches(), 3U);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(ledger.AppendBatch(1, /*may_use_reserve=*/true), AppendResult::kDurable);
    EXPECT_EQ(ledger.AppendBatch(10), AppendResult::kNoSpace);
  }
  ledger.faults().LimitSpace(std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(ledger.AppendBatch(10), AppendResult::kDurable);
  EXPECT_EQ(ledger.Recover(Loss::kAll), "");
}

// Without a reserve the disk runs full in the middle of a write.
TEST(RocksFaultsTest, FullDiskStopsTheStoreAndCorruptsNothing) {
  constexpr std::uint64_t kRooms[] = {0, 1, 1'000, 5'000, 9'000, 20'000, 21'357, 60'000};
  for (const std::uint64_t bytes : kRooms) {
    FaultyLedger ledger(1 + bytes);
    ASSERT_TRUE(ledger.Open().ok());
    ledger.faults().LimitSpace(bytes);
    AppendResult result = AppendResult::kDurable;
    while (result == AppendResult::kDurable) result = ledger.AppendBatch(50);
    EXPECT_EQ(result, AppendResult::kUnknown) << bytes;
    EXPECT_EQ(ledger.AppendBatch(1, true), AppendResult::kUnknown) << bytes;
    EXPECT_GT(ledger.faults().Happened(DiskFault::kNoSpace), 0U);
    EXPECT_EQ(ledger.Recover(static_cast<Loss>(bytes % 3)), "") << bytes;
  }
}

// A new ledger whose names were not synced would be gone, and a fresh one begun in its place.
TEST(RocksFaultsTest, PowerCutRightAfterTheFirstBatchKeepsTheLedger) {
  FaultyLedger ledger(1);
  ASSERT_TRUE(ledger.Open().ok());
  ASSERT_EQ(ledger.AppendBatch(3), AppendResult::kDurable);
  EXPECT_EQ(ledger.Recover(Loss::kAll), "");
  EXPECT_EQ(ledger.acknowledged(), 3U);
}

// What the faults themselves are worth: a disk that says "synced" and keeps nothing is caught.
TEST(RocksFaultsTest, DiskThatLiesAboutASyncIsCaught) {
  FaultyLedger ledger(1);
  ASSERT_TRUE(ledger.Open().ok());
  for (int i = 0; i < 3; ++i) ASSERT_EQ(ledger.AppendBatch(10), AppendResult::kDurable);
  ledger.faults().LoseNextSyncs();
  for (int i = 0; i < 3; ++i) ASSERT_EQ(ledger.AppendBatch(10), AppendResult::kDurable);
  EXPECT_NE(ledger.Recover(Loss::kAll), "");
}

}  // namespace
}  // namespace yizhan
