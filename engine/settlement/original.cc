#include "engine/settlement/original.h"

#include <map>

#include "engine/base/check.h"
#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/application.h"
#include "engine/books/crossings.h"
#include "engine/books/holder.h"
#include "engine/books/keys.h"
#include "engine/books/newest.h"
#include "engine/books/rows.h"
#include "engine/books/standing.h"
#include "engine/register/facts.h"
#include "engine/settlement/move_incomes.h"
#include "engine/settlement/new_entry.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

constexpr std::size_t kSenderCharacters_max = 64;

absl::StatusOr<std::optional<v1::MessageKeyRow>> KeyOf(const std::string& sender,
                                                       const std::string& message_id,
                                                       const Reader& state) {
  return GetRow<v1::MessageKeyRow>(state, Table::kMessageKey, MessageKey(sender, message_id));
}

absl::StatusOr<Original> FindByNumber(const Caller& caller, std::uint64_t number,
                                      const Reader& state) {
  if (number >= state.size()) {
    return Refuse(
        {.reason = v1::SETTLEMENT_UNKNOWN, .field = "number", .found = std::to_string(number)});
  }
  absl::StatusOr<v1::Entry> entry = ReadEntry(state, number);
  if (!entry.ok()) return entry.status();
  entry = AsSettlement(*std::move(entry));
  if (!entry->has_settled()) {
    return Refuse({.reason = v1::NOT_REVERSIBLE, .field = "number", .related = number});
  }
  if (!caller.SeesAll() && entry->sender() != caller.sender) {
    return Refuse({.reason = v1::NOT_ALLOWED, .field = "number", .related = number});
  }
  Original original;
  original.sender = entry->sender();
  original.message_id = entry->settled().bill().message_id();
  original.entry = *std::move(entry);
  return original;
}

absl::StatusOr<Original> FindByMessage(const Caller& caller, const Named& named,
                                       const Reader& state) {
  absl::Status form = CheckId("message_id", named.message_id);
  if (form.ok()) form = CheckText("on_behalf_of", named.on_behalf_of, kSenderCharacters_max);
  if (!form.ok()) return form;
  if (!named.on_behalf_of.empty() && !caller.SeesAll()) {
    return Refuse({.reason = v1::NOT_ALLOWED, .field = "on_behalf_of"});
  }
  Original original;
  original.sender = named.on_behalf_of.empty() ? caller.sender : named.on_behalf_of;
  original.message_id = named.message_id;
  const auto key = KeyOf(original.sender, original.message_id, state);
  if (!key.ok()) return key.status();
  if (!key->has_value() || (*key)->kind() == v1::MessageKeyRow::DEAD) return original;
  if ((*key)->kind() != v1::MessageKeyRow::SETTLEMENT) {
    return Refuse(
        {.reason = v1::NOT_REVERSIBLE, .field = "message_id", .related = (*key)->number()});
  }
  absl::StatusOr<v1::Entry> entry = ReadEntry(state, (*key)->number());
  if (!entry.ok()) return entry.status();
  original.entry = *std::move(entry);
  return original;
}

// The value and newest entry of an account today, where the original's bill put it.
absl::StatusOr<v1::AccountValue> ValueToday(const v1::Settled& settled,
                                            const CompiledAccount& account, const Reader& state) {
  const absl::StatusOr<Bill> bill = StoredBill(settled);
  if (!bill.ok()) return bill.status();
  const AccountPlace place = PlaceOf(account, *bill, FromMessage(settled.facts()));
  const auto row = GetRow<v1::HolderRow>(state, Table::kHolder, place.holder_key);
  if (!row.ok()) return row.status();
  const v1::HolderRow holder = row->value_or(v1::HolderRow());
  const v1::AccountValue* value = FindValue(holder, account.id, place.year);
  return value != nullptr ? *value : v1::AccountValue();
}

absl::Status AddAccounts(const v1::Entry& original, const Situation& situation, const Reader& state,
                         v1::Contra& contra) {
  const v1::Settled& settled = original.settled();
  const auto pack = situation.packs.Find(state, settled.pack_hash());
  if (!pack.ok()) return pack.status();
  const absl::StatusOr<Bill> bill = StoredBill(settled);
  if (!bill.ok()) return bill.status();
  for (const v1::AccountMove& move : settled.accounts()) {
    // An account that was only looked at has nothing to give back.
    if (move.delta_fen() == 0 && move.newest() != original.number()) continue;
    const CompiledAccount& account = (*pack)->accounts[move.account()];
    const absl::StatusOr<v1::AccountValue> today = ValueToday(settled, account, state);
    if (!today.ok()) return today.status();
    v1::AccountMove& back = *contra.add_accounts();
    back.set_account(move.account());
    back.set_before_fen(today->value_fen());
    back.set_delta_fen(-move.delta_fen());
    back.set_newest_before(today->newest());
    back.set_newest(today->newest());
    if (move.newest() != original.number()) continue;
    if (today->newest() != original.number()) {
      contra.set_opens_lead(true);
      continue;
    }
    const Spot spot = SpotOf(account, *bill, FromMessage(settled.facts()));
    const auto newest =
        NewestOn(spot, {original.number(), move.newest_before()}, state, situation.packs);
    if (!newest.ok()) return newest.status();
    back.set_newest(*newest);
  }
  return absl::OkStatus();
}

// R32: a contra credits the fund as it is today.
absl::Status AddFunds(const v1::Entry& original, const Situation& situation, const Reader& state,
                      v1::Contra& contra) {
  const v1::Settled& settled = original.settled();
  const auto pack = situation.packs.Find(state, settled.pack_hash());
  if (!pack.ok()) return pack.status();
  for (const v1::FundMove& move : settled.funds()) {
    if (move.delta_fen() == 0) continue;
    const auto row = GetRow<v1::FundRow>(state, Table::kFund, (*pack)->funds[move.fund()].id);
    if (!row.ok()) return row.status();
    v1::FundMove& back = *contra.add_funds();
    back.set_fund(move.fund());
    back.set_before_fen(row->value_or(v1::FundRow()).balance_fen());
    back.set_delta_fen(-move.delta_fen());
    back.set_granted_fen(row->value_or(v1::FundRow()).granted_fen());
  }
  return absl::OkStatus();
}

// The books once the settlement's own moves are taken back.
absl::Status PutOwnMoves(const v1::Entry& original, const Situation& situation,
                         const v1::Entry& entry, Draft& staged) {
  const v1::Settled& settled = original.settled();
  const auto pack = situation.packs.Find(staged, settled.pack_hash());
  if (!pack.ok()) return pack.status();
  const absl::StatusOr<Bill> bill = StoredBill(settled);
  if (!bill.ok()) return bill.status();
  const PersonFacts person = FromMessage(settled.facts());
  for (const v1::AccountMove& back : entry.contra().accounts()) {
    const Spot spot = SpotOf((*pack)->accounts[back.account()], *bill, person);
    absl::StatusOr<v1::PlacedMove> move = MoveAt(spot, back.delta_fen(), staged);
    if (!move.ok()) return move.status();
    move->set_newest(back.newest());
    const absl::Status put = PutMove(entry, *move, staged);
    if (!put.ok()) return put;
  }
  for (const v1::FundMove& back : entry.contra().funds()) {
    const auto move = FundMoveAt((*pack)->funds[back.fund()].id, back.delta_fen(), staged);
    if (!move.ok()) return move.status();
    const absl::Status put = PutFundMove(entry, *move, staged);
    if (!put.ok()) return put;
  }
  return absl::OkStatus();
}

absl::Status AddAccountsBack(const v1::Entry& original, const Adjustments& sums,
                             const Situation& situation, Draft& staged, v1::Contra& contra) {
  std::map<Spot, std::int64_t> moved = sums.accounts;
  for (const Spot& spot : sums.touched) moved.try_emplace(spot, 0);
  for (const auto& [spot, fen] : moved) {
    absl::StatusOr<v1::PlacedMove> move = MoveAt(spot, -fen, staged);
    if (!move.ok()) return move.status();
    if (move->newest_before() == original.number()) {
      const auto newest = NewestOn(spot, {original.number(), 0}, staged, situation.packs);
      if (!newest.ok()) return newest.status();
      move->set_newest(*newest);
    }
    // A later bill was computed on what goes now.
    if (move->newest_before() > original.number()) contra.set_opens_lead(true);
    if (fen != 0 || move->newest() != move->newest_before()) {
      *contra.add_adjusted_accounts() = *std::move(move);
    }
  }
  return absl::OkStatus();
}

// R44: the deltas of every adjustment posted to it, on top of its own.
absl::Status AddAdjustmentsBack(const v1::Entry& original, const Situation& situation,
                                const Reader& state, v1::Entry& entry) {
  const absl::StatusOr<std::uint64_t> adjustment = AdjustmentOf(original, state);
  if (!adjustment.ok()) return adjustment.status();
  if (*adjustment == 0) return absl::OkStatus();
  const auto sums = AdjustmentsOf(original.number(), *adjustment, state);
  if (!sums.ok()) return sums.status();
  Draft staged(&state);
  absl::Status status = PutOwnMoves(original, situation, entry, staged);
  if (!status.ok()) return status;
  v1::Contra& contra = *entry.mutable_contra();
  contra.set_adjustment(*adjustment);
  status = AddAccountsBack(original, *sums, situation, staged, contra);
  if (!status.ok()) return status;
  for (const auto& [fund_id, fen] : sums->funds) {
    const auto move = FundMoveAt(fund_id, -fen, staged);
    if (!move.ok()) return move.status();
    *contra.add_adjusted_funds() = *move;
  }
  for (const auto& [which, fen] : sums->postings) {
    v1::NamedPosting& back = *contra.add_adjusted_postings();
    back.set_account(which.first);
    back.set_program_id(which.second);
    back.set_payee(v1::PATIENT);
    back.set_amount_fen(-fen);
  }
  return absl::OkStatus();
}

void AddNegatedSums(const v1::Settled& settled, v1::Contra& contra) {
  for (const v1::Posting& posting : settled.postings()) {
    v1::Posting& back = *contra.add_postings();
    back = posting;
    back.set_amount_fen(-posting.amount_fen());
  }
  contra.set_aid_fen(-settled.outcome().aid_fen());
  contra.set_patient_due_fen(-settled.outcome().patient_due_fen());
  contra.set_account_applied_fen(-settled.outcome().account_applied_fen());
  contra.set_cash_due_fen(-settled.outcome().cash_due_fen());
}

absl::Status AddBackLinks(const v1::Settled& settled, const Situation& situation,
                          const Reader& state, v1::Contra& contra) {
  const auto person =
      GetRow<v1::HolderRow>(state, Table::kHolder, PersonHolderKey(settled.facts().person_no()));
  if (!person.ok()) return person.status();
  contra.set_previous_of_person(person->value_or(v1::HolderRow()).last_entry());
  if (!IsOfBill(settled)) return absl::OkStatus();
  const auto row =
      GetRow<v1::InstitutionRow>(state, Table::kInstitution, settled.bill().institution_id());
  if (!row.ok()) return row.status();
  const v1::InstitutionRow institution = row->value_or(v1::InstitutionRow());
  if (institution.last_day() == DayText(situation.Today())) {
    contra.set_previous_of_institution(institution.last_entry());
  }
  return absl::OkStatus();
}

// D8, of the households that an adjustment brought the bill to: those of its facts are not all.
void AddAdjustedIncomes(const v1::PersonRecord& record, std::uint64_t own_household_no, Day today,
                        v1::Contra& contra) {
  MoveIncomes incomes;
  for (const v1::PlacedMove& move : contra.adjusted_accounts()) {
    if (move.household_no() != own_household_no) incomes.Add(record, move, today);
  }
  incomes.AppendTo(*contra.mutable_adjusted_incomes());
}

// What its warnings rest on besides its moves: the income and the pack of today (D8, D10).
absl::Status AddCrossings(const v1::Settled& settled, const Situation& situation,
                          const Reader& state, v1::Entry& entry) {
  v1::Contra& contra = *entry.mutable_contra();
  const auto person =
      GetRow<v1::PersonRow>(state, Table::kPerson, NumberKey(settled.facts().person_no()));
  if (!person.ok()) return person.status();
  const v1::PersonRecord record = person->value_or(v1::PersonRow()).record();
  const std::uint64_t household_no = settled.facts().household_no();
  const std::optional<Money> income = HouseholdIncomeOn(record, household_no, situation.Today());
  if (income.has_value()) contra.set_household_income_fen(income->fen());
  AddAdjustedIncomes(record, household_no, situation.Today(), contra);
  const auto active = situation.packs.Active(state);
  if (!active.ok()) return active.status();
  const std::string active_hash = Bytes((*active)->hash);
  if (active_hash != contra.pack_hash()) contra.set_active_pack_hash(active_hash);
  const auto crossings = CrossingsOf(entry, state, situation.packs);
  if (!crossings.ok()) return crossings.status();
  for (const v1::Crossing& crossing : *crossings) *contra.add_crossings() = crossing;
  return absl::OkStatus();
}

absl::StatusOr<std::uint64_t> PostTombstone(const Caller& caller, const Original& original,
                                            const ContraOf& contra, const Situation& situation,
                                            Draft& draft) {
  v1::Entry entry = NewEntry(caller, situation);
  v1::Tombstone& tombstone = *entry.mutable_tombstone();
  tombstone.set_message_id(original.message_id);
  tombstone.set_original_sender(original.sender);
  tombstone.set_request_id(contra.request_id);
  tombstone.set_reason(contra.reason);
  tombstone.set_replaced_by(contra.replaced ? draft.size() + 1 : 0);
  return draft.Post(std::move(entry), situation.packs);
}

}  // namespace

absl::StatusOr<Original> FindOriginal(const Caller& caller, const Named& named,
                                      const Reader& state) {
  return named.number.has_value() ? FindByNumber(caller, *named.number, state)
                                  : FindByMessage(caller, named, state);
}

absl::Status CheckReplaceable(const Original& original) {
  if (!original.entry.has_value() || IsOfBill(original.entry->settled())) {
    return absl::OkStatus();
  }
  return Refuse({.reason = v1::NOT_REVERSIBLE,
                 .field = "number",
                 .expected = "a settlement of a bill",
                 .related = original.entry->number()});
}

absl::Status CheckStillLive(const Original& original, const Reader& state) {
  const auto key = KeyOf(original.sender, original.message_id, state);
  if (!key.ok()) return key.status();
  if (!key->has_value() || (*key)->state() == v1::SETTLED) return absl::OkStatus();
  const bool replaced = (*key)->state() == v1::REPLACED;
  return Refuse({.reason = replaced ? v1::ALREADY_REPLACED : v1::ALREADY_REVERSED,
                 .related = (*key)->ended_by()});
}

absl::StatusOr<std::uint64_t> PostContra(const Caller& caller, const Original& original,
                                         const ContraOf& contra, const Situation& situation,
                                         Draft& draft) {
  if (!original.entry.has_value()) {
    return PostTombstone(caller, original, contra, situation, draft);
  }
  const v1::Settled& settled = original.entry->settled();
  v1::Entry entry = NewEntry(caller, situation);
  v1::Contra& body = *entry.mutable_contra();
  body.set_original(original.entry->number());
  body.set_request_id(contra.request_id);
  body.set_reason(contra.reason);
  body.set_person_no(settled.facts().person_no());
  body.set_institution_id(settled.bill().institution_id());
  body.set_pack_hash(settled.pack_hash());
  body.set_original_sender(original.sender);
  body.set_original_message_id(original.message_id);
  body.set_replaced_by(contra.replaced ? draft.size() + 1 : 0);
  AddNegatedSums(settled, body);
  absl::Status status = AddAccounts(*original.entry, situation, draft, body);
  if (status.ok()) status = AddFunds(*original.entry, situation, draft, body);
  if (status.ok()) status = AddAdjustmentsBack(*original.entry, situation, draft, entry);
  if (status.ok()) status = AddBackLinks(settled, situation, draft, body);
  if (status.ok()) status = AddCrossings(settled, situation, draft, entry);
  if (!status.ok()) return status;
  const absl::StatusOr<std::uint64_t> application = ApplicationOver(*original.entry, draft);
  if (!application.ok()) return application.status();
  if (*application != 0) body.set_opens_lead(true);  // D7
  return draft.Post(std::move(entry), situation.packs);
}

}  // namespace yizhan
