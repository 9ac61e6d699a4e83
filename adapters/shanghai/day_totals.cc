#include "adapters/shanghai/day_totals.h"

#include "adapters/national/fields.h"
#include "engine/base/refusal.h"

namespace yizhan::shanghai {
namespace {

struct Row {
  const char* name;
  Money DayTotals::*sum;
};
constexpr Row kRows[] = {
    {"totalcuraccpay", &DayTotals::current_account},
    {"totalhisaccpay", &DayTotals::other_accounts},
    {"totalcashpay", &DayTotals::cash},
    {"totaltcpay", &DayTotals::pool},
    {"totaldffjpay", &DayTotals::additional},
    {"totalflzf", &DayTotals::graded_self_pay},
    {"totalfybjsfw", &DayTotals::out_of_scope},
};

struct OptionalRow {
  const char* name;
  std::optional<Money> DayTotals::*sum;
};
constexpr OptionalRow kOptionalRows[] = {
    {"totaljfje", &DayTotals::relieved},
    {"totaljzje", &DayTotals::aid},
    {"totalxjzf", &DayTotals::cash_after_aid},
};

void AddTo(std::optional<Money>& sum, Money amount) { sum = sum.value_or(Money()) + amount; }

}  // namespace

absl::StatusOr<DayTotals> ReadDayTotals(const Json& xxnr) {
  const auto day = ReadDate(xxnr, "daycollate", /*required=*/true);
  if (!day.ok()) return day.status();
  national::Fields fields(xxnr, "xxnr");
  DayTotals totals;
  totals.day = *day;
  const auto count = fields.SignedNumber("daycount");
  if (!count.has_value()) fields.Fail("daycount", {.reason = v1::FIELD_MISSING});
  totals.count = count.value_or(0);
  for (const Row& row : kRows) {
    const auto sum = fields.SignedAmount(row.name);
    if (!sum.has_value()) fields.Fail(row.name, {.reason = v1::FIELD_MISSING});
    totals.*row.sum = sum.value_or(Money());
  }
  for (const OptionalRow& row : kOptionalRows) totals.*row.sum = fields.SignedAmount(row.name);
  if (!fields.status().ok()) return fields.status();
  return totals;
}

void Add(const v1::PostedLine& line, const Parts& parts, DayTotals* ours) {
  const bool refund = line.of() != 0;
  const auto signed_sum = [refund](Money amount) { return refund ? -amount : amount; };
  ours->count += refund ? -1 : 1;
  ours->current_account += signed_sum(parts.current_account);
  ours->other_accounts += signed_sum(parts.other_accounts);
  ours->cash += signed_sum(parts.cash);
  ours->pool += signed_sum(parts.pool);
  ours->additional += signed_sum(parts.additional);
  ours->graded_self_pay += signed_sum(parts.graded_self_pay);
  ours->out_of_scope += signed_sum(parts.out_of_scope);
  AddTo(ours->relieved, signed_sum(parts.relieved));
  AddTo(ours->aid, Money::FromFen(line.aid_fen()));
  AddTo(ours->cash_after_aid, Money::FromFen(line.cash_fen()));
}

std::vector<Difference> Compare(const DayTotals& stated, const DayTotals& ours) {
  std::vector<Difference> differences;
  if (stated.count != ours.count) {
    differences.push_back({"daycount", std::to_string(stated.count), std::to_string(ours.count)});
  }
  const auto compare = [&](const char* name, Money one, Money other) {
    if (one != other) differences.push_back({name, YuanText(one), YuanText(other)});
  };
  for (const Row& row : kRows) compare(row.name, stated.*row.sum, ours.*row.sum);
  for (const OptionalRow& row : kOptionalRows) {
    const std::optional<Money>& one = stated.*row.sum;
    if (one.has_value()) compare(row.name, *one, (ours.*row.sum).value_or(Money()));
  }
  return differences;
}

}  // namespace yizhan::shanghai
