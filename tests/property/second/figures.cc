#include <algorithm>

#include "tests/property/second/evaluate.h"
#include "tests/property/second/rational.h"

namespace yizhan::second {
namespace {

// E(B), as section 5 writes it: exact, then rounded once.
std::optional<Fen> Entitlement(const v1::Program& program, Int128 accumulated) {
  const Int128 above = std::max(Int128{0}, accumulated - program.deductible_fen());
  Rational exact;
  Int128 lower = 0;
  for (const v1::Tier& tier : program.tiers()) {
    const Int128 upper = tier.has_up_to_fen() ? std::min(above, Int128{tier.up_to_fen()}) : above;
    const Int128 part = std::max(Int128{0}, upper - lower);
    exact = exact + Rational(part) * Rational(tier.ratio_bp(), 10000);
    if (part > 0) exact = exact + Rational(tier.lump_fen());
    if (!tier.has_up_to_fen()) break;
    lower = tier.up_to_fen();
  }
  return Narrow(exact.HalfUp());
}

std::size_t PlaceOf(int bucket) { return static_cast<std::size_t>(bucket - 1); }

// x, B0, B1, E(B0), E(B1); the limits as they stand.
Step Basics(const Version& version, const Work& work) {
  const v1::Program& program = version.law;
  Step step;
  step.program = program.id();
  step.version = version.place;
  step.version_from = program.in_force().from();
  for (const int bucket : program.base()) step.x_fen += work.left[PlaceOf(bucket)];
  step.b0_fen = work.view->Get(AccountKey(*work.book, program.base_account(), work.whose));
  const Int128 b1 = Int128{step.b0_fen} + step.x_fen;
  const std::optional<Fen> narrow_b1 = Narrow(b1);
  const std::optional<Fen> e0 = Entitlement(program, step.b0_fen);
  const std::optional<Fen> e1 = Entitlement(program, b1);
  if (!narrow_b1 || !e0 || !e1) work.view->MarkOverflowed();
  step.b1_fen = narrow_b1.value_or(0);
  step.e0_fen = e0.value_or(0);
  step.e1_fen = e1.value_or(0);
  for (const v1::Cap& cap : program.caps()) {
    const Int128 value = work.view->Get(AccountKey(*work.book, cap.account(), work.whose));
    const Int128 room = std::max(Int128{0}, cap.limit_fen() - value);
    if (!Narrow(room)) work.view->MarkOverflowed();
    step.caps.push_back({cap.account(), cap.limit_fen(), Narrow(room).value_or(0), false});
  }
  return step;
}

// The first of the list in section 6 that holds, told from the same sequence of limits.
ZeroReason WhyZero(const Step& step, bool zero_by_cap, bool zero_by_fund) {
  if (step.x_fen == 0) return ZeroReason::kNothingLeft;
  if (step.e1_fen == 0) return ZeroReason::kBelowDeductible;
  if (step.e1_fen == step.e0_fen) return ZeroReason::kNoEntitlement;
  if (zero_by_cap) return ZeroReason::kCap;
  if (zero_by_fund) return ZeroReason::kFund;
  return ZeroReason::kBelowMinimum;
}

}  // namespace

void Work::Move(const Key& key, Fen delta_fen) {
  view->Add(key, delta_fen);
  const std::optional<Fen> sum = Narrow(Int128{deltas[key]} + delta_fen);
  if (!sum) view->MarkOverflowed();
  deltas[key] = sum.value_or(0);
}

Step Figure(const Version& version, const Work& work) {
  const v1::Program& program = version.law;
  Step step = Basics(version, work);
  Fen pay = step.e1_fen - step.e0_fen;
  for (CapFigure& cap : step.caps) {
    cap.cut = cap.room_fen < pay;
    pay = std::min(pay, cap.room_fen);
  }
  const bool zero_by_cap = pay == 0;
  if (!program.fund().empty()) {
    step.fund_room_fen = std::max(Fen{0}, work.view->Get(FundKey(program.fund())));
    step.cut_by_fund = *step.fund_room_fen < pay;
    pay = std::min(pay, *step.fund_room_fen);
  }
  const bool zero_by_fund = pay == 0;
  step.cut_by_base = step.x_fen < pay;
  pay = std::min(pay, step.x_fen);
  step.cut_by_minimum = pay > 0 && pay < program.minimum_payment_fen();
  if (step.cut_by_minimum) pay = 0;
  step.pay_fen = pay;
  if (pay == 0) step.zero_reason = WhyZero(step, zero_by_cap, zero_by_fund);
  return step;
}

Step FigureGiven(const Version& version, Fen given_fen, const Work& work) {
  Step step = Basics(version, work);
  step.given_fen = given_fen;
  step.cut_by_base = step.x_fen < given_fen;
  step.pay_fen = std::min(given_fen, step.x_fen);
  if (step.pay_fen > 0) return step;
  step.zero_reason = step.x_fen == 0 ? ZeroReason::kNothingLeft : ZeroReason::kGivenZero;
  return step;
}

Step Apply(const Version& version, Step step, Work* work) {
  const v1::Program& program = version.law;
  Fen rest = step.pay_fen;
  for (const int bucket : program.base()) {
    Fen& left = work->left[PlaceOf(bucket)];
    const Fen drawn = std::min(rest, left);
    step.draw_fen[PlaceOf(bucket)] = drawn;
    left -= drawn;
    rest -= drawn;
  }
  step.status = Status::kChosen;
  work->Move(AccountKey(*work->book, program.base_account(), work->whose), step.x_fen);
  for (const CapFigure& cap : step.caps) {
    work->Move(AccountKey(*work->book, cap.account, work->whose), step.pay_fen);
  }
  if (!program.fund().empty() && !step.given_fen)
    work->Move(FundKey(program.fund()), -step.pay_fen);
  return step;
}

}  // namespace yizhan::second
