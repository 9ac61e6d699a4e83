#include "engine/settlement/proposal.h"

#include <set>
#include <utility>

#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/register/facts.h"
#include "engine/settlement/explained.h"
#include "engine/settlement/move_incomes.h"

namespace yizhan {
namespace {

template <typename Sums>
std::int64_t FenOf(const Sums& sums, const std::string& id) {
  const auto found = sums.find(id);
  return found == sums.end() ? 0 : found->second;
}

std::string TitleOf(const std::vector<v1::Program>& programs, const std::string& id) {
  for (const v1::Program& program : programs) {
    if (program.id() == id) return program.title();
  }
  return "";
}

v1::ProgramDifference DifferenceOf(const std::string& id, std::int64_t paid_fen,
                                   std::int64_t owed_fen,
                                   const std::vector<v1::Program>& programs) {
  v1::ProgramDifference difference;
  difference.set_program_id(id);
  difference.set_title(TitleOf(programs, id));
  difference.set_paid_fen(paid_fen);
  difference.set_owed_fen(owed_fen);
  difference.set_difference_fen(owed_fen - paid_fen);
  return difference;
}

std::int64_t SumOf(const v1::Buckets& due) {
  return due.in_scope_self_pay_fen() + due.pre_self_pay_fen() + due.over_limit_fen() +
         due.out_of_scope_fen();
}

void AddAccounts(const RefoldedBill& bill, const CompiledPack& pack, v1::RefoldedBill& message) {
  for (const auto& [spot, fen] : bill.difference.accounts) {
    v1::AccountDifference& account = *message.add_accounts();
    account.set_account_id(spot.account_id);
    for (const CompiledAccount& known : pack.accounts) {
      if (known.id == spot.account_id) account.set_title(known.title);
    }
    account.set_year(spot.holder.year);
    account.set_delta_fen(fen);
  }
}

v1::RefoldedBill BillOf(const RefoldedBill& bill, const CompiledPack& pack,
                        const std::vector<v1::Program>& programs) {
  const v1::Settled& settled = bill.item.entry.settled();
  v1::RefoldedBill message;
  message.set_number(bill.item.entry.number());
  message.set_person_no(settled.facts().person_no());
  message.set_institution_id(settled.bill().institution_id());
  message.set_bill_no(settled.bill().bill_no());
  message.set_accounting_date(settled.bill().accounting_date());
  std::set<std::string> ids;
  for (const auto& [id, fen] : bill.item.standing.programs) ids.insert(id);
  for (const auto& [id, fen] : bill.now.programs) ids.insert(id);
  for (const std::string& id : ids) {
    *message.add_programs() = DifferenceOf(id, FenOf(bill.item.standing.programs, id),
                                           FenOf(bill.now.programs, id), programs);
  }
  AddAccounts(bill, pack, message);
  message.set_due_before_fen(SumOf(bill.item.standing.due));
  message.set_due_after_fen(SumOf(bill.now.due));
  if (!bill.Differs()) return message;
  const v1::Outcome outcome = ToMessage(bill.outcome);
  for (const v1::Step& step : outcome.steps()) {
    *message.add_steps() = Explained(pack, programs, step);
  }
  return message;
}

void AddNets(const Refolded& refolded, const std::vector<v1::Program>& programs,
             v1::Proposal& proposal) {
  std::int64_t to_patients_fen = 0;
  std::int64_t by_patients_fen = 0;
  for (const auto& [id, net_fen] : refolded.nets) {
    std::int64_t paid_fen = 0;
    for (const RefoldedBill& bill : refolded.bills) {
      paid_fen += FenOf(bill.item.standing.programs, id);
    }
    *proposal.add_programs() = DifferenceOf(id, paid_fen, paid_fen + net_fen, programs);
    (net_fen > 0 ? to_patients_fen : by_patients_fen) += net_fen;
  }
  proposal.set_owed_to_patients_fen(to_patients_fen);
  proposal.set_owed_by_patients_fen(-by_patients_fen);
}

void AddMet(const std::vector<Money>& values,
            google::protobuf::RepeatedPtrField<v1::MetValue>& met) {
  for (std::uint32_t i = 0; i < values.size(); ++i) {
    if (values[i] == Money()) continue;
    v1::MetValue& value = *met.Add();
    value.set_place(i);
    value.set_value_fen(values[i].fen());
  }
}

// Accounts of its chosen steps: there the bill is the newest entry when no later one is (R44).
std::set<std::string> ChosenAccounts(const CompiledPack& pack, const Outcome& outcome) {
  std::set<std::string> chosen;
  for (const Step& step : outcome.steps) {
    if (step.status != v1::CHOSEN) continue;
    const CompiledProgram& program = pack.programs[step.program];
    chosen.insert(pack.accounts[program.base_account].id);
    for (const CompiledCap& cap : program.caps) chosen.insert(pack.accounts[cap.account].id);
  }
  return chosen;
}

// The moves meet the books as the bills before it left them: `staged` holds those.
absl::Status AddMoves(const RefoldedBill& bill, const CompiledPack& pack, const v1::Entry& entry,
                      Draft& staged, v1::AdjustedBill& part) {
  const std::set<std::string> chosen = ChosenAccounts(pack, bill.outcome);
  for (const auto& [spot, fen] : bill.difference.accounts) {
    absl::StatusOr<v1::PlacedMove> move = MoveAt(spot, fen, staged);
    if (!move.ok()) return move.status();
    if (chosen.contains(spot.account_id) && move->newest_before() < part.settlement()) {
      move->set_newest(part.settlement());
    }
    const absl::Status put = PutMove(entry, *move, staged);
    if (!put.ok()) return put;
    *part.add_accounts() = *std::move(move);
  }
  for (const auto& [fund_id, fen] : bill.difference.funds) {
    absl::StatusOr<v1::NamedFundMove> move = FundMoveAt(fund_id, fen, staged);
    if (!move.ok()) return move.status();
    const absl::Status put = PutFundMove(entry, *move, staged);
    if (!put.ok()) return put;
    *part.add_funds() = *std::move(move);
  }
  return absl::OkStatus();
}

absl::Status AddBills(const Refolded& refolded, const v1::Entry& entry, const Reader& state,
                      v1::Adjusted& adjusted) {
  Draft staged(&state);
  for (const RefoldedBill& bill : refolded.bills) {
    if (!bill.Differs()) continue;
    v1::AdjustedBill& part = *adjusted.add_bills();
    part.set_settlement(bill.item.entry.number());
    part.set_previous(bill.item.adjustment);
    *part.mutable_facts() = ToMessage(bill.item.person);
    AddMet(bill.accounts_met, *part.mutable_accounts_met());
    AddMet(bill.funds_met, *part.mutable_funds_met());
    *part.mutable_outcome() = ToMessage(bill.outcome);
    const absl::Status moved = AddMoves(bill, *refolded.pack, entry, staged, part);
    if (!moved.ok()) return moved;
    for (v1::NamedPosting& posting : AdjustmentPostings(bill.difference.programs, refolded.nets)) {
      *part.add_postings() = std::move(posting);
    }
  }
  return absl::OkStatus();
}

absl::Status AddPersons(const Reader& state, v1::Adjusted& adjusted,
                        const std::vector<RefoldedBill>& bills) {
  std::set<std::uint64_t> persons = {adjusted.person_no()};
  std::set<std::uint64_t> settlements;
  for (const v1::AdjustedBill& part : adjusted.bills()) settlements.insert(part.settlement());
  for (const RefoldedBill& bill : bills) {
    if (settlements.contains(bill.item.entry.number())) persons.insert(bill.item.person.person_no);
  }
  for (const std::uint64_t person_no : persons) {
    const auto row = GetRow<v1::HolderRow>(state, Table::kHolder, PersonHolderKey(person_no));
    if (!row.ok()) return row.status();
    v1::PersonLink& link = *adjusted.add_persons();
    link.set_person_no(person_no);
    link.set_previous(row->value_or(v1::HolderRow()).last_entry());
  }
  return absl::OkStatus();
}

// D8, of every household and own household that a move names, in the order of the refold.
absl::Status AddIncomes(Day today, const Reader& state, v1::Adjusted& adjusted) {
  MoveIncomes incomes;
  for (const v1::AdjustedBill& part : adjusted.bills()) {
    const std::uint64_t person_no = part.facts().person_no();
    const auto row = GetRow<v1::PersonRow>(state, Table::kPerson, NumberKey(person_no));
    if (!row.ok()) return row.status();
    const v1::PersonRecord record = row->value_or(v1::PersonRow()).record();
    for (const v1::PlacedMove& move : part.accounts()) incomes.Add(record, move, today);
  }
  incomes.AppendTo(*adjusted.mutable_incomes());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Adjusted> AdjustedOf(const Refolded& refolded, const std::string& request_id,
                                        const Situation& situation, const Reader& state) {
  v1::Adjusted adjusted;
  adjusted.set_person_no(refolded.person_no);
  adjusted.set_year(refolded.year);
  adjusted.set_pack_hash(Bytes(refolded.pack->hash));
  adjusted.set_proposal_digest(Bytes(refolded.digest));
  adjusted.set_request_id(request_id);
  for (const std::uint64_t lead : refolded.leads) adjusted.add_leads_closed(lead);
  v1::Entry entry;
  entry.set_number(state.size());
  absl::Status status = absl::OkStatus();
  if (refolded.Owes()) status = AddBills(refolded, entry, state, adjusted);
  if (status.ok()) status = AddPersons(state, adjusted, refolded.bills);
  if (status.ok()) status = AddIncomes(situation.Today(), state, adjusted);
  if (!status.ok()) return status;
  return adjusted;
}

absl::StatusOr<v1::Proposal> ToMessage(const Refolded& refolded, const Reader& state,
                                       PackCatalog& packs) {
  const std::string pack_hash = Bytes(refolded.pack->hash);
  const auto programs = packs.ProgramsOf(state, pack_hash);
  if (!programs.ok()) return programs.status();
  v1::Proposal proposal;
  proposal.set_person_no(refolded.person_no);
  proposal.set_year(refolded.year);
  proposal.set_pack_hash(pack_hash);
  proposal.set_digest(Bytes(refolded.digest));
  for (const std::uint64_t person_no : refolded.persons) proposal.add_persons(person_no);
  for (const RefoldedBill& bill : refolded.bills) {
    *proposal.add_bills() = BillOf(bill, *refolded.pack, **programs);
  }
  AddNets(refolded, **programs, proposal);
  for (const std::uint64_t lead : refolded.leads) proposal.add_leads(lead);
  for (const std::string& fund_id : refolded.limited_funds) proposal.add_limited_funds(fund_id);
  proposal.set_as_of(state.size());
  return proposal;
}

}  // namespace yizhan
