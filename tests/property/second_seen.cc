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

}  // namespace yizhan::property
