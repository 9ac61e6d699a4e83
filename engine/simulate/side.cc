#include "engine/simulate/side.h"

#include <algorithm>

#include "engine/adjudicate/adjudicate.h"

namespace yizhan {
namespace {

using Deltas = std::vector<std::pair<std::uint32_t, Money>>;

Deltas Sparse(const std::vector<Money>& dense) {
  const auto zeros = std::count(dense.begin(), dense.end(), Money());
  Deltas deltas;
  deltas.reserve(dense.size() - static_cast<std::size_t>(zeros));
  for (std::uint32_t i = 0; i < dense.size(); ++i) {
    if (dense[i] != Money()) deltas.emplace_back(i, dense[i]);
  }
  return deltas;
}

std::vector<Money> Dense(const Deltas& deltas, std::size_t size) {
  std::vector<Money> dense(size);
  for (const auto& [place, delta] : deltas) dense[place] = delta;
  return dense;
}

}  // namespace

absl::StatusOr<std::optional<Outcome>> Side::Take(const Item& item) {
  if (const auto* fund = std::get_if<FundItem>(&item.body)) {
    book_.AddToFund(fund->fund_id, fund->delta);
    return std::optional<Outcome>();
  }
  if (const auto* reversal = std::get_if<ReversalItem>(&item.body)) {
    TakeBack(reversal->original);
    return std::optional<Outcome>();
  }
  if (const auto* past = std::get_if<PastItem>(&item.body)) {
    Outcome fact;
    fact.account_delta = past->account_delta;
    fact.fund_delta = past->fund_delta;
    book_.Apply(*past->pack, past->bill, past->person, fact);
    Remember(item.number, past->pack, past->bill, past->person, fact);
    return std::optional<Outcome>();
  }
  const auto& [bill, person, stored] = std::get<BillItem>(item.body);
  absl::StatusOr<Outcome> outcome =
      Adjudicate(*pack_, bill, person, book_.Accounts(*pack_, bill, person), book_.Funds(*pack_));
  if (!outcome.ok()) return outcome.status();
  book_.Apply(*pack_, bill, person, *outcome);
  Remember(item.number, pack_, bill, person, *outcome);
  return std::optional<Outcome>(*std::move(outcome));
}

void Side::Remember(std::uint64_t number, const std::shared_ptr<const CompiledPack>& pack,
                    const Bill& bill, const PersonFacts& person, const Outcome& outcome) {
  Deltas accounts = Sparse(outcome.account_delta);
  Deltas funds = Sparse(outcome.fund_delta);
  if (accounts.empty() && funds.empty()) return;
  Moved& moved = moved_[number];
  moved.pack = pack;
  moved.bill.institution_id = bill.institution_id;
  moved.bill.visit_no = bill.visit_no;
  moved.bill.accounting_date = bill.accounting_date;
  moved.person.person_no = person.person_no;
  moved.person.household_no = person.household_no;
  moved.accounts = std::move(accounts);
  moved.funds = std::move(funds);
}

void Side::TakeBack(std::uint64_t number) {
  const auto found = moved_.find(number);
  if (found == moved_.end()) return;
  const Moved& moved = found->second;
  Outcome outcome;
  outcome.account_delta = Dense(moved.accounts, moved.pack->accounts.size());
  outcome.fund_delta = Dense(moved.funds, moved.pack->funds.size());
  book_.Undo(*moved.pack, moved.bill, moved.person, outcome);
  moved_.erase(found);
}

}  // namespace yizhan
