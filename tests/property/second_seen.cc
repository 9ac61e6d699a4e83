#include "tests/property/second_seen.h"

namespace yizhan::property {
namespace {

SeenStep SeenOf(const second::Step& step) {
  SeenStep seen{.program = step.program,
                .version = step.version_from,
                .status = static_cast<v1::StepStatus>(step.status),
                .not_eligible = static_cast<v1::NotEligible>(step.not_eligible),
                .base_fen = step.x_fen,
                .accumulated_before_fen = step.b0_fen,
                .accumulated_after_fen = step.b1_fen,
                .entitlement_before_fen = step.e0_fen,
                .entitlement_after_fen = step.e1_fen,
                .fund_room_fen = step.fund_room_fen,
                .cut_by_fund = step.cut_by_fund,
                .cut_by_base = step.cut_by_base,
                .cut_by_minimum = step.cut_by_minimum,
                .zero_reason = static_cast<v1::ZeroReason>(step.zero_reason),
                .pay_fen = step.pay_fen,
                .draw_fen = step.draw_fen,
                .given_fen = step.given_fen};
  for (const second::CapFigure& cap : step.caps) {
    seen.caps.push_back({.account = cap.account,
                         .limit_fen = cap.limit_fen,
                         .room_fen = cap.room_fen,
                         .cut = cap.cut});
  }
  return seen;
}

SeenOutcome SeenOf(const second::Outcome& outcome) {
  SeenOutcome seen{.aid_fen = outcome.aid_fen,
                   .due_fen = outcome.due_fen,
                   .patient_due_fen = outcome.patient_due_fen,
                   .account_applied_fen = outcome.account_applied_fen,
                   .cash_due_fen = outcome.cash_due_fen,
                   .account_refund_fen = outcome.account_refund_fen};
  for (const second::Step& step : outcome.steps) seen.steps.push_back(SeenOf(step));
  for (const second::Break& broken : outcome.breaks) {
    seen.breaks.push_back({.kind = static_cast<v1::BreakKind>(broken.kind),
                           .program = broken.program,
                           .upstream_fen = broken.upstream_fen,
                           .pay_fen = broken.pay_fen,
                           .stated_level = broken.stated_level,
                           .registered_level = broken.registered_level});
  }
  return seen;
}

// Programs that pay nothing, before and now, are left out.
void AddPrograms(const std::string& name, const second::BillDifference& bill, Values& figures) {
  for (const auto& [program, fen] : bill.paid_fen) {
    if (fen != 0) figures[name + " paid " + program] = fen;
  }
  for (const auto& [program, fen] : bill.owed_fen) {
    if (fen != 0) figures[name + " owed " + program] = fen;
  }
  for (const auto& [program, fen] : bill.program_fen) {
    figures[name + " difference " + program] = fen;
  }
}

void AddBill(const std::string& name, const second::BillDifference& bill, const SecondNames& names,
             Values& figures) {
  AddPrograms(name, bill, figures);
  for (const auto& [key, fen] : bill.deltas) {
    if (key.kind == "fund") {
      figures[name + " fund " + key.id] = fen;
    } else {
      figures[name + " account " + names.account(key)] = fen;
    }
  }
  for (const std::int64_t due_fen : bill.due_before_fen) figures[name + " due before"] += due_fen;
  for (const std::int64_t due_fen : bill.due_fen) figures[name + " due after"] += due_fen;
}

}  // namespace

// The words are those of ClassOf(v1::Reason).
std::string ClassOf(second::Refusal refusal) {
  using second::Refusal;
  switch (refusal) {
    case Refusal::kNone:
      return "";
    case Refusal::kMessageKnown:
      return "MESSAGE_ID_OTHER_CONTENT";
    case Refusal::kTombstoned:
      return "MESSAGE_TOMBSTONED";
    case Refusal::kForm:
      return "form";
    case Refusal::kIdentity:
      return "identities";
    case Refusal::kDates:
      return "dates";
    case Refusal::kInstitution:
      return "institution";
    case Refusal::kNaturalKey:
      return "BILL_ALREADY_SETTLED";
    case Refusal::kPersonUnknown:
      return "PERSON_UNKNOWN";
    case Refusal::kNoPack:
      return "NO_ACTIVE_PACK";
    case Refusal::kUpstreamUnmapped:
      return "UPSTREAM_AID_UNMAPPED";
    case Refusal::kOverflow:
      return "AMOUNT_OVERFLOW";
    case Refusal::kUnknownEntry:
      return "SETTLEMENT_UNKNOWN";
    case Refusal::kNotReversible:
      return "NOT_REVERSIBLE";
    case Refusal::kAlreadyReversed:
      return "already reversed";
    case Refusal::kFundTooLow:
      return "FUND_TOO_LOW";
    case Refusal::kProgramUnknown:
      return "program unknown";
    case Refusal::kNotOnApplication:
      return "PROGRAM_PAID_BY_BILL";
    case Refusal::kNoApproval:
      return "no approval";
    case Refusal::kAlreadyApplied:
      return "APPLICATION_SETTLED";
    case Refusal::kNothingProposed:
      return "NOTHING_TO_ADJUST";
    case Refusal::kProposalChanged:
      return "PROPOSAL_CHANGED";
    case Refusal::kNoBills:
      return "APPLICATION_WITHOUT_BILLS";
    default:
      return "refusal " + std::to_string(static_cast<int>(refusal));
  }
}

Seen SeenOfReply(const second::Reply& reply) {
  Seen seen{.tombstone = reply.tombstone};
  seen.opens_lead = !reply.leads.empty();
  if (reply.outcome.has_value()) seen.outcome = SeenOf(*reply.outcome);
  seen.cash_fen = reply.cash_fen;
  seen.account_fen = reply.account_fen;
  return seen;
}

SeenProposal SeenOfProposal(const second::Proposal& proposal, const SecondNames& names) {
  SeenProposal seen;
  Values& figures = seen.figures;
  for (const std::uint64_t person : proposal.people) figures["person " + names.person(person)] = 1;
  for (const std::string& fund : proposal.limited_funds) figures["limited " + fund] = 1;
  figures["leads"] = static_cast<std::int64_t>(proposal.leads.size());
  for (const second::BillDifference& bill : proposal.all) {
    const std::string name = names.bill(bill.bill);
    seen.bills.push_back({name, SeenOf(bill.outcome)});
    AddBill(name, bill, names, figures);
  }
  std::int64_t to_patients_fen = 0;
  std::int64_t by_patients_fen = 0;
  for (const auto& [program, fen] : proposal.net_fen) {
    figures["net " + program] = fen;
    (fen > 0 ? to_patients_fen : by_patients_fen) += fen > 0 ? fen : -fen;
  }
  figures["owed to patients"] = to_patients_fen;
  figures["owed by patients"] = by_patients_fen;
  return seen;
}

}  // namespace yizhan::property
