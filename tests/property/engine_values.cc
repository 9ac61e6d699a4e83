// Accounts and funds of the engine's ledger, under the names of the world.

#include "engine/base/check.h"
#include "engine/books/application.h"
#include "engine/books/holder.h"
#include "engine/books/keys.h"
#include "engine/books/placed.h"
#include "engine/books/rows.h"
#include "engine/register/facts.h"
#include "engine/settlement/result.h"
#include "tests/property/engine_seen.h"
#include "tests/property/engine_side.h"

namespace yizhan::property {
void EngineSide::AddMoved(std::uint64_t settlement, Values& values) {
  const v1::Entry entry = AsSettlement(ReadEntry(ledger_, settlement).value());
  const v1::Settled& settled = entry.settled();
  const PackCatalog::Pack pack = packs_.Find(ledger_, settled.pack_hash()).value();
  for (const ChosenAccount& moved : AccountsOfChosen(settled, *pack)) {
    const auto row = GetRow<v1::HolderRow>(ledger_, Table::kHolder, moved.place.holder_key);
    YIZHAN_CHECK(row.ok());
    const v1::HolderRow holder = row->value_or(v1::HolderRow());
    const v1::AccountValue* value = FindValue(holder, moved.id, moved.place.year);
    values[names_.Account(moved.id, moved.place.holder_key, moved.place.year)] =
        value != nullptr ? value->value_fen() : 0;
  }
}

void EngineSide::AddAdjusted(const v1::AdjustedBill& part, Values& accounts, Values& funds) const {
  for (const v1::PlacedMove& move : part.accounts()) {
    const std::string key = HolderKeyOf(SpotOf(move).holder);
    accounts[names_.Account(move.account_id(), key, move.year())] += move.delta_fen();
  }
  for (const v1::NamedFundMove& move : part.funds()) funds[move.fund_id()] += move.delta_fen();
}

void EngineSide::AddSums(const v1::Settled& settled, Values& accounts, Values& funds) {
  const PackCatalog::Pack pack = packs_.Find(ledger_, settled.pack_hash()).value();
  if (IsOutside(settled)) {
    const Bill bill = StoredBill(settled).value();
    const PersonFacts person = FromMessage(settled.facts());
    for (const v1::AccountMove& move : settled.accounts()) {
      const CompiledAccount& account = pack->accounts[move.account()];
      const AccountPlace place = PlaceOf(account, bill, person);
      accounts[names_.Account(account.id, place.holder_key, place.year)] += move.delta_fen();
    }
  }
  std::map<std::string, std::string> names;
  for (const ChosenAccount& chosen : AccountsOfChosen(settled, *pack)) {
    names[chosen.id] = names_.Account(chosen.id, chosen.place.holder_key, chosen.place.year);
  }
  for (const v1::Step& step : settled.outcome().steps()) {
    if (step.status() != v1::CHOSEN) continue;
    const CompiledProgram& program = pack->programs[step.program()];
    accounts[names.at(pack->accounts[program.base_account].id)] += step.figures().base_fen();
    for (const CompiledCap& cap : program.caps) {
      accounts[names.at(pack->accounts[cap.account].id)] += step.figures().pay_fen();
    }
    // What upstream paid leaves the fund alone (R9).
    if (!program.fund.has_value() || step.figures().has_given_fen()) continue;
    funds[pack->funds[*program.fund].id] -= step.figures().pay_fen();
  }
}

void EngineSide::AddFunds(Values& values) const {
  for (const auto& [key, value] : ledger_.staged()) {
    if (key.table != Table::kFund || !value.has_value()) continue;
    v1::FundRow row;
    YIZHAN_CHECK(row.ParseFromString(*value));
    values[key.key] = row.balance_fen();
  }
}

Values EngineSide::Accounts() const {
  Values values;
  for (const auto& [key, value] : ledger_.staged()) {
    if (key.table != Table::kHolder || !value.has_value()) continue;
    v1::HolderRow row;
    YIZHAN_CHECK(row.ParseFromString(*value));
    names_.AddAccounts(key.key, row, values);
  }
  return values;
}

Values EngineSide::Funds() const {
  Values values;
  AddFunds(values);
  return values;
}

}  // namespace yizhan::property
