#include "engine/books/crossings.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/base/refusal.h"
#include "engine/books/application.h"
#include "engine/books/bind.h"
#include "engine/books/keys.h"
#include "engine/books/placed.h"
#include "engine/books/rows.h"
#include "engine/ledger/entry_codec.h"
#include "engine/register/facts.h"

namespace yizhan {
namespace {

MetricHolder HouseholdOf(const PersonFacts& person) {
  if (person.household_no != 0) return {.household_no = person.household_no};
  return {.person_no = person.person_no};
}

absl::StatusOr<Money> After(std::int64_t before_fen, std::int64_t delta_fen,
                            const std::string& what) {
  const std::optional<Money> after = Money::FromFen(before_fen).TryAdd(Money::FromFen(delta_fen));
  if (after.has_value()) return *after;
  return Refuse({.reason = v1::AMOUNT_OVERFLOW, .field = what});
}

// Of an AccountMove or PlacedMove.
template <typename Move>
absl::Status AddAccount(const Move& move, const Spot& spot, MovedStep& step) {
  const absl::StatusOr<Money> after = After(move.before_fen(), move.delta_fen(), spot.account_id);
  if (!after.ok()) return after.status();
  for (MovedAccount& known : step.accounts) {
    if (known.account_id != spot.account_id || known.holder != spot.holder) continue;
    known.after = *after;
    return absl::OkStatus();
  }
  step.accounts.push_back(
      {spot.account_id, spot.holder, Money::FromFen(move.before_fen()), *after});
  return absl::OkStatus();
}

// Of a FundMove or NamedFundMove.
template <typename Move>
absl::Status AddFund(const Move& move, const std::string& id, MovedStep& step) {
  const absl::StatusOr<Money> after = After(move.before_fen(), move.delta_fen(), id);
  if (!after.ok()) return after.status();
  const Money granted = Money::FromFen(move.granted_fen());
  for (MovedFund& known : step.funds) {
    if (known.fund_id != id) continue;
    known.after = *after;
    known.granted = granted;
    return absl::OkStatus();
  }
  step.funds.push_back({id, Money::FromFen(move.before_fen()), *after, granted});
  return absl::OkStatus();
}

// Two persons of one household may state its income; the later entry's word counts.
void AddIncome(const MetricHolder& household, Money income, MovedStep& step) {
  for (auto& [holder, known] : step.incomes) {
    if (holder != household) continue;
    known = income;
    return;
  }
  step.incomes.push_back({household, income});
}

absl::StatusOr<v1::Entry> EntryAt(std::uint64_t number, const Reader& before) {
  const absl::StatusOr<std::string> leaf = before.Leaf(number);
  if (!leaf.ok()) return leaf.status();
  absl::StatusOr<v1::Entry> entry = DecodeLeaf(*leaf);
  if (!entry.ok()) return entry.status();
  return AsSettlement(*std::move(entry));
}

absl::Status AddPlaced(const google::protobuf::RepeatedPtrField<v1::PlacedMove>& accounts,
                       const google::protobuf::RepeatedPtrField<v1::NamedFundMove>& funds,
                       MovedStep& step) {
  for (const v1::PlacedMove& move : accounts) {
    const absl::Status added = AddAccount(move, SpotOf(move), step);
    if (!added.ok()) return added;
  }
  for (const v1::NamedFundMove& move : funds) {
    const absl::Status added = AddFund(move, move.fund_id(), step);
    if (!added.ok()) return added;
  }
  return absl::OkStatus();
}

// A settlement's moves, or with `contra` those of the contra that takes it back.
absl::Status AddEntry(const v1::Settled& settled, const v1::Contra* contra, const Reader& before,
                      PackCatalog& packs, MovedStep& step) {
  const auto pack = packs.Find(before, settled.pack_hash());
  if (!pack.ok()) return pack.status();
  const absl::StatusOr<Bill> bill = StoredBill(settled);
  if (!bill.ok()) return bill.status();
  const PersonFacts person = FromMessage(settled.facts());
  std::optional<Money> income = person.household_income;
  if (contra != nullptr) {
    income.reset();
    if (contra->has_household_income_fen()) {
      income = Money::FromFen(contra->household_income_fen());
    }
  }
  return AddMoves({.pack = **pack,
                   .bill = *bill,
                   .person = person,
                   .accounts = contra != nullptr ? contra->accounts() : settled.accounts(),
                   .funds = contra != nullptr ? contra->funds() : settled.funds(),
                   .household_income = income},
                  step);
}

void AddIncomes(const google::protobuf::RepeatedPtrField<v1::HouseholdIncome>& incomes,
                MovedStep& step) {
  for (const v1::HouseholdIncome& income : incomes) {
    AddIncome({.person_no = income.person_no(), .household_no = income.household_no()},
              Money::FromFen(income.income_fen()), step);
  }
}

absl::Status AddContra(const v1::Contra& contra, const Reader& before, PackCatalog& packs,
                       MovedStep& step) {
  const absl::StatusOr<v1::Entry> original = EntryAt(contra.original(), before);
  if (!original.ok()) return original.status();
  const absl::Status added = AddEntry(original->settled(), &contra, before, packs, step);
  if (!added.ok()) return added;
  AddIncomes(contra.adjusted_incomes(), step);
  return AddPlaced(contra.adjusted_accounts(), contra.adjusted_funds(), step);
}

absl::Status AddAdjusted(const v1::Adjusted& adjusted, MovedStep& step) {
  for (const v1::AdjustedBill& part : adjusted.bills()) {
    const absl::Status added = AddPlaced(part.accounts(), part.funds(), step);
    if (!added.ok()) return added;
  }
  AddIncomes(adjusted.incomes(), step);
  return absl::OkStatus();
}

// A replacement's contra stands right before its settlement (R47).
absl::Status AddSettled(const v1::Entry& entry, const Reader& before, PackCatalog& packs,
                        MovedStep& step) {
  if (entry.settled().replaces() != 0) {
    const absl::StatusOr<v1::Entry> contra = EntryAt(entry.number() - 1, before);
    if (!contra.ok()) return contra.status();
    if (!contra->has_contra() || contra->contra().replaced_by() != entry.number() ||
        contra->contra().original() != entry.settled().replaces()) {
      return Broken(entry, "the contra of what it replaces does not stand before it");
    }
    const absl::Status added = AddContra(contra->contra(), before, packs, step);
    if (!added.ok()) return added;
  }
  return AddEntry(entry.settled(), nullptr, before, packs, step);
}

bool Same(const std::vector<v1::Crossing>& stored, const std::vector<v1::Crossing>& computed) {
  return std::equal(stored.begin(), stored.end(), computed.begin(), computed.end(),
                    [](const v1::Crossing& a, const v1::Crossing& b) {
                      return a.SerializeAsString() == b.SerializeAsString();
                    });
}

template <typename Body>
StoredCrossings StoredOf(const Body& body, const std::string& pack_hash) {
  return {.pack_hash = pack_hash, .crossings = {body.crossings().begin(), body.crossings().end()}};
}

}  // namespace

absl::Status AddMoves(const EntryMoves& moves, MovedStep& step) {
  for (const v1::AccountMove& move : moves.accounts) {
    if (move.account() >= moves.pack.accounts.size()) {
      return absl::DataLossError("a move on an account its pack does not have");
    }
    const CompiledAccount& account = moves.pack.accounts[move.account()];
    const absl::Status added = AddAccount(move, SpotOf(account, moves.bill, moves.person), step);
    if (!added.ok()) return added;
  }
  for (const v1::FundMove& move : moves.funds) {
    if (move.fund() >= moves.pack.funds.size()) {
      return absl::DataLossError("a move on a fund its pack does not have");
    }
    const absl::Status added = AddFund(move, moves.pack.funds[move.fund()].id, step);
    if (!added.ok()) return added;
  }
  if (moves.household_income.has_value()) {
    AddIncome(HouseholdOf(moves.person), *moves.household_income, step);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::Crossing>> CrossingsOf(const v1::Entry& posted, const Reader& before,
                                                      PackCatalog& packs) {
  const v1::Entry entry = AsSettlement(posted);
  if (entry.has_contra() && entry.contra().replaced_by() != 0) return std::vector<v1::Crossing>{};
  const auto active = packs.Active(before);
  if (!active.ok()) return active.status();
  if ((*active)->thresholds.empty()) return std::vector<v1::Crossing>{};
  MovedStep step{.posting_date = BusinessDay(entry.posted_ms())};
  absl::Status added;
  if (entry.has_settled()) {
    added = AddSettled(entry, before, packs, step);
  } else if (entry.has_adjusted()) {
    added = AddAdjusted(entry.adjusted(), step);
  } else {
    added = AddContra(entry.contra(), before, packs, step);
  }
  if (!added.ok()) return added;
  return CrossingsOf(**active, step);
}

StoredCrossings CrossingsIn(const v1::Entry& posted) {
  const v1::Entry entry = AsSettlement(posted);
  if (entry.has_settled()) return StoredOf(entry.settled(), entry.settled().pack_hash());
  if (entry.has_adjusted()) return StoredOf(entry.adjusted(), entry.adjusted().pack_hash());
  if (!entry.has_contra()) return {};
  const v1::Contra& contra = entry.contra();
  return StoredOf(
      contra, contra.active_pack_hash().empty() ? contra.pack_hash() : contra.active_pack_hash());
}

absl::Status FoldCrossings(const v1::Entry& posted, const Reader& before, PackCatalog& packs,
                           std::vector<Effect>& effects) {
  const v1::Entry entry = AsSettlement(posted);
  const auto active = packs.Active(before);
  if (!active.ok()) return active.status();
  const std::string active_hash = Bytes((*active)->hash);
  const StoredCrossings stored = CrossingsIn(entry);
  if (stored.pack_hash != active_hash) return Broken(entry, "another pack was active then");
  const absl::StatusOr<std::vector<v1::Crossing>> crossings = CrossingsOf(entry, before, packs);
  if (!crossings.ok()) return crossings.status();
  if (!Same(stored.crossings, *crossings)) {
    return Broken(entry, "its crossings of thresholds do not follow from its figures");
  }
  for (std::uint32_t place = 0; place < crossings->size(); ++place) {
    const v1::Crossing& crossing = (*crossings)[place];
    const std::string& threshold_id = (*active)->thresholds[crossing.threshold()].id;
    std::string key = AlertKey(threshold_id, crossing);
    if (!crossing.up()) {
      effects.push_back(DeleteRow(Table::kAlert, std::move(key)));
      continue;
    }
    v1::AlertRow row;
    row.set_number(entry.number());
    row.set_threshold_id(threshold_id);
    row.set_pack_hash(active_hash);
    *row.mutable_crossing() = crossing;
    row.set_place(place);
    effects.push_back(PutRow(Table::kAlert, std::move(key), row));
  }
  return absl::OkStatus();
}

}  // namespace yizhan
