#include "engine/policy/compile_thresholds.h"

#include <cstdint>

#include "engine/base/check.h"

namespace yizhan {
namespace {

struct MetricRow {
  MetricAccount metric;
  const char* name;
  Holder holder;
  Period period;
  const char* title;
};

constexpr MetricRow kTable[kMetricAccounts] = {
    {MetricAccount::kVisitTotal, "visit_total", Holder::kPerson, Period::kVisit, "本次就诊总费用"},
    {MetricAccount::kVisitBeforeAid, "visit_before_aid", Holder::kPerson, Period::kVisit,
     "本次就诊救助前个人负担"},
    {MetricAccount::kVisitDue, "visit_due", Holder::kPerson, Period::kVisit,
     "本次就诊救助后个人负担"},
    {MetricAccount::kYearBeforeAid, "year_before_aid", Holder::kPerson, Period::kYear,
     "全年救助前个人负担"},
    {MetricAccount::kYearDue, "year_due", Holder::kPerson, Period::kYear, "全年救助后个人负担"},
    {MetricAccount::kHouseholdYearBeforeAid, "household_year_before_aid", Holder::kHousehold,
     Period::kYear, "家庭全年救助前负担"},
    {MetricAccount::kHouseholdYearDue, "household_year_due", Holder::kHousehold, Period::kYear,
     "家庭全年救助后负担"},
};

// The account a metric is, or whose value is its numerator. kCapUsed and kFundUsed name theirs.
MetricAccount AccountOf(Metric metric) {
  switch (metric) {
    case Metric::kVisitTotal:
      return MetricAccount::kVisitTotal;
    case Metric::kVisitBeforeAid:
      return MetricAccount::kVisitBeforeAid;
    case Metric::kYearBeforeAid:
      return MetricAccount::kYearBeforeAid;
    case Metric::kHouseholdYearBeforeAid:
      return MetricAccount::kHouseholdYearBeforeAid;
    case Metric::kVisitAfterAid:
      return MetricAccount::kVisitDue;
    case Metric::kYearAfterAid:
      return MetricAccount::kYearDue;
    case Metric::kHouseholdYearAfterAid:
    case Metric::kHouseholdBurden:
      return MetricAccount::kHouseholdYearDue;
    case Metric::kCapUsed:
    case Metric::kFundUsed:
      break;
  }
  YIZHAN_CHECK(false && "this metric names its own account");
  return MetricAccount::kVisitTotal;
}

template <typename Item>
std::uint32_t PlaceOf(const std::vector<Item>& items, const std::string& id) {
  std::uint32_t place = 0;
  while (place < items.size() && items[place].id != id) ++place;
  YIZHAN_CHECK(place < items.size());
  return place;
}

void CompileCap(const v1::Threshold& threshold, const CompiledPack& compiled,
                CompiledThreshold& to) {
  to.account = PlaceOf(compiled.accounts, threshold.account());
  for (const CompiledProgram& version : compiled.programs) {
    if (version.id != threshold.program()) continue;
    for (const CompiledCap& cap : version.caps) {
      if (cap.account == to.account) to.limits.push_back({version.in_force, cap.limit});
    }
  }
}

CompiledThreshold CompileThreshold(const v1::Threshold& threshold, const CompiledPack& compiled) {
  CompiledThreshold to;
  to.id = threshold.id();
  to.metric = static_cast<Metric>(threshold.metric());
  to.value = threshold.value();
  if (to.metric == Metric::kCapUsed) {
    CompileCap(threshold, compiled, to);
  } else if (to.metric == Metric::kFundUsed) {
    to.fund = PlaceOf(compiled.funds, threshold.fund());
  } else {
    to.account = compiled.PlaceOfMetric(AccountOf(to.metric));
  }
  to.severity = static_cast<Severity>(threshold.severity());
  to.route = static_cast<Route>(threshold.route());
  to.message = threshold.message();
  to.next_step = threshold.next_step();
  to.confidence = static_cast<Confidence>(threshold.source().confidence());
  return to;
}

}  // namespace

void AddMetricAccounts(CompiledPack& compiled) {
  compiled.first_metric = static_cast<std::uint32_t>(compiled.accounts.size());
  for (const MetricRow& row : kTable) {
    YIZHAN_CHECK(compiled.PlaceOfMetric(row.metric) == compiled.accounts.size());
    compiled.accounts.push_back({.id = std::string(kMetricPrefix) + row.name,
                                 .holder = row.holder,
                                 .period = row.period,
                                 .title = row.title});
  }
}

void CompileThresholds(const ComposedPack& pack, CompiledPack& compiled) {
  for (const Placed<v1::Threshold>& threshold : pack.thresholds) {
    compiled.thresholds.push_back(CompileThreshold(*threshold.message, compiled));
  }
}

}  // namespace yizhan
