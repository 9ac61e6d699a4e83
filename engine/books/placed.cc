#include "engine/books/placed.h"

#include <optional>

#include "engine/base/refusal.h"
#include "engine/books/bind.h"
#include "engine/books/holder.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"

namespace yizhan {
namespace {

absl::StatusOr<v1::HolderRow> HolderAt(const Spot& spot, const Reader& state) {
  const auto row = GetRow<v1::HolderRow>(state, Table::kHolder, HolderKeyOf(spot.holder));
  if (!row.ok()) return row.status();
  return row->value_or(v1::HolderRow());
}

absl::StatusOr<v1::FundRow> FundAt(const std::string& fund_id, const Reader& state) {
  const auto row = GetRow<v1::FundRow>(state, Table::kFund, fund_id);
  if (!row.ok()) return row.status();
  return row->value_or(v1::FundRow());
}

std::optional<Money> Sum(std::int64_t before_fen, std::int64_t delta_fen) {
  return Money::FromFen(before_fen).TryAdd(Money::FromFen(delta_fen));
}

}  // namespace

Spot SpotOf(const CompiledAccount& account, const Bill& bill, const PersonFacts& person) {
  Spot spot{.account_id = account.id, .holder = {.person_no = person.person_no}};
  if (account.period == Period::kVisit) {
    spot.holder.institution_id = bill.institution_id;
    spot.holder.visit_no = bill.visit_no;
  } else if (account.holder == Holder::kHousehold && person.household_no != 0) {
    spot.holder = {.household_no = person.household_no};
  }
  spot.holder.year = PlaceOf(account, bill, person).year;
  return spot;
}

Spot SpotOf(const v1::PlacedMove& move) {
  return {.account_id = move.account_id(),
          .holder = {.person_no = move.person_no(),
                     .household_no = move.household_no(),
                     .institution_id = move.institution_id(),
                     .visit_no = move.visit_no(),
                     .year = move.year()}};
}

std::string HolderKeyOf(const MetricHolder& holder) {
  if (!holder.institution_id.empty()) {
    return VisitHolderKey(holder.person_no, holder.institution_id, holder.visit_no);
  }
  return holder.household_no != 0 ? HouseholdHolderKey(holder.household_no)
                                  : PersonHolderKey(holder.person_no);
}

absl::StatusOr<v1::AccountValue> ValueAt(const Spot& spot, const Reader& state) {
  const absl::StatusOr<v1::HolderRow> row = HolderAt(spot, state);
  if (!row.ok()) return row.status();
  const v1::AccountValue* value = FindValue(*row, spot.account_id, spot.holder.year);
  return value != nullptr ? *value : v1::AccountValue();
}

absl::StatusOr<v1::PlacedMove> MoveAt(const Spot& spot, std::int64_t delta_fen,
                                      const Reader& state) {
  const absl::StatusOr<v1::AccountValue> today = ValueAt(spot, state);
  if (!today.ok()) return today.status();
  v1::PlacedMove move;
  move.set_account_id(spot.account_id);
  move.set_person_no(spot.holder.person_no);
  move.set_household_no(spot.holder.household_no);
  move.set_institution_id(spot.holder.institution_id);
  move.set_visit_no(spot.holder.visit_no);
  move.set_year(spot.holder.year);
  move.set_before_fen(today->value_fen());
  move.set_delta_fen(delta_fen);
  move.set_newest(today->newest());
  move.set_newest_before(today->newest());
  return move;
}

absl::StatusOr<v1::NamedFundMove> FundMoveAt(const std::string& fund_id, std::int64_t delta_fen,
                                             const Reader& state) {
  const absl::StatusOr<v1::FundRow> fund = FundAt(fund_id, state);
  if (!fund.ok()) return fund.status();
  v1::NamedFundMove move;
  move.set_fund_id(fund_id);
  move.set_before_fen(fund->balance_fen());
  move.set_delta_fen(delta_fen);
  move.set_granted_fen(fund->granted_fen());
  return move;
}

absl::Status PutMove(const v1::Entry& entry, const v1::PlacedMove& move, Draft& staged) {
  const Spot spot = SpotOf(move);
  absl::StatusOr<v1::HolderRow> row = HolderAt(spot, staged);
  if (!row.ok()) return row.status();
  v1::AccountValue& value = ValueIn(*row, spot.account_id, spot.holder.year);
  if (value.value_fen() != move.before_fen() || value.newest() != move.newest_before()) {
    const bool sums = value.value_fen() != move.before_fen();
    return Broken(
        entry,
        "account " + spot.account_id + " was " + std::to_string(value.value_fen()) +
            ", the entry says " + std::to_string(move.before_fen()),
        {.field = spot.account_id,
         .expected = sums ? std::to_string(value.value_fen()) : std::to_string(value.newest()),
         .found = sums ? std::to_string(move.before_fen()) : std::to_string(move.newest_before())});
  }
  const std::optional<Money> after = Sum(move.before_fen(), move.delta_fen());
  if (!after.has_value()) return Refuse({.reason = v1::AMOUNT_OVERFLOW, .field = spot.account_id});
  value.set_value_fen(after->fen());
  value.set_newest(move.newest());
  if (entry.has_adjusted()) row->set_last_adjustment(entry.number());
  staged.Put(PutRow(Table::kHolder, HolderKeyOf(spot.holder), *row));
  return absl::OkStatus();
}

absl::Status PutFundMove(const v1::Entry& entry, const v1::NamedFundMove& move, Draft& staged) {
  absl::StatusOr<v1::FundRow> fund = FundAt(move.fund_id(), staged);
  if (!fund.ok()) return fund.status();
  if (fund->balance_fen() != move.before_fen() || fund->granted_fen() != move.granted_fen()) {
    return Broken(entry, "fund " + move.fund_id() + " held " + std::to_string(fund->balance_fen()),
                  {.field = move.fund_id(),
                   .expected = std::to_string(fund->balance_fen()),
                   .found = std::to_string(move.before_fen())});
  }
  const std::optional<Money> after = Sum(move.before_fen(), move.delta_fen());
  if (!after.has_value()) return Refuse({.reason = v1::AMOUNT_OVERFLOW, .field = move.fund_id()});
  fund->set_balance_fen(after->fen());
  staged.Put(PutRow(Table::kFund, move.fund_id(), *fund));
  return absl::OkStatus();
}

absl::Status CheckFund(const v1::Entry& entry, const std::string& fund_id, const Draft& staged) {
  const absl::StatusOr<v1::FundRow> fund = FundAt(fund_id, staged);
  if (!fund.ok()) return fund.status();
  if (fund->balance_fen() >= 0) return absl::OkStatus();
  return Broken(entry, "fund " + fund_id + " would be overdrawn");
}

}  // namespace yizhan
