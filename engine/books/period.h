// Period: a hospital's posting period (关账), and what closing it does. Closing takes every open
// line up to its month into the closed balance; what is posted later in a month that is closed
// already therefore belongs to the next close.
//
// Units:    fen; months are YYYYMM, periods are "YYYY-MM".
// Errors:   DataLoss when an entry does not follow from the state before it; AMOUNT_OVERFLOW.
// Threads:  pure.
// Law:      adjudication.md section 2: only posting periods close.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/books/owed.h"
#include "engine/ledger/store.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

// What closing everything up to `month` says, program by program.
absl::StatusOr<std::vector<v1::ClosedLine>> ClosingLines(const OwedLines& owed, Month month);

absl::StatusOr<std::vector<Effect>> FoldPeriodClosed(const v1::Entry& entry, const Reader& before);

}  // namespace yizhan
