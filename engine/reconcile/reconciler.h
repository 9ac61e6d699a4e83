// Reconciler: a hospital's books of a period against the ledger's, in the order in which they come,
// in bounded memory.
//
// Units:    about 1 kB of memory for each bill of one part of 64, and for each difference.
// Owner:    owns its temporary files.
// Errors:   as spill.h.
// Threads:  one.
// Source:   domain.md section 2, 3201 and 3202.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/reconcile/match.h"
#include "engine/reconcile/period_sums.h"
#include "engine/reconcile/spill.h"

namespace yizhan {

class Reconciler {
 public:
  // `folder`: where temporary files may lie.
  static absl::StatusOr<std::unique_ptr<Reconciler>> Create(const std::string& folder);

  // AMOUNT_OVERFLOW: the rows add up to more than any real period.
  absl::Status Book(const v1::BookedRow& row);
  // A settlement; then, perhaps, what ended it.
  absl::Status Post(const v1::PostedRow& row);
  struct Ending {
    std::uint64_t number = 0;  // The settlement.
    v1::LedgerStanding standing = v1::STANDING_REVERSED;
    std::uint64_t ended_by = 0;
    bool in_period = true;  // The day on which it was.
  };
  absl::Status End(const Ending& ending);

  // Of the rows that were booked. One without an answer counts nowhere.
  const PeriodSums& booked() const { return booked_sums_; }
  // Of the settlements that were posted; after Finish.
  const PeriodSums& posted() const { return posted_sums_; }

  // Once. `done(part, parts)` after each part.
  absl::StatusOr<Matched> Finish(const std::function<void(std::size_t, std::size_t)>& done);

 private:
  Reconciler(Spill booked, Spill by_number, Spill by_bill);
  absl::Status SortByBill(std::size_t part);
  absl::Status MatchPart(std::size_t part, Matched& all);

  Spill booked_;     // By bill.
  Spill by_number_;  // Settlements and their ends.
  Spill by_bill_;    // Settlements as they stand.
  PeriodSums booked_sums_;
  PeriodSums posted_sums_;
};

}  // namespace yizhan
