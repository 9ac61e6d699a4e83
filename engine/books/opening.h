// Opening: what entry 0 says of the whole ledger.
//
// Errors:   DataLoss when entry 0 opens no ledger; CheckLedgerMode: FailedPrecondition.
// Threads:  pure.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ledger/store.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

absl::StatusOr<v1::LedgerOpened> OpeningOf(const Reader& state);

// A training ledger belongs to training engines, every other to real ones. An empty one to either.
absl::Status CheckLedgerMode(const Reader& state, bool training);

}  // namespace yizhan
