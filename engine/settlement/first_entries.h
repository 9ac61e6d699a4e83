// FirstEntries: what a ledger begins with, and each of its days.
//
// Errors:   the draft's.
// Threads:  pure functions of their arguments.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "engine/books/draft.h"
#include "engine/settlement/situation.h"

namespace yizhan {

struct LedgerOpening {
  std::string district;
  bool training = false;
};

// Entry 0: the ledger's random id.
absl::Status PostLedgerOpened(const std::string& node, const LedgerOpening& opening,
                              const Situation& situation, Draft& draft);

// DayOpened, unless the situation's day or a later one is open.
absl::Status PostDayOpened(const std::string& node, const Situation& situation, Draft& draft);

}  // namespace yizhan
