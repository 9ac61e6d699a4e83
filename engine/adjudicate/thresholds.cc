#include "engine/adjudicate/thresholds.h"

#include <algorithm>

namespace yizhan {
namespace {

constexpr std::int64_t kBasisPoints = 10'000;

// One metric of one holder, before and after.
struct Compared {
  MetricHolder holder;
  Money before;
  Money after;
  std::optional<Money> denominator;
};

bool Reaches(const CompiledThreshold& threshold, Money value,
             const std::optional<Money>& denominator) {
  if (denominator.has_value()) return QuotientReaches(value, *denominator, threshold.value);
  return value.fen() >= threshold.value;
}

// D8: the limit of the version in force that day; none in force, no metric.
std::optional<Money> LimitOn(const CompiledThreshold& threshold, Day day) {
  for (const DatedLimit& dated : threshold.limits) {
    if (dated.in_force.Contains(day)) return dated.limit;
  }
  return std::nullopt;
}

std::optional<Money> IncomeOf(const MetricHolder& household, const MovedStep& step) {
  for (const auto& [holder, income] : step.incomes) {
    if (holder.household_no == household.household_no && holder.person_no == household.person_no) {
      return income;
    }
  }
  return std::nullopt;
}

// Everybody who has the threshold's account, as the step moved it.
std::vector<Compared> ComparedAccounts(const CompiledPack& pack, const CompiledThreshold& threshold,
                                       const MovedStep& step) {
  std::vector<Compared> compared;
  const std::string& account_id = pack.accounts[threshold.account].id;
  for (const MovedAccount& moved : step.accounts) {
    if (moved.before == moved.after || moved.account_id != account_id) continue;
    Compared one{moved.holder, moved.before, moved.after, std::nullopt};
    if (threshold.metric == Metric::kHouseholdBurden) {
      one.denominator = IncomeOf(moved.holder, step);
      if (!one.denominator.has_value()) continue;
    } else if (threshold.metric == Metric::kCapUsed) {
      one.denominator = LimitOn(threshold, step.posting_date);
      if (!one.denominator.has_value()) continue;
    }
    compared.push_back(std::move(one));
  }
  std::sort(compared.begin(), compared.end(),
            [](const Compared& a, const Compared& b) { return a.holder < b.holder; });
  return compared;
}

// Fund used = (granted - balance) / granted (R53).
std::vector<Compared> ComparedFund(const CompiledPack& pack, const CompiledThreshold& threshold,
                                   const MovedStep& step) {
  std::vector<Compared> compared;
  for (const MovedFund& moved : step.funds) {
    if (moved.before == moved.after || moved.fund_id != pack.funds[threshold.fund].id) continue;
    compared.push_back(
        {{}, moved.granted - moved.before, moved.granted - moved.after, moved.granted});
  }
  return compared;
}

v1::Crossing CrossingOf(std::uint32_t threshold, bool up, const Compared& compared) {
  v1::Crossing crossing;
  crossing.set_threshold(threshold);
  crossing.set_up(up);
  crossing.set_person_no(compared.holder.person_no);
  crossing.set_household_no(compared.holder.household_no);
  crossing.set_institution_id(compared.holder.institution_id);
  crossing.set_visit_no(compared.holder.visit_no);
  crossing.set_year(compared.holder.year);
  crossing.set_before_fen(compared.before.fen());
  crossing.set_after_fen(compared.after.fen());
  if (compared.denominator.has_value()) {
    crossing.set_denominator_fen(compared.denominator->fen());
  }
  return crossing;
}

}  // namespace

bool QuotientReaches(Money numerator, Money denominator, std::int64_t value_bp) {
  const Int128 counted = std::max<std::int64_t>(1, denominator.fen());
  return Int128{numerator.fen()} * kBasisPoints >= Int128{value_bp} * counted;
}

std::vector<v1::Crossing> CrossingsOf(const CompiledPack& pack, const MovedStep& step) {
  std::vector<v1::Crossing> crossings;
  for (std::uint32_t place = 0; place < pack.thresholds.size(); ++place) {
    const CompiledThreshold& threshold = pack.thresholds[place];
    const std::vector<Compared> all = threshold.metric == Metric::kFundUsed
                                          ? ComparedFund(pack, threshold, step)
                                          : ComparedAccounts(pack, threshold, step);
    for (const Compared& compared : all) {
      const bool before = Reaches(threshold, compared.before, compared.denominator);
      const bool after = Reaches(threshold, compared.after, compared.denominator);
      if (before != after) crossings.push_back(CrossingOf(place, after, compared));
    }
  }
  return crossings;
}

}  // namespace yizhan
