#include "tests/property/second/office.h"

namespace yizhan::second {
namespace {

// R7
std::string NaturalKey(const v1::Bill& bill) {
  const std::string& number = bill.bill_no().empty() ? bill.message_id() : bill.bill_no();
  return bill.institution_id() + "\n" + number + "\n" + std::to_string(bill.revision());
}

Fault FaultOfInput(const Office& office, const BillInput& input, Handle dies) {
  const Fault fault = FaultOf(input.bill);
  if (fault.refusal != Refusal::kNone) return fault;
  if (!input.institution_live) return {Refusal::kInstitution, "institution not live"};
  const auto holder = office.natural_keys.find(NaturalKey(input.bill));
  if (holder != office.natural_keys.end() && holder->second != dies) {
    return {Refusal::kNaturalKey, "held by " + std::to_string(holder->second)};
  }
  if (office.Find(input.person_no) == nullptr) return {Refusal::kPersonUnknown, "unknown person"};
  if (!office.has_pack) return {Refusal::kNoPack, "no pack is active"};
  return {};
}

Case CaseOf(const BillInput& input, const Person& person) {
  Case which;
  which.bill = input.bill;
  which.start = *ParseDay(input.bill.service_start());
  which.end = *ParseDay(input.bill.service_end());
  which.accounting = *ParseDay(input.bill.accounting_date());
  which.year = ParseCivil(input.bill.accounting_date())->year;
  which.registered_level = input.registered_level;
  which.person = person;
  which.household = HouseholdHolder(person, which.end);
  return which;
}

}  // namespace

std::map<std::string, Fen> PaidOf(const Outcome& outcome) {
  std::map<std::string, Fen> paid;
  for (const Step& step : outcome.steps) {
    if (step.status == Status::kChosen) paid[step.program] = step.pay_fen;
  }
  return paid;
}

Fault MessageFault(const Office& office, const BillInput& input) {
  if (input.sender.empty()) return {};
  const auto known = office.messages.find({input.sender, input.bill.message_id()});
  if (known == office.messages.end()) return {};
  if (known->second == 0) return {Refusal::kTombstoned, "reversed before arrival"};
  return {Refusal::kMessageKnown, "this message is known"};
}

bool DraftSettlement(const Office& office, const BillInput& input, Draft* draft) {
  const Fault fault = FaultOfInput(office, input, draft->dies);
  if (fault.refusal != Refusal::kNone) {
    draft->reply = Refused(fault.refusal, fault.words);
    return false;
  }
  Entry entry;
  entry.which = CaseOf(input, *office.Find(input.person_no));
  entry.funds_seen = FundsIn(office.numbers, draft->view);
  entry.natural_key = NaturalKey(input.bill);
  if (draft->dies != 0) entry.place = office.At(draft->dies).place;
  const Decision decision = Evaluate(office.book, entry.which, &draft->view);
  if (decision.refusal != Refusal::kNone) {
    draft->reply = Refused(decision.refusal, decision.words);
    return false;
  }
  draft->reply.outcome = decision.outcome;
  draft->reply.cash_fen += decision.outcome.cash_due_fen;
  draft->reply.account_fen += decision.outcome.account_applied_fen;
  entry.outcome = decision.outcome;
  entry.outcome.steps.clear();
  entry.paid = PaidOf(decision.outcome);
  entry.cash_fen = decision.outcome.cash_due_fen;
  entry.account_fen = decision.outcome.account_applied_fen;
  entry.deltas = decision.deltas;
  draft->born.push_back(std::move(entry));
  draft->message_sender = input.sender;
  draft->message_id = input.bill.message_id();
  return true;
}

}  // namespace yizhan::second
