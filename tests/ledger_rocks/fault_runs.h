// FaultRuns: one piece of work on a FaultyLedger with one fault, or a made-up life with many; then
// what is found afterwards. The test plays some, the program `yizhan_disk_faults` all of them.
//
// Errors:   `wrong` says in words what promise was broken; empty = none.
// Threads:  one.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/support/disk_faults.h"

namespace yizhan {

struct FaultRow {
  const char* name;
  DiskOp op;
  enum class How : std::uint8_t { kOnce, kFromThenOn, kPowerCut, kFlip } how;
  DiskFault counted;  // The count that says that it happened.
};

inline constexpr FaultRow kFaultRows[] = {
    {"Write", DiskOp::kWrite, FaultRow::How::kOnce, DiskFault::kWriteFailed},
    {"WriteAndAllLater", DiskOp::kWrite, FaultRow::How::kFromThenOn, DiskFault::kWriteFailed},
    {"Sync", DiskOp::kSync, FaultRow::How::kOnce, DiskFault::kSyncFailed},
    {"SyncAndAllLater", DiskOp::kSync, FaultRow::How::kFromThenOn, DiskFault::kSyncFailed},
    {"Rename", DiskOp::kRename, FaultRow::How::kOnce, DiskFault::kRenameFailed},
    {"Read", DiskOp::kRead, FaultRow::How::kOnce, DiskFault::kReadFailed},
    {"FlippedRead", DiskOp::kRead, FaultRow::How::kFlip, DiskFault::kBitFlipped},
    {"PowerCutAtAWrite", DiskOp::kWrite, FaultRow::How::kPowerCut, DiskFault::kCrash},
    {"PowerCutAtASync", DiskOp::kSync, FaultRow::How::kPowerCut, DiskFault::kCrash},
    {"PowerCutAtARename", DiskOp::kRename, FaultRow::How::kPowerCut, DiskFault::kCrash},
};

using FaultCounts = std::array<std::uint64_t, kDiskFaults>;

struct FaultRun {
  bool happened = false;
  std::string wrong;
  FaultCounts counts{};
};

// The n-th operation of the row's kind fails (from 1); what is lost at the restart goes by n.
FaultRun RunNth(const FaultRow& row, std::uint64_t n);

// A ledger through several lives, each with faults drawn by the seed.
FaultRun RunLives(std::uint64_t seed);

}  // namespace yizhan
