#include "tests/ledger_rocks/fault_runs.h"

#include "absl/strings/str_cat.h"
#include "tests/ledger_rocks/faulty_ledger.h"

namespace yizhan {
namespace {

constexpr int kBatches = 4;
constexpr std::uint64_t kLeaves = 100;  // Three batches fill a tile.
constexpr int kLives = 4;
constexpr std::uint64_t kOperationsMax = 120;  // Of one life, about.

// Open, fence, batches, scrub, a batch, close, open again, a batch. True when nothing failed.
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

void Arm(const FaultRow& row, std::uint64_t n, DiskFaults& faults) {
  switch (row.how) {
    case FaultRow::How::kOnce:
      return faults.FailNth(row.op, n, /*from_then_on=*/false);
    case FaultRow::How::kFromThenOn:
      return faults.FailNth(row.op, n, /*from_then_on=*/true);
    case FaultRow::How::kPowerCut:
      return faults.CrashAtNth(row.op, n);
    case FaultRow::How::kFlip:
      return faults.FlipNthRead(n);
  }
}

FaultCounts CountsOf(const DiskFaults& faults) {
  FaultCounts counts{};
  for (std::size_t i = 0; i < kDiskFaults; ++i) {
    counts.at(i) = faults.Happened(static_cast<DiskFault>(i));
  }
  return counts;
}

// What may fail in this life.
void Threaten(DiskFaults& faults) {
  const auto op = static_cast<DiskOp>(faults.Draw(kDiskOps));
  const std::uint64_t n = 1 + faults.Draw(kOperationsMax);
  switch (faults.Draw(5)) {
    case 0:
      return faults.FailNth(op, n, faults.Draw(2) == 0);
    case 1:
      return faults.CrashAtNth(op, n);
    case 2:
      return faults.FailOneIn(op, 1 + n);
    case 3:
      return faults.LimitSpace(n * n * 8);
    default:
      return;  // Only what comes at its end.
  }
}

void Live(FaultyLedger& ledger) {
  if (!ledger.Open().ok()) return;
  const std::uint64_t batches = ledger.faults().Draw(12);
  for (std::uint64_t i = 0; i < batches; ++i) {
    if (ledger.faults().Draw(6) == 0) ledger.store().ScrubPrivate().IgnoreError();
    const AppendResult result = ledger.AppendBatch(1 + ledger.faults().Draw(kLeaves));
    if (result == AppendResult::kUnknown && ledger.faults().Draw(2) == 0) return;
  }
}

}  // namespace

FaultRun RunNth(const FaultRow& row, std::uint64_t n) {
  FaultyLedger ledger(n);
  Arm(row, n, ledger.faults());
  const bool good = Work(ledger);
  FaultRun run;
  run.happened = ledger.faults().Happened(row.counted) > 0;
  // A flip on a read tells nothing of what is stored, so nothing more is taken away then.
  const Loss loss = row.how == FaultRow::How::kFlip ? Loss::kNothing : static_cast<Loss>(n % 3);
  run.wrong = ledger.Recover(loss);
  if (run.wrong.empty() && !good && !run.happened) run.wrong = "it failed, and the disk had not";
  if (run.wrong.empty() && ledger.AppendBatch(kLeaves) != AppendResult::kDurable) {
    run.wrong = "the ledger takes no batch after the disk was mended";
  }
  run.counts = CountsOf(ledger.faults());
  if (!run.wrong.empty()) run.wrong = absl::StrCat(row.name, ", n ", n, ": ", run.wrong);
  return run;
}

FaultRun RunLives(std::uint64_t seed) {
  FaultyLedger ledger(seed);
  FaultRun run;
  for (int life = 0; life < kLives && run.wrong.empty(); ++life) {
    Threaten(ledger.faults());
    Live(ledger);
    run.wrong = ledger.Recover(static_cast<Loss>(ledger.faults().Draw(3)));
    ledger.Close();
    if (!run.wrong.empty())
      run.wrong = absl::StrCat("seed ", seed, ", life ", life, ": ", run.wrong);
  }
  run.counts = CountsOf(ledger.faults());
  run.happened = true;
  return run;
}

}  // namespace yizhan
