#include "engine/reconcile/period_sums.h"

#include <optional>

#include "engine/base/refusal.h"

namespace yizhan {
namespace {

// Neither sum leaves this range, so their difference fits.
constexpr Money kSumMax = Money::FromFen(std::int64_t{1} << 62);

}  // namespace

absl::Status CountedSums::Add(const CountedSums& other) {
  const std::optional<Money> totals = total.TryAdd(other.total);
  const std::optional<Money> all_funds = funds.TryAdd(other.funds);
  const std::optional<Money> accounts = account.TryAdd(other.account);
  const bool fits = totals.has_value() && all_funds.has_value() && accounts.has_value() &&
                    *totals <= kSumMax && *all_funds <= kSumMax && *accounts <= kSumMax;
  if (!fits) return Refuse({.reason = v1::AMOUNT_OVERFLOW, .field = "medfee_sumamt"});
  count += other.count;
  total = *totals;
  funds = *all_funds;
  account = *accounts;
  return absl::OkStatus();
}

absl::Status CountedSums::Add(const v1::StatedSums& sums) {
  return Add({.count = 1,
              .total = Money::FromFen(sums.total_fen()),
              .funds = Money::FromFen(sums.funds_fen()),
              .account = Money::FromFen(sums.account_fen())});
}

CountedSums PeriodSums::Net() const {
  return {.count = settled.count - taken_back.count,
          .total = settled.total - taken_back.total,
          .funds = settled.funds - taken_back.funds,
          .account = settled.account - taken_back.account};
}

absl::Status PeriodSums::Add(const PeriodSums& other) {
  const absl::Status added = settled.Add(other.settled);
  return added.ok() ? taken_back.Add(other.taken_back) : added;
}

}  // namespace yizhan
