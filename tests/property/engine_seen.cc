#include "tests/property/engine_seen.h"

#include <set>

#include "engine/books/application.h"
#include "engine/register/facts.h"

namespace yizhan::property {
namespace {

void AddFigures(const v1::ProgramFigures& figures, const CompiledPack& pack, SeenStep& step) {
  step.base_fen = figures.base_fen();
  step.accumulated_before_fen = figures.accumulated_before_fen();
  step.accumulated_after_fen = figures.accumulated_after_fen();
  step.entitlement_before_fen = figures.entitlement_before_fen();
  step.entitlement_after_fen = figures.entitlement_after_fen();
  for (const v1::CapFigure& cap : figures.caps()) {
    step.caps.push_back({.account = pack.accounts[cap.account()].id,
                         .limit_fen = cap.limit_fen(),
                         .room_fen = cap.room_fen(),
                         .cut = cap.cut()});
  }
  if (figures.has_fund_room_fen()) step.fund_room_fen = figures.fund_room_fen();
  step.cut_by_fund = figures.cut_by_fund();
  step.cut_by_base = figures.cut_by_base();
  step.cut_by_minimum = figures.cut_by_minimum();
  step.zero_reason = figures.zero_reason();
  step.pay_fen = figures.pay_fen();
  step.draw_fen = PartsOf(figures.draw());
  if (figures.has_given_fen()) step.given_fen = figures.given_fen();
}

}  // namespace

std::array<std::int64_t, 4> PartsOf(const v1::Buckets& buckets) {
  return {buckets.in_scope_self_pay_fen(), buckets.pre_self_pay_fen(), buckets.over_limit_fen(),
          buckets.out_of_scope_fen()};
}

SeenOutcome SeenOf(const v1::Outcome& outcome, const CompiledPack& pack) {
  SeenOutcome seen;
  for (const v1::Step& step : outcome.steps()) {
    const CompiledProgram& program = pack.programs[step.program()];
    SeenStep& added = seen.steps.emplace_back();
    added.program = program.id;
    added.version = DayText(program.in_force.from);
    added.status = step.status();
    added.not_eligible = step.not_eligible();
    AddFigures(step.figures(), pack, added);
  }
  seen.aid_fen = outcome.aid_fen();
  seen.due_fen = PartsOf(outcome.due());
  seen.patient_due_fen = outcome.patient_due_fen();
  seen.account_applied_fen = outcome.account_applied_fen();
  seen.cash_due_fen = outcome.cash_due_fen();
  seen.account_refund_fen = outcome.account_refund_fen();
  for (const v1::Break& broken : outcome.breaks()) {
    const bool level = broken.kind() == v1::LEVEL_DIFFERS;
    seen.breaks.push_back({.kind = broken.kind(),
                           .program = level ? "" : pack.programs[broken.program()].id,
                           .upstream_fen = broken.upstream_fen(),
                           .pay_fen = broken.pay_fen(),
                           .stated_level = broken.stated_level(),
                           .registered_level = broken.registered_level()});
  }
  return seen;
}

std::vector<ChosenAccount> AccountsOfChosen(const v1::Settled& settled, const CompiledPack& pack) {
  std::set<std::uint32_t> places;
  for (const v1::Step& step : settled.outcome().steps()) {
    if (step.status() != v1::CHOSEN) continue;
    const CompiledProgram& program = pack.programs[step.program()];
    places.insert(program.base_account);
    for (const CompiledCap& cap : program.caps) places.insert(cap.account);
  }
  const Bill bill = StoredBill(settled).value();
  const PersonFacts person = FromMessage(settled.facts());
  std::vector<ChosenAccount> accounts;
  for (const std::uint32_t place : places) {
    const CompiledAccount& account = pack.accounts[place];
    accounts.push_back({.id = account.id, .place = PlaceOf(account, bill, person)});
  }
  return accounts;
}

}  // namespace yizhan::property
