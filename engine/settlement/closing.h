// Closing: what closing a hospital's posting period would say now. The proposal and the entry are
// made by the same function.
//
// Errors:   FIELD_MISSING and the like for the form; INSTITUTION_UNKNOWN, PERIOD_IN_FUTURE,
//           PERIOD_ALREADY_CLOSED.
// Threads:  pure.
// Law:      adjudication.md section 2: only posting periods close.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/ledger/store.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

// Institution, period and file of what is asked for.
absl::Status CheckClosingForm(const v1::PeriodClosed& asked);

// The same with lines and back-link as the books have them, posted at `posted_ms`.
absl::StatusOr<v1::PeriodClosed> Closing(const v1::PeriodClosed& asked, std::int64_t posted_ms,
                                         const Reader& state);

}  // namespace yizhan
