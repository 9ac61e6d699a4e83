#include "engine/books/fold_settlement.h"

#include <map>
#include <optional>

#include "engine/adjudicate/bill_form.h"
#include "engine/base/refusal.h"
#include "engine/books/application.h"
#include "engine/books/bind.h"
#include "engine/books/crossings.h"
#include "engine/books/fold_adjusted.h"
#include "engine/books/holder.h"
#include "engine/books/keys.h"
#include "engine/books/negates.h"
#include "engine/books/owed.h"
#include "engine/books/rows.h"
#include "engine/ledger/entry_codec.h"
#include "engine/register/facts.h"

namespace yizhan {
namespace {

// A contra moves the accounts of the bill it reverses, so both are one kind of move.
struct Moves {
  const v1::Entry& entry;
  const v1::Settled& settled;  // The settlement itself, or the one a contra reverses.
  const google::protobuf::RepeatedPtrField<v1::AccountMove>& accounts;
  const google::protobuf::RepeatedPtrField<v1::FundMove>& funds;
  const Postings& postings;
  std::uint64_t previous_of_person;
  int sign;  // +1 settles, -1 reverses.
};

// A holder's row; written only when a value in it changed.
struct HolderChange {
  v1::HolderRow row;
  bool changed = false;
};
using HolderChanges = std::map<std::string, HolderChange>;

absl::Status CheckFollows(const Moves& moves, const v1::AccountMove& move,
                          const std::string& account_id, const AccountPlace& place,
                          const v1::HolderRow& row) {
  const v1::AccountValue* found = FindValue(row, account_id, place.year);
  const std::int64_t value_fen = found != nullptr ? found->value_fen() : 0;
  if (value_fen != move.before_fen()) {
    return Broken(moves.entry,
                  "account " + account_id + " was " + std::to_string(value_fen) +
                      ", the entry says " + std::to_string(move.before_fen()),
                  {.field = account_id,
                   .expected = std::to_string(value_fen),
                   .found = std::to_string(move.before_fen())});
  }
  const std::uint64_t newest = found != nullptr ? found->newest() : 0;
  if (newest != move.newest_before()) {
    return Broken(moves.entry,
                  "account " + account_id + " had entry " + std::to_string(newest) +
                      " as its newest, the entry says " + std::to_string(move.newest_before()),
                  {.field = account_id,
                   .expected = std::to_string(newest),
                   .found = std::to_string(move.newest_before())});
  }
  return absl::OkStatus();
}

absl::Status MoveAccounts(const Moves& moves, const CompiledPack& pack, const Bill& bill,
                          const Reader& before, HolderChanges& rows) {
  const PersonFacts person = FromMessage(moves.settled.facts());
  for (const v1::AccountMove& move : moves.accounts) {
    if (move.account() >= pack.accounts.size()) return Broken(moves.entry, "unknown account");
    const CompiledAccount& account = pack.accounts[move.account()];
    const AccountPlace place = PlaceOf(account, bill, person);
    auto row = rows.find(place.holder_key);
    if (row == rows.end()) {
      const auto stored = GetRow<v1::HolderRow>(before, Table::kHolder, place.holder_key);
      if (!stored.ok()) return stored.status();
      row = rows.emplace(place.holder_key, HolderChange{stored->value_or(v1::HolderRow())}).first;
    }
    const absl::Status follows = CheckFollows(moves, move, account.id, place, row->second.row);
    if (!follows.ok()) return follows;
    if (move.delta_fen() == 0 && move.newest() == move.newest_before()) continue;
    const std::optional<Money> after =
        Money::FromFen(move.before_fen()).TryAdd(Money::FromFen(move.delta_fen()));
    if (!after.has_value()) return Refuse({.reason = v1::AMOUNT_OVERFLOW, .field = account.id});
    v1::AccountValue& value = ValueIn(row->second.row, account.id, place.year);
    value.set_value_fen(after->fen());
    value.set_newest(move.newest());
    row->second.changed = true;
  }
  return absl::OkStatus();
}

absl::Status MoveFunds(const Moves& moves, const CompiledPack& pack, const Reader& before,
                       std::vector<Effect>& effects) {
  for (const v1::FundMove& move : moves.funds) {
    if (move.fund() >= pack.funds.size()) return Broken(moves.entry, "unknown fund");
    const std::string& id = pack.funds[move.fund()].id;
    auto row = GetRow<v1::FundRow>(before, Table::kFund, id);
    if (!row.ok()) return row.status();
    v1::FundRow fund = row->value_or(v1::FundRow());
    if (fund.balance_fen() != move.before_fen()) {
      return Broken(moves.entry, "fund " + id + " held " + std::to_string(fund.balance_fen()),
                    {.field = id,
                     .expected = std::to_string(fund.balance_fen()),
                     .found = std::to_string(move.before_fen())});
    }
    if (fund.granted_fen() != move.granted_fen()) {
      return Broken(moves.entry,
                    "fund " + id + " was granted " + std::to_string(fund.granted_fen()),
                    {.field = id,
                     .expected = std::to_string(fund.granted_fen()),
                     .found = std::to_string(move.granted_fen())});
    }
    if (move.delta_fen() == 0) continue;
    const std::optional<Money> after =
        Money::FromFen(fund.balance_fen()).TryAdd(Money::FromFen(move.delta_fen()));
    if (!after.has_value()) return Refuse({.reason = v1::AMOUNT_OVERFLOW, .field = id});
    if (*after < Money()) return Broken(moves.entry, "fund " + id + " would be overdrawn");
    fund.set_balance_fen(after->fen());
    effects.push_back(PutRow(Table::kFund, id, fund));
  }
  return absl::OkStatus();
}

void AddToTotals(const Moves& moves, const CompiledPack& pack, v1::InstitutionTotals& totals) {
  const v1::Outcome& outcome = moves.settled.outcome();
  if (moves.sign > 0) {
    totals.set_settled_count(totals.settled_count() + 1);
  } else {
    totals.set_reversed_count(totals.reversed_count() + 1);
  }
  totals.set_bill_total_fen(totals.bill_total_fen() +
                            moves.sign * moves.settled.bill().total_fen());
  totals.set_aid_fen(totals.aid_fen() + moves.sign * outcome.aid_fen());
  totals.set_patient_due_fen(totals.patient_due_fen() + moves.sign * outcome.patient_due_fen());
  for (const v1::Step& step : outcome.steps()) {
    if (step.status() != v1::CHOSEN || step.figures().pay_fen() == 0) continue;
    const auto layer = static_cast<std::uint32_t>(pack.programs[step.program()].layer);
    v1::LayerAmount* amount = nullptr;
    for (v1::LayerAmount& known : *totals.mutable_layers()) {
      if (known.layer() == layer) amount = &known;
    }
    if (amount == nullptr) {
      amount = totals.add_layers();
      amount->set_layer(layer);
    }
    amount->set_aid_fen(amount->aid_fen() + moves.sign * step.figures().pay_fen());
  }
}

absl::Status MoveInstitution(const Moves& moves, const CompiledPack& pack, const Reader& before,
                             std::vector<Effect>& effects) {
  if (!IsOfBill(moves.settled)) return absl::OkStatus();
  const std::string& id = moves.settled.bill().institution_id();
  const auto row = GetRow<v1::InstitutionRow>(before, Table::kInstitution, id);
  if (!row.ok()) return row.status();
  if (!row->has_value()) return Broken(moves.entry, "unknown institution " + id);
  v1::InstitutionRow institution = **row;
  // No other sum of an institution is larger than that of its bills.
  const std::int64_t bill_fen = moves.sign * moves.settled.bill().total_fen();
  if (!Money::FromFen(institution.totals().bill_total_fen()).TryAdd(Money::FromFen(bill_fen))) {
    return Refuse({.reason = v1::AMOUNT_OVERFLOW, .field = "totals of " + id});
  }
  AddToTotals(moves, pack, *institution.mutable_totals());
  const absl::Status owed = OweHospital(moves.entry, moves.postings, pack, institution);
  if (!owed.ok()) return owed;
  institution.set_last_entry(moves.entry.number());
  institution.set_last_day(DayText(BusinessDay(moves.entry.posted_ms())));
  effects.push_back(PutRow(Table::kInstitution, id, institution));
  return absl::OkStatus();
}

// Accounts, funds and totals of a settlement or of its contra.
absl::Status ApplyMoves(const Moves& moves, const Bill& bill, const Reader& before,
                        PackCatalog& packs, std::vector<Effect>& effects) {
  const auto pack = packs.Find(before, moves.settled.pack_hash());
  if (!pack.ok()) return pack.status();
  HolderChanges rows;
  const std::string person_key = PersonHolderKey(moves.settled.facts().person_no());
  const auto person = GetRow<v1::HolderRow>(before, Table::kHolder, person_key);
  if (!person.ok()) return person.status();
  HolderChange& own = rows[person_key];
  own = {person->value_or(v1::HolderRow()), /*changed=*/true};
  if (own.row.last_entry() != moves.previous_of_person) {
    return Broken(moves.entry,
                  "the person's previous entry is " + std::to_string(own.row.last_entry()),
                  {.field = "previous_of_person",
                   .expected = std::to_string(own.row.last_entry()),
                   .found = std::to_string(moves.previous_of_person)});
  }
  own.row.set_last_entry(moves.entry.number());
  absl::Status status = OwePatient(moves.entry, moves.postings, **pack, own.row);
  if (status.ok()) status = MoveAccounts(moves, **pack, bill, before, rows);
  if (!status.ok()) return status;
  for (const auto& [key, change] : rows) {
    if (change.changed) effects.push_back(PutRow(Table::kHolder, key, change.row));
  }
  status = MoveFunds(moves, **pack, before, effects);
  if (!status.ok()) return status;
  return MoveInstitution(moves, **pack, before, effects);
}

v1::MessageKeyRow KeyRow(v1::MessageKeyRow::Kind kind, const v1::Entry& entry,
                         const Hash32& digest) {
  v1::MessageKeyRow row;
  row.set_kind(kind);
  row.set_number(entry.number());
  row.set_digest(Bytes(digest));
  return row;
}

// A key is bound once; a natural key is free again after a contra.
absl::Status CheckUnbound(const v1::Entry& entry, const Reader& before, Table table,
                          const std::string& key) {
  const auto known = before.Get(table, key);
  if (!known.ok()) return known.status();
  if (!known->has_value()) return absl::OkStatus();
  return Broken(entry, table == Table::kNaturalKey ? "its bill is already settled"
                                                   : "its message id is already bound");
}

// On top of what the contra of the settlement itself did.
absl::Status TakeBackAdjustments(const v1::Entry& entry, std::uint64_t adjustment,
                                 const Reader& before, std::vector<Effect>& effects) {
  Draft staged(&before);
  for (Effect& effect : effects) staged.Put(std::move(effect));
  const absl::Status taken = FoldAdjustmentsBack(entry, adjustment, staged);
  effects = staged.Effects();
  return taken;
}

}  // namespace

Hash32 ReversalDigest(const std::string& original_sender, const std::string& original_message_id) {
  return Canonical("yizhan reversal v1").Text(original_sender).Text(original_message_id).Sha256();
}

absl::StatusOr<std::vector<Effect>> FoldSettled(const v1::Entry& entry, const Reader& before,
                                                PackCatalog& packs) {
  const v1::Settled& settled = entry.settled();
  const absl::StatusOr<Bill> bill = StoredBill(settled);
  if (!bill.ok()) return Broken(entry, "its bill is refused: " + bill.status().ToString());

  std::vector<Effect> effects;
  const std::string message_key = MessageKey(entry.sender(), bill->message_id);
  absl::Status status = CheckUnbound(entry, before, Table::kMessageKey, message_key);
  if (status.ok()) status = CheckUnbound(entry, before, Table::kNaturalKey, NaturalKey(*bill));
  if (!status.ok()) return status;

  v1::MessageKeyRow key = KeyRow(
      IsApplication(settled) ? v1::MessageKeyRow::APPLICATION : v1::MessageKeyRow::SETTLEMENT,
      entry, BillFingerprint(*bill, settled.facts().person_no()));
  key.set_state(v1::SETTLED);
  effects.push_back(PutRow(Table::kMessageKey, message_key, key));
  v1::NaturalKeyRow natural;
  natural.set_number(entry.number());
  effects.push_back(PutRow(Table::kNaturalKey, NaturalKey(*bill), natural));

  status = FoldMoves(entry, before, packs, effects);
  if (!status.ok()) return status;
  return effects;
}

absl::Status FoldMoves(const v1::Entry& entry, const Reader& before, PackCatalog& packs,
                       std::vector<Effect>& effects) {
  const v1::Settled& settled = entry.settled();
  const absl::StatusOr<Bill> bill = StoredBill(settled);
  if (!bill.ok()) return bill.status();
  const Moves moves{entry,
                    settled,
                    settled.accounts(),
                    settled.funds(),
                    settled.postings(),
                    settled.previous_of_person(),
                    +1};
  const absl::Status moved = ApplyMoves(moves, *bill, before, packs, effects);
  return moved.ok() ? FoldCrossings(entry, before, packs, effects) : moved;
}

absl::StatusOr<std::vector<Effect>> FoldContra(const v1::Entry& entry, const Reader& before,
                                               PackCatalog& packs) {
  const v1::Contra& contra = entry.contra();
  const absl::StatusOr<std::string> leaf = before.Leaf(contra.original());
  if (!leaf.ok()) return Broken(entry, "its original cannot be read");
  absl::StatusOr<v1::Entry> original = DecodeLeaf(*leaf);
  if (!original.ok()) return original.status();
  original = AsSettlement(*std::move(original));
  if (!original->has_settled()) return Broken(entry, "its original is no settlement");
  const v1::Settled& settled = original->settled();
  const absl::StatusOr<Bill> bill = StoredBill(settled);
  if (!bill.ok()) return Broken(entry, "its original's bill is refused");

  const std::string original_key = MessageKey(original->sender(), bill->message_id);
  auto key = GetRow<v1::MessageKeyRow>(before, Table::kMessageKey, original_key);
  if (!key.ok()) return key.status();
  if (!key->has_value() || (*key)->state() != v1::SETTLED) {
    return Broken(entry, "its original is not live");
  }
  absl::Status status = CheckNegates(entry, *original);
  if (!status.ok()) return status;
  const bool replaced = contra.replaced_by() != 0;
  (*key)->set_state(replaced ? v1::REPLACED : v1::REVERSED);
  (*key)->set_ended_by(replaced ? contra.replaced_by() : entry.number());

  std::vector<Effect> effects;
  effects.push_back(PutRow(Table::kMessageKey, original_key, **key));
  if (!IsOutside(settled)) effects.push_back(DeleteRow(Table::kNaturalKey, NaturalKey(*bill)));
  if (!contra.request_id().empty()) {
    const std::string request_key = MessageKey(entry.sender(), contra.request_id());
    status = CheckUnbound(entry, before, Table::kMessageKey, request_key);
    if (!status.ok()) return status;
    const v1::MessageKeyRow request = KeyRow(v1::MessageKeyRow::REVERSAL, entry,
                                             ReversalDigest(original->sender(), bill->message_id));
    effects.push_back(PutRow(Table::kMessageKey, request_key, request));
  }
  if (contra.opens_lead()) {
    v1::LeadRow lead;
    lead.set_contra(entry.number());
    lead.set_person_no(contra.person_no());
    effects.push_back(PutRow(Table::kLead, NumberKey(entry.number()), lead));
  }
  const Moves moves{entry,
                    settled,
                    contra.accounts(),
                    contra.funds(),
                    contra.postings(),
                    contra.previous_of_person(),
                    -1};
  status = ApplyMoves(moves, *bill, before, packs, effects);
  if (status.ok() && (contra.adjustment() != 0 || (*key)->adjustment() != 0)) {
    status = TakeBackAdjustments(entry, (*key)->adjustment(), before, effects);
  }
  if (status.ok()) status = FoldCrossings(entry, before, packs, effects);
  if (!status.ok()) return status;
  return effects;
}

absl::StatusOr<std::vector<Effect>> FoldTombstone(const v1::Entry& entry, const Reader& before) {
  const v1::Tombstone& tombstone = entry.tombstone();
  const std::string key = MessageKey(tombstone.original_sender(), tombstone.message_id());
  absl::Status status = CheckUnbound(entry, before, Table::kMessageKey, key);
  if (!status.ok()) return status;

  const Hash32 digest = ReversalDigest(tombstone.original_sender(), tombstone.message_id());
  v1::MessageKeyRow dead = KeyRow(v1::MessageKeyRow::DEAD, entry, digest);
  dead.set_state(v1::TOMBSTONED);
  dead.set_ended_by(entry.number());
  std::vector<Effect> effects;
  effects.push_back(PutRow(Table::kMessageKey, key, dead));
  if (!tombstone.request_id().empty()) {
    const std::string request_key = MessageKey(entry.sender(), tombstone.request_id());
    status = CheckUnbound(entry, before, Table::kMessageKey, request_key);
    if (!status.ok()) return status;
    effects.push_back(PutRow(Table::kMessageKey, request_key,
                             KeyRow(v1::MessageKeyRow::REVERSAL, entry, digest)));
  }
  return effects;
}

}  // namespace yizhan
