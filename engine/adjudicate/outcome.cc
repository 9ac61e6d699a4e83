#include "engine/adjudicate/outcome.h"

#include "engine/base/check.h"

namespace yizhan {
namespace {

void Fill(const Buckets& buckets, v1::Buckets& message) {
  message.set_in_scope_self_pay_fen(buckets[Bucket::kInScopeSelfPay].fen());
  message.set_pre_self_pay_fen(buckets[Bucket::kPreSelfPay].fen());
  message.set_over_limit_fen(buckets[Bucket::kOverLimit].fen());
  message.set_out_of_scope_fen(buckets[Bucket::kOutOfScope].fen());
}

void Fill(const CapFigure& cap, v1::CapFigure& message) {
  message.set_account(cap.account);
  message.set_limit_fen(cap.limit.fen());
  message.set_room_fen(cap.room.fen());
  message.set_cut(cap.cut);
}

void Fill(const ProgramFigures& figures, v1::ProgramFigures& message) {
  message.set_base_fen(figures.base.fen());
  message.set_accumulated_before_fen(figures.accumulated_before.fen());
  message.set_accumulated_after_fen(figures.accumulated_after.fen());
  message.set_entitlement_before_fen(figures.entitlement_before.fen());
  message.set_entitlement_after_fen(figures.entitlement_after.fen());
  for (const CapFigure& cap : figures.caps) Fill(cap, *message.add_caps());
  if (figures.fund_room.has_value()) message.set_fund_room_fen(figures.fund_room->fen());
  message.set_cut_by_fund(figures.cut_by_fund);
  message.set_cut_by_base(figures.cut_by_base);
  message.set_cut_by_minimum(figures.cut_by_minimum);
  message.set_zero_reason(figures.zero_reason);
  message.set_pay_fen(figures.pay.fen());
  if (figures.draw != Buckets{}) Fill(figures.draw, *message.mutable_draw());
  if (figures.given.has_value()) message.set_given_fen(figures.given->fen());
}

void Fill(const Step& step, v1::Step& message) {
  message.set_program(step.program);
  message.set_status(step.status);
  message.set_not_eligible(step.not_eligible);
  if (step.status != v1::NOT_ELIGIBLE) Fill(step.figures, *message.mutable_figures());
}

void Fill(const Break& broken, v1::Break& message) {
  message.set_kind(broken.kind);
  message.set_program(broken.program);
  message.set_upstream_fen(broken.upstream.fen());
  message.set_pay_fen(broken.pay.fen());
  message.set_stated_level(static_cast<v1::HospitalLevel>(broken.stated_level));
  message.set_registered_level(static_cast<v1::HospitalLevel>(broken.registered_level));
}

}  // namespace

v1::Outcome ToMessage(const Outcome& outcome) {
  v1::Outcome message;
  for (const Step& step : outcome.steps) Fill(step, *message.add_steps());
  message.set_aid_fen(outcome.aid.fen());
  Fill(outcome.due, *message.mutable_due());
  message.set_patient_due_fen(outcome.patient_due.fen());
  message.set_account_applied_fen(outcome.account_applied.fen());
  message.set_cash_due_fen(outcome.cash_due.fen());
  message.set_account_refund_fen(outcome.account_refund.fen());
  for (const Break& broken : outcome.breaks) Fill(broken, *message.add_breaks());
  return message;
}

Hash32 QuoteDigest(const Hash32& fingerprint, const CompiledPack& pack,
                   const v1::Outcome& outcome) {
  Canonical bytes("yizhan.quote.v1");
  bytes.Text(Bytes(fingerprint));
  std::int64_t chosen = 0;
  for (const v1::Step& step : outcome.steps()) chosen += step.status() == v1::CHOSEN ? 1 : 0;
  bytes.Number(chosen);
  for (const v1::Step& step : outcome.steps()) {
    if (step.status() != v1::CHOSEN) continue;
    YIZHAN_CHECK(step.program() < pack.programs.size());
    const v1::Buckets& draw = step.figures().draw();
    bytes.Text(pack.programs[step.program()].id).Number(step.figures().pay_fen());
    bytes.Number(draw.in_scope_self_pay_fen()).Number(draw.pre_self_pay_fen());
    bytes.Number(draw.over_limit_fen()).Number(draw.out_of_scope_fen());
  }
  bytes.Number(outcome.aid_fen()).Number(outcome.patient_due_fen());
  bytes.Number(outcome.account_applied_fen()).Number(outcome.cash_due_fen());
  bytes.Number(outcome.account_refund_fen());
  return bytes.Sha256();
}

}  // namespace yizhan
