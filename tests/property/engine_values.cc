// Accounts and funds of the engine's ledger, under the names of the world.

#include <algorithm>

#include "engine/base/check.h"
#include "engine/books/application.h"
#include "engine/books/holder.h"
#include "engine/books/keys.h"
#include "engine/books/placed.h"
#include "engine/books/rows.h"
#include "engine/policy/compile_thresholds.h"
#include "engine/register/facts.h"
#include "engine/settlement/result.h"
#include "tests/property/engine_seen.h"
#include "tests/property/engine_side.h"

namespace yizhan::property {
namespace {

// "metric:visit_after_aid": the words of policy.proto, where the engine says "due".
std::string MetricName(const std::string& id) {
  if (!id.starts_with(kMetricPrefix)) return id;
  std::string name = "metric:" + id.substr(std::string(kMetricPrefix).size());
  if (name.ends_with("_due")) name.replace(name.size() - 3, 3, "after_aid");
  return name;
}

}  // namespace

// Keys are taken apart here as keys.cc puts them together.
std::string EngineSide::HolderName(const std::string& key) const {
  const std::string number = key.substr(1, 8);
  return key[0] == 'H' ? "H:" + household_of_.at(number) : "P:" + card_of_.at(number);
}

std::string EngineSide::AccountName(const std::string& id, const std::string& holder_key,
                                    std::uint32_t year) const {
  std::string name = MetricName(id) + " " + HolderName(holder_key);
  if (year != 0) return name + " " + std::to_string(year);
  if (holder_key[0] != 'V') return name;
  const auto length = static_cast<std::size_t>(holder_key[12]);
  if (length == 0) return name;  // Of an application: no hospital, no visit.
  return name + " " + holder_key.substr(13, length) + "/" + holder_key.substr(13 + length);
}

void EngineSide::AddMoved(std::uint64_t settlement, Values& values) {
  const v1::Entry entry = AsSettlement(ReadEntry(ledger_, settlement).value());
  const v1::Settled& settled = entry.settled();
  const PackCatalog::Pack pack = packs_.Find(ledger_, settled.pack_hash()).value();
  for (const ChosenAccount& moved : AccountsOfChosen(settled, *pack)) {
    const auto row = GetRow<v1::HolderRow>(ledger_, Table::kHolder, moved.place.holder_key);
    YIZHAN_CHECK(row.ok());
    const v1::HolderRow holder = row->value_or(v1::HolderRow());
    const v1::AccountValue* value = FindValue(holder, moved.id, moved.place.year);
    values[AccountName(moved.id, moved.place.holder_key, moved.place.year)] =
        value != nullptr ? value->value_fen() : 0;
  }
}

void EngineSide::AddCrossings(std::uint64_t last_entry, Seen& seen) {
  const v1::Entry entry = ReadEntry(ledger_, last_entry).value();
  std::string pack_hash = entry.settled().pack_hash();
  const auto* crossings = &entry.settled().crossings();
  if (entry.has_contra()) {
    crossings = &entry.contra().crossings();
    pack_hash = entry.contra().active_pack_hash();
    if (pack_hash.empty()) pack_hash = entry.contra().pack_hash();
  }
  if (entry.has_outside_aid()) {
    crossings = &entry.outside_aid().crossings();
    pack_hash = entry.outside_aid().pack_hash();
  }
  if (entry.has_adjusted()) {
    crossings = &entry.adjusted().crossings();
    pack_hash = entry.adjusted().pack_hash();
  }
  if (entry.has_application_settled()) {
    crossings = &entry.application_settled().crossings();
    pack_hash = entry.application_settled().pack_hash();
  }
  if (crossings->empty()) return;
  const PackCatalog::Pack pack = packs_.Find(ledger_, pack_hash).value();
  for (const v1::Crossing& crossing : *crossings) {
    SeenCrossing& added = seen.crossings.emplace_back();
    added.threshold = pack->thresholds.at(crossing.threshold()).id;
    added.up = crossing.up();
    added.holder = CrossingHolder(crossing);
    added.before_fen = crossing.before_fen();
    added.after_fen = crossing.after_fen();
    // The engine keeps a denominator of 0 as it is; it counts as 1 fen (R52).
    if (crossing.has_denominator_fen()) {
      added.denominator_fen = std::max<std::int64_t>(1, crossing.denominator_fen());
    }
  }
  std::sort(seen.crossings.begin(), seen.crossings.end());
}

std::string EngineSide::CrossingHolder(const v1::Crossing& crossing) const {
  std::string name;
  if (crossing.person_no() != 0) name = "P:" + card_of_.at(NumberKey(crossing.person_no()));
  if (crossing.household_no() != 0) {
    name = "H:" + household_of_.at(NumberKey(crossing.household_no()));
  }
  if (crossing.year() != 0) name += " " + std::to_string(crossing.year());
  if (crossing.institution_id().empty()) return name;
  return name + " " + crossing.institution_id() + "/" + crossing.visit_no();
}

void EngineSide::AddAdjusted(const v1::AdjustedBill& part, Values& accounts, Values& funds) const {
  for (const v1::PlacedMove& move : part.accounts()) {
    const std::string key = HolderKeyOf(SpotOf(move).holder);
    accounts[AccountName(move.account_id(), key, move.year())] += move.delta_fen();
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
      accounts[AccountName(account.id, place.holder_key, place.year)] += move.delta_fen();
    }
  }
  std::map<std::string, std::string> names;
  for (const ChosenAccount& chosen : AccountsOfChosen(settled, *pack)) {
    names[chosen.id] = AccountName(chosen.id, chosen.place.holder_key, chosen.place.year);
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
    for (const v1::AccountValue& account : row.values()) {
      if (account.value_fen() == 0) continue;
      values[AccountName(account.account_id(), key.key, account.year())] = account.value_fen();
    }
  }
  return values;
}

Values EngineSide::Funds() const {
  Values values;
  AddFunds(values);
  return values;
}

}  // namespace yizhan::property
