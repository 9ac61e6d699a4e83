#include "engine/adjudicate/application.h"

#include "engine/adjudicate/program_figures.h"
#include "engine/base/check.h"
#include "engine/base/refusal.h"

namespace yizhan {
namespace {

void Touch(const CompiledProgram& program, Outcome& outcome) {
  outcome.account_touched[program.base_account] = true;
  for (const CompiledCap& cap : program.caps) outcome.account_touched[cap.account] = true;
  if (program.fund.has_value()) outcome.fund_touched[*program.fund] = true;
}

// D6: what the year leaves to the person and his household falls by what is paid.
bool LowerDue(const CompiledPack& pack, Money pay, Running& running, Outcome& outcome) {
  if (!pack.first_metric.has_value()) return true;
  for (const MetricAccount metric : {MetricAccount::kYearDue, MetricAccount::kHouseholdYearDue}) {
    const std::uint32_t place = pack.PlaceOfMetric(metric);
    const std::optional<Money> after = running.accounts[place].TryAdd(-pay);
    if (!after.has_value()) return false;
    running.accounts[place] = *after;
    outcome.account_touched[place] = pay != Money();
  }
  return true;
}

std::vector<Money> Differences(const std::vector<Money>& after, std::span<const Money> before) {
  std::vector<Money> differences(after.size());
  for (std::size_t i = 0; i < after.size(); ++i) differences[i] = after[i] - before[i];
  return differences;
}

}  // namespace

std::optional<std::uint32_t> VersionOfYear(const CompiledPack& pack, const std::string& program_id,
                                           std::uint32_t year) {
  const std::optional<Day> last = ParseDay(std::to_string(year) + "-12-31");
  if (!last.has_value()) return std::nullopt;
  for (std::size_t i = 0; i < pack.programs.size(); ++i) {
    const CompiledProgram& program = pack.programs[i];
    if (program.id != program_id || !program.in_force.Contains(*last)) continue;
    return static_cast<std::uint32_t>(i);
  }
  return std::nullopt;
}

absl::StatusOr<Outcome> AdjudicateApplication(const CompiledPack& pack, std::uint32_t program,
                                              const Buckets& residuals,
                                              std::span<const Money> account_values,
                                              std::span<const Money> fund_balances) {
  YIZHAN_CHECK(program < pack.programs.size());
  YIZHAN_CHECK(account_values.size() == pack.accounts.size());
  YIZHAN_CHECK(fund_balances.size() == pack.funds.size());
  const CompiledProgram& applied = pack.programs[program];
  Running running{.left = residuals,
                  .accounts = {account_values.begin(), account_values.end()},
                  .funds = {fund_balances.begin(), fund_balances.end()}};
  std::optional<ProgramFigures> figures = FiguresOf(applied, running);
  if (!figures.has_value() || !Apply(applied, *figures, running)) {
    return Refuse({.reason = v1::AMOUNT_OVERFLOW, .field = applied.id});
  }
  Outcome outcome;
  outcome.account_touched.resize(pack.accounts.size());
  outcome.fund_touched.resize(pack.funds.size());
  Touch(applied, outcome);
  if (!LowerDue(pack, figures->pay, running, outcome)) {
    return Refuse({.reason = v1::AMOUNT_OVERFLOW, .field = applied.id});
  }
  outcome.aid = figures->pay;
  outcome.due = running.left;
  YIZHAN_CHECK(residuals.Sum() == outcome.aid + outcome.due.Sum());
  outcome.account_delta = Differences(running.accounts, account_values);
  outcome.fund_delta = Differences(running.funds, fund_balances);
  outcome.steps.push_back(
      {.program = program, .status = v1::CHOSEN, .figures = *std::move(figures)});
  return outcome;
}

}  // namespace yizhan
