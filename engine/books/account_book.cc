#include "engine/books/account_book.h"

#include "engine/books/keys.h"

namespace yizhan {

std::vector<Money> AccountBook::Accounts(const CompiledPack& pack, const Bill& bill,
                                         const PersonFacts& person) const {
  std::vector<Money> values;
  values.reserve(pack.accounts.size());
  for (const CompiledAccount& account : pack.accounts) {
    const AccountPlace place = PlaceOf(account, bill, person);
    values.push_back(Account(place.holder_key, account.id, place.year));
  }
  return values;
}

std::vector<Money> AccountBook::Funds(const CompiledPack& pack) const {
  std::vector<Money> balances;
  balances.reserve(pack.funds.size());
  for (const CompiledFund& fund : pack.funds) balances.push_back(Fund(fund.id));
  return balances;
}

void AccountBook::Apply(const CompiledPack& pack, const Bill& bill, const PersonFacts& person,
                        const Outcome& outcome) {
  Move(pack, bill, person, outcome, /*back=*/false);
}

void AccountBook::Undo(const CompiledPack& pack, const Bill& bill, const PersonFacts& person,
                       const Outcome& outcome) {
  Move(pack, bill, person, outcome, /*back=*/true);
}

void AccountBook::Move(const CompiledPack& pack, const Bill& bill, const PersonFacts& person,
                       const Outcome& outcome, bool back) {
  for (std::size_t i = 0; i < pack.accounts.size(); ++i) {
    const Money delta = outcome.account_delta[i];
    if (delta == Money()) continue;
    const AccountPlace place = PlaceOf(pack.accounts[i], bill, person);
    AddToAccount(place.holder_key, pack.accounts[i].id, place.year, back ? -delta : delta);
  }
  for (std::size_t i = 0; i < pack.funds.size(); ++i) {
    const Money delta = outcome.fund_delta[i];
    if (delta != Money()) AddToFund(pack.funds[i].id, back ? -delta : delta);
  }
}

Money AccountBook::Account(const std::string& holder_key, const std::string& account_id,
                           std::uint32_t year) const {
  const auto found = accounts_.find({holder_key, account_id, year});
  return found == accounts_.end() ? Money() : found->second;
}

void AccountBook::AddToAccount(const std::string& holder_key, const std::string& account_id,
                               std::uint32_t year, Money delta) {
  accounts_[{holder_key, account_id, year}] += delta;
}

Money AccountBook::Fund(const std::string& fund_id) const {
  const auto found = funds_.find(fund_id);
  return found == funds_.end() ? Money() : found->second;
}

void AccountBook::AddToFund(const std::string& fund_id, Money delta) { funds_[fund_id] += delta; }

}  // namespace yizhan
