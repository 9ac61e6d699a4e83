// What a compiled pack holds, and in which order (R17, R21, R25, R27).

#include "base_pack.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

TEST(Compile, KeepsEveryNumberOfAProgram) {
  const auto pack = LoadText(kBasePack).compiled;
  ASSERT_TRUE(pack);
  ASSERT_EQ(pack->programs.size(), 4u);
  const CompiledProgram& p = pack->programs[0];
  EXPECT_EQ(p.id, "p");
  EXPECT_EQ(p.title, "甲");
  EXPECT_EQ(p.group, "g");
  EXPECT_EQ(p.layer, Layer::kDistrict);
  EXPECT_EQ(DayText(p.in_force.from), "2012-01-01");
  EXPECT_EQ(DayText(p.in_force.until), "2012-06-30");
  EXPECT_EQ(p.identities, std::vector<std::string>{"dibao"});
  EXPECT_EQ(p.age_years, std::make_pair(18, 59));
  EXPECT_EQ(p.care_kinds, 1u << 5);
  EXPECT_EQ(p.icd10_prefixes, std::vector<std::string>{"F201"});
  EXPECT_TRUE(p.principal_only);
  EXPECT_EQ(p.base, std::vector<Bucket>{Bucket::kInScopeSelfPay});
  EXPECT_EQ(p.base_account, 0u);
  EXPECT_EQ(p.deductible.fen(), 1000);
  ASSERT_EQ(p.tiers.size(), 2u);
  EXPECT_EQ(p.tiers[0].up_to, Money::FromFen(3000));
  EXPECT_EQ(p.tiers[0].ratio.value, 5000);
  EXPECT_EQ(p.tiers[1].up_to, std::nullopt);
  EXPECT_EQ(p.tiers[1].lump.fen(), 7);
  ASSERT_EQ(p.caps.size(), 1u);
  EXPECT_EQ(p.caps[0].account, 1u);
  EXPECT_EQ(p.caps[0].limit.fen(), 5000);
  EXPECT_EQ(p.fund, 0u);
  EXPECT_EQ(p.minimum_payment.fen(), 9);
  EXPECT_EQ(p.confidence, Confidence::kVerified);
  EXPECT_EQ(p.document, "文件");
}

TEST(Compile, OpenSpansAndEmptyListsMeanNoRestriction) {
  const auto pack = LoadText(kBasePack).compiled;
  const CompiledProgram& r = pack->programs[3];
  EXPECT_EQ(r.group, "r");  // R17
  EXPECT_EQ(r.in_force.until, kOpenEnd);
  EXPECT_TRUE(r.identities.empty());
  EXPECT_EQ(r.care_kinds, 0u);
  EXPECT_EQ(r.levels, 0u);
  EXPECT_EQ(r.age_years, std::nullopt);
  EXPECT_EQ(r.fund, std::nullopt);
  EXPECT_EQ(r.identity_rule, IdentityRule::kServiceEnd);
  EXPECT_EQ(pack->programs[1].base, (std::vector<Bucket>{Bucket::kOverLimit, Bucket::kOutOfScope}));
}

TEST(Compile, AccountsKeepTheirPlaces) {
  const auto pack = LoadText(kBasePack).compiled;
  ASSERT_EQ(pack->accounts.size(), 5u + kMetricAccounts);
  EXPECT_EQ(pack->accounts[2].id, "b-paid");
  EXPECT_EQ(pack->accounts[2].holder, Holder::kHousehold);
  EXPECT_EQ(pack->accounts[2].period, Period::kLifetime);
  EXPECT_EQ(pack->accounts[4].period, Period::kVisit);
  EXPECT_EQ(pack->funds[0].id, "f");
}

// Every pack has them, behind its own accounts, under ids that stay (R18, R53).
TEST(Compile, MetricsAreAccountsOfEveryPack) {
  const auto pack = LoadText(kBasePack).compiled;
  ASSERT_EQ(pack->first_metric, 5u);
  const auto at = [&pack](MetricAccount metric) {
    const CompiledAccount& account = pack->accounts[pack->PlaceOfMetric(metric)];
    return account.id + (account.holder == Holder::kPerson ? " person" : " household") +
           (account.period == Period::kVisit ? " visit" : " year");
  };
  EXPECT_EQ(at(MetricAccount::kVisitTotal), "metric.visit_total person visit");
  EXPECT_EQ(at(MetricAccount::kVisitBeforeAid), "metric.visit_before_aid person visit");
  EXPECT_EQ(at(MetricAccount::kVisitDue), "metric.visit_due person visit");
  EXPECT_EQ(at(MetricAccount::kYearBeforeAid), "metric.year_before_aid person year");
  EXPECT_EQ(at(MetricAccount::kYearDue), "metric.year_due person year");
  EXPECT_EQ(at(MetricAccount::kHouseholdYearBeforeAid),
            "metric.household_year_before_aid household year");
  EXPECT_EQ(at(MetricAccount::kHouseholdYearDue), "metric.household_year_due household year");
}

TEST(Compile, KeepsEveryFieldOfAThreshold) {
  const auto pack = LoadText(kBasePack).compiled;
  ASSERT_EQ(pack->thresholds.size(), 1u);
  const CompiledThreshold& t = pack->thresholds[0];
  EXPECT_EQ(t.id, "t");
  EXPECT_EQ(t.metric, Metric::kCapUsed);
  EXPECT_EQ(t.value, 8000);
  EXPECT_EQ(t.account, 1u);
  ASSERT_EQ(t.limits.size(), 2u);  // One per version of `p`.
  EXPECT_EQ(t.limits[0].limit.fen(), 5000);
  EXPECT_EQ(t.limits[0].in_force, pack->programs[0].in_force);
  EXPECT_EQ(t.limits[1].limit.fen(), 6000);
  EXPECT_EQ(t.limits[1].in_force, pack->programs[1].in_force);
  EXPECT_EQ(t.severity, Severity::kNotice);
  EXPECT_EQ(t.route, Route::kCashier);
  EXPECT_EQ(t.message, "快用完");
  EXPECT_EQ(t.next_step, "转慈善");
  EXPECT_EQ(t.confidence, Confidence::kVerified);
}

// A program of each kind of order: "id layer group from", one a line.
std::string Program(const std::string& id, const std::string& layer, const std::string& group,
                    const std::string& from) {
  return "programs { id: \"" + id + "\" title: \"题\" layer: " + layer + " alternative_group: \"" +
         group +
         "\" source { document: \"文\" article: \"一\" quote: \"文\" confidence: VERIFIED }" +
         " in_force { from: \"" + from + "-01-01\" until: \"" + from +
         "-12-31\" } base: IN_SCOPE_SELF_PAY base_account: \"" + (group.empty() ? id : group) +
         "\" tiers { ratio_bp: 1 } }\n";
}

std::string Account(const std::string& id) {
  return "accounts { id: \"" + id + "\" holder: PERSON period: YEAR }\n";
}

std::string GroupsText(const CompiledPack& pack) {
  std::string text;
  for (const CompiledGroup& group : pack.groups) {
    text += std::to_string(static_cast<int>(group.layer)) + ":";
    for (const CompiledLine& line : group.lines) {
      text += " " + pack.programs[line.versions[0]].id;
      for (const std::uint32_t version : line.versions) text += "," + std::to_string(version);
    }
    text += "\n";
  }
  return text;
}

// R27: a charity program first in the file still comes last; group h is decided before g, because
// its first program, though no longer in force, stands first.
TEST(Compile, GroupsStandByLayerThenFirstPlace) {
  const std::string text = "id: \"order\"\n" + Account("c") + Account("h") + Account("g") +
                           Account("m") + Program("c", "CHARITY", "", "2012") +  // 0
                           Program("h1", "DISTRICT", "h", "1999") +              // 1
                           Program("g1", "DISTRICT", "g", "2012") +              // 2
                           Program("h2", "DISTRICT", "h", "2012") +              // 3
                           Program("g1", "DISTRICT", "g", "2013") +              // 4
                           Program("h1", "DISTRICT", "h", "2000") +              // 5
                           Program("m", "MUNICIPAL", "", "2012");                // 6
  const LoadedPack loaded = LoadText(text);
  ASSERT_TRUE(loaded.ok()) << FindingsText(loaded);
  EXPECT_EQ(GroupsText(*loaded.compiled),
            "1: m,6\n"
            "2: h1,1,5 h2,3\n"
            "2: g1,2,4\n"
            "4: c,0\n");
}

}  // namespace
}  // namespace yizhan
