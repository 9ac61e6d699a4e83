#include "engine/books/log_fold.h"

#include <string>
#include <utility>

#include "engine/base/refusal.h"
#include "engine/books/fold.h"
#include "engine/books/fold_adjusted.h"
#include "engine/books/fold_application.h"
#include "engine/books/recompute.h"

namespace yizhan {

std::vector<absl::Status> LogFold::Take(const absl::StatusOr<v1::Entry>& entry) {
  const std::uint64_t number = taken_++;
  if (!entry.ok()) return {entry.status()};
  if (entry->number() != number) {
    return {Mismatched("its number differs", {.field = "number",
                                              .expected = std::to_string(number),
                                              .found = std::to_string(entry->number())})};
  }
  std::vector<absl::Status> wrong;
  if (entry->posted_ms() < last_posted_ms_) {
    wrong.push_back(
        Mismatched("time runs backwards", {.field = "posted_ms",
                                           .expected = ">= " + std::to_string(last_posted_ms_),
                                           .found = std::to_string(entry->posted_ms())}));
  }
  last_posted_ms_ = entry->posted_ms();
  Count(*entry);
  absl::StatusOr<std::vector<Effect>> effects = Fold(*entry, rows_, packs_);
  if (!effects.ok()) {
    wrong.push_back(effects.status());
    return wrong;
  }
  for (Effect& effect : *effects) rows_.Put(std::move(effect));
  const absl::Status recomputed = Recomputed(*entry);
  if (!recomputed.ok()) wrong.push_back(recomputed);
  return wrong;
}

absl::Status LogFold::Recomputed(const v1::Entry& entry) {
  if (entry.has_settled()) return Recompute(entry, rows_, packs_);
  if (entry.has_application_settled()) return RecomputeApplication(entry, rows_, packs_);
  if (entry.has_adjusted()) return RecomputeAdjusted(entry, rows_, packs_);
  return absl::OkStatus();
}

void LogFold::Count(const v1::Entry& entry) {
  if (entry.has_settled()) ++counts_.settlements;
  if (entry.has_contra()) ++counts_.contras;
  if (entry.has_application_settled()) ++counts_.applications;
  if (entry.has_outside_aid()) ++counts_.outside_aids;
  if (entry.has_adjusted()) ++counts_.adjustments;
  if (entry.has_period_closed()) ++counts_.closes;
  if (entry.has_paid_out()) ++counts_.payouts;
  if (entry.has_tombstone()) ++counts_.tombstones;
  if (entry.has_person_erased()) ++counts_.erasures;
  if (entry.has_private_read()) ++counts_.reads;
}

}  // namespace yizhan
