#include "engine/adjudicate/program_figures.h"

#include <algorithm>

#include "engine/base/check.h"
#include "engine/rules/buckets.h"
#include "engine/rules/entitlement.h"
#include "engine/rules/limits.h"

namespace yizhan {
namespace {

// The limits of section 5, in the formula's order. Fills pay, who cut, and why it is zero.
void Limit(const CompiledProgram& program, const Running& running, ProgramFigures& figures) {
  Money pay = figures.entitlement_after - figures.entitlement_before;
  v1::ZeroReason zero = v1::NO_ENTITLEMENT;
  if (figures.accumulated_after == figures.accumulated_before) {
    zero = v1::NOTHING_LEFT;
  } else if (figures.entitlement_after == Money()) {
    zero = v1::BELOW_DEDUCTIBLE;
  }
  const auto Became = [&](bool cut, v1::ZeroReason reason) {
    if (cut && pay == Money()) zero = reason;
    return cut;
  };

  figures.caps.reserve(program.caps.size());
  for (const CompiledCap& cap : program.caps) {
    const Money room = RoomUnder(cap.limit, running.accounts[cap.account]);
    const bool cut = Became(CutTo(room, pay), v1::ZERO_BY_CAP);
    figures.caps.push_back({.account = cap.account, .limit = cap.limit, .room = room, .cut = cut});
  }
  if (program.fund.has_value()) {
    figures.fund_room = std::max(Money(), running.funds[*program.fund]);
    figures.cut_by_fund = Became(CutTo(*figures.fund_room, pay), v1::ZERO_BY_FUND);
  }
  figures.cut_by_base = CutTo(figures.base, pay);
  figures.cut_by_minimum = Became(CutBelow(program.minimum_payment, pay), v1::ZERO_BELOW_MINIMUM);
  figures.zero_reason = pay == Money() ? zero : v1::NOT_ZERO;
  figures.pay = pay;
}

bool Add(Money amount, Money& value) {
  const std::optional<Money> sum = value.TryAdd(amount);
  if (sum.has_value()) value = *sum;
  return sum.has_value();
}

// x, B0, B1, E(B0), E(B1).
std::optional<ProgramFigures> EntitledBy(const CompiledProgram& program, const Running& running) {
  const Money before = running.accounts[program.base_account];
  const Money base = SumOver(running.left, program.base);
  const std::optional<Money> after = before.TryAdd(base);
  if (!after.has_value()) return std::nullopt;
  const auto entitled_before = Entitlement(program.tiers, program.deductible, before);
  const auto entitled_after = Entitlement(program.tiers, program.deductible, *after);
  if (!entitled_before.has_value() || !entitled_after.has_value()) return std::nullopt;
  YIZHAN_CHECK(*entitled_before <= *entitled_after);

  ProgramFigures figures;
  figures.base = base;
  figures.accumulated_before = before;
  figures.accumulated_after = *after;
  figures.entitlement_before = *entitled_before;
  figures.entitlement_after = *entitled_after;
  return figures;
}

}  // namespace

std::optional<ProgramFigures> FiguresOf(const CompiledProgram& program, const Running& running) {
  std::optional<ProgramFigures> figures = EntitledBy(program, running);
  if (!figures.has_value()) return std::nullopt;
  Limit(program, running, *figures);
  YIZHAN_CHECK(Money() <= figures->pay && figures->pay <= figures->base);
  return figures;
}

std::optional<ProgramFigures> GivenFiguresOf(const CompiledProgram& program, const Running& running,
                                             Money given) {
  std::optional<ProgramFigures> figures = EntitledBy(program, running);
  if (!figures.has_value()) return std::nullopt;
  for (const CompiledCap& cap : program.caps) {
    const Money room = RoomUnder(cap.limit, running.accounts[cap.account]);
    figures->caps.push_back({.account = cap.account, .limit = cap.limit, .room = room});
  }
  figures->given = given;
  figures->pay = given;
  figures->cut_by_base = CutTo(figures->base, figures->pay);
  if (figures->pay > Money()) return figures;
  figures->zero_reason = figures->base == Money() ? v1::NOTHING_LEFT : v1::GIVEN_ZERO;
  return figures;
}

bool Apply(const CompiledProgram& program, ProgramFigures& figures, Running& running) {
  figures.draw = Draw(running.left, program.base, figures.pay);
  if (!Add(figures.base, running.accounts[program.base_account])) return false;
  for (const CompiledCap& cap : program.caps) {
    Money& value = running.accounts[cap.account];
    if (!Add(figures.pay, value)) return false;
    YIZHAN_CHECK(figures.pay == Money() || figures.given.has_value() || value <= cap.limit);
  }
  if (program.fund.has_value() && !figures.given.has_value() && figures.pay > Money()) {
    Money& balance = running.funds[*program.fund];
    balance -= figures.pay;
    YIZHAN_CHECK(balance >= Money());
  }
  return true;
}

}  // namespace yizhan
