// The disk fails at its first, second, third ... operation of a kind, runs full, or loses power:
// what was acknowledged is there afterwards, whole; what was refused is not.

#include <cstdint>
#include <string>

#include "gtest/gtest.h"
#include "tests/ledger/append_now.h"
#include "tests/ledger_rocks/faulty_ledger.h"

namespace yizhan {
namespace {

constexpr int kBatches = 4;
constexpr std::uint64_t kLeaves = 100;  // Three batches fill a tile.

// Open, fence, batches, scrub, batches, close, open again, batches. True when nothing failed.
bool Work(FaultyLedger& ledger) {
  if (!ledger.Open().ok()) return false;
  bool good = true;
  for (int i = 0; i < kBatches; ++i) {
    good = ledger.AppendBatch(kLeaves) == AppendResult::kDurable && good;
  }
  good = ledger.store().ScrubPrivate().ok() && good;
  good = ledger.AppendBatch(kLeaves) == AppendResult::kDurable && good;
  ledger.Close();
  if (!ledger.Open().ok()) return false;
  return ledger.AppendBatch(kLeaves) == AppendResult::kDurable && good;
}

struct NthRow {
  const char* name;
  DiskOp op;
  DiskFault fault;
  bool from_then_on;
  std::uint64_t least;  // Operations of this kind that the work must come to, to be worth a test.
};

class NthFailureTest : public testing::TestWithParam<NthRow> {};

TEST_P(NthFailureTest, LosesNothing) {
  const NthRow& row = GetParam();
  std::uint64_t n = 0;
  bool happened = true;
  while (happened) {
    ++n;
    FaultyLedger ledger(n);
    ledger.faults().FailNth(row.op, n, row.from_then_on);
    const bool good = Work(ledger);
    happened = ledger.faults().Happened(row.fault) > 0;
    EXPECT_TRUE(good || happened) << n;
    const auto loss = static_cast<Loss>(n % 3);
    ASSERT_EQ(ledger.Recover(loss), "") << "n " << n << ", loss " << n % 3;
    ASSERT_EQ(ledger.AppendBatch(kLeaves), AppendResult::kDurable) << n;
  }
  EXPECT_GT(n, row.least);
}

INSTANTIATE_TEST_SUITE_P(
    Disk, NthFailureTest,
    testing::Values(NthRow{"Write", DiskOp::kWrite, DiskFault::kWriteFailed, false, 50},
                    NthRow{"WriteAndAllLater", DiskOp::kWrite, DiskFault::kWriteFailed, true, 50},
                    NthRow{"Sync", DiskOp::kSync, DiskFault::kSyncFailed, false, 40},
                    NthRow{"SyncAndAllLater", DiskOp::kSync, DiskFault::kSyncFailed, true, 40},
                    NthRow{"Rename", DiskOp::kRename, DiskFault::kRenameFailed, false, 4},
                    NthRow{"Read", DiskOp::kRead, DiskFault::kReadFailed, false, 10}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace yizhan
