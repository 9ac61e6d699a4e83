#include "engine/adjudicate/adjudicate.h"

#include <algorithm>
#include <array>
#include <limits>

#include "engine/adjudicate/eligibility.h"
#include "engine/adjudicate/program_figures.h"
#include "engine/adjudicate/upstream.h"
#include "engine/base/check.h"
#include "engine/base/refusal.h"
#include "engine/rules/buckets.h"

namespace yizhan {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

// The version in force on the service end date, or the first one (R20, R30).
std::uint32_t VersionOf(const CompiledLine& line, const CompiledPack& pack, Day service_end) {
  for (const std::uint32_t version : line.versions) {
    if (pack.programs[version].in_force.Contains(service_end)) return version;
  }
  return line.versions.front();
}

absl::Status Overflow(const CompiledPack& pack, std::uint32_t program) {
  return Refuse({.reason = v1::AMOUNT_OVERFLOW, .field = pack.programs[program].id});
}

// R28: highest final pay; ties, also at 0, go to the version standing first in the file.
bool IsBetter(const Step& step, const Step& best) {
  if (step.figures.pay != best.figures.pay) return step.figures.pay > best.figures.pay;
  return step.program < best.program;
}

void Touch(const CompiledProgram& program, bool given, Outcome& outcome) {
  outcome.account_touched[program.base_account] = true;
  for (const CompiledCap& cap : program.caps) outcome.account_touched[cap.account] = true;
  if (program.fund.has_value() && !given) outcome.fund_touched[*program.fund] = true;
}

class Evaluation {
 public:
  Evaluation(const CompiledPack& pack, const Bill& bill, const PersonFacts& person,
             std::span<const UpstreamPaid> upstream)
      : pack_(pack), bill_(bill), person_(person), upstream_(upstream) {}

  // One step per program id of the group; then the best one, or the given one, is applied.
  absl::Status Decide(const CompiledGroup& group, Running& running, Outcome& outcome) const {
    const std::size_t first = outcome.steps.size();
    std::size_t best = kNone;
    bool best_is_given = false;  // Its money has been paid: nothing is better (D2).
    for (const CompiledLine& line : group.lines) {
      const std::uint32_t place = VersionOf(line, pack_, bill_.service_end);
      const CompiledProgram& program = pack_.programs[place];
      Step& step = outcome.steps.emplace_back();
      step.program = place;
      const UpstreamPaid* paid = FindUpstream(upstream_, line);
      const bool given = paid != nullptr && paid->given;
      if (!given) step.not_eligible = TestEligibility(program, bill_, person_);
      if (step.not_eligible != v1::ELIGIBLE) continue;
      std::optional<ProgramFigures> figures =
          given ? GivenFiguresOf(program, running, paid->amount) : FiguresOf(program, running);
      if (!figures.has_value()) return Overflow(pack_, place);
      step.status = v1::BETTER_ALTERNATIVE;
      step.figures = *std::move(figures);
      Touch(program, given, outcome);
      const bool is_best =
          given || (!best_is_given && (best == kNone || IsBetter(step, outcome.steps[best])));
      if (is_best) best = outcome.steps.size() - 1;
      best_is_given = best_is_given || given;
    }
    if (best != kNone) {
      Step& chosen = outcome.steps[best];
      chosen.status = v1::CHOSEN;
      const bool fits = Apply(pack_.programs[chosen.program], chosen.figures, running);
      if (!fits) return Overflow(pack_, chosen.program);
      outcome.aid += chosen.figures.pay;
    }
    if (!upstream_.empty()) Compare(group, first, outcome);
    return absl::OkStatus();
  }

 private:
  // The group's steps stand in the order of its lines.
  void Compare(const CompiledGroup& group, std::size_t first, Outcome& outcome) const {
    for (std::size_t i = 0; i < group.lines.size(); ++i) {
      const UpstreamPaid* paid = FindUpstream(upstream_, group.lines[i]);
      if (paid != nullptr) CompareUpstream(*paid, outcome.steps[first + i], outcome.breaks);
    }
  }

  const CompiledPack& pack_;
  const Bill& bill_;
  const PersonFacts& person_;
  const std::span<const UpstreamPaid> upstream_;
};

std::vector<Money> Differences(const std::vector<Money>& after, std::span<const Money> before) {
  std::vector<Money> differences(after.size());
  for (std::size_t i = 0; i < after.size(); ++i) differences[i] = after[i] - before[i];
  return differences;
}

void SumUp(const Bill& bill, const Buckets& left, Outcome& outcome) {
  outcome.due = left;
  outcome.patient_due = left.Sum();
  outcome.account_applied = std::min(bill.account_pay, outcome.patient_due);
  outcome.cash_due = outcome.patient_due - outcome.account_applied;
  outcome.account_refund = bill.account_pay - outcome.account_applied;
}

// R53: what this bill adds to the engine's own accounts.
absl::Status AddMetrics(const CompiledPack& pack, const Bill& bill, Money borne, Running& running,
                        Outcome& outcome) {
  if (!pack.first_metric.has_value()) return absl::OkStatus();
  const std::array<Money, kMetricAccounts> deltas = {
      bill.total, borne, outcome.patient_due, borne, outcome.patient_due,
      borne,      outcome.patient_due};
  for (std::uint32_t i = 0; i < kMetricAccounts; ++i) {
    const std::uint32_t place = *pack.first_metric + i;
    const std::optional<Money> after = running.accounts[place].TryAdd(deltas[i]);
    if (!after.has_value()) {
      return Refuse({.reason = v1::AMOUNT_OVERFLOW, .field = pack.accounts[place].id});
    }
    running.accounts[place] = *after;
    outcome.account_touched[place] = deltas[i] != Money();
  }
  return absl::OkStatus();
}

void CheckPromises(Money borne, const Outcome& outcome) {
  YIZHAN_CHECK(borne == outcome.aid + outcome.patient_due);
  for (const Money amount : outcome.due.amounts) YIZHAN_CHECK(amount >= Money());
  YIZHAN_CHECK(outcome.cash_due >= Money());
  YIZHAN_CHECK(outcome.account_refund >= Money());
}

}  // namespace

absl::StatusOr<Outcome> Adjudicate(const CompiledPack& pack, const Bill& bill,
                                   const PersonFacts& person, std::span<const Money> account_values,
                                   std::span<const Money> fund_balances) {
  YIZHAN_CHECK(account_values.size() == pack.accounts.size());
  YIZHAN_CHECK(fund_balances.size() == pack.funds.size());

  const absl::StatusOr<std::vector<UpstreamPaid>> upstream = SortUpstream(pack, bill);
  if (!upstream.ok()) return upstream.status();
  Running running{.left = LeftAfterPayments(bill.parts, PaymentsOf(bill)),
                  .accounts = {account_values.begin(), account_values.end()},
                  .funds = {fund_balances.begin(), fund_balances.end()}};
  const Money borne = running.left.Sum();
  Outcome outcome;
  outcome.steps.reserve(pack.programs.size());
  outcome.account_touched.resize(pack.accounts.size());
  outcome.fund_touched.resize(pack.funds.size());
  const Evaluation evaluation(pack, bill, person, *upstream);
  for (const CompiledGroup& group : pack.groups) {
    if (absl::Status status = evaluation.Decide(group, running, outcome); !status.ok()) {
      return status;
    }
  }
  SumUp(bill, running.left, outcome);
  if (absl::Status status = AddMetrics(pack, bill, borne, running, outcome); !status.ok()) {
    return status;
  }
  outcome.account_delta = Differences(running.accounts, account_values);
  outcome.fund_delta = Differences(running.funds, fund_balances);
  CompareLevel(bill, outcome.breaks);
  CheckPromises(borne, outcome);
  return outcome;
}

}  // namespace yizhan
