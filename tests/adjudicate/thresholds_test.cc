// Which thresholds a step crosses: a row per metric, per edge and per sentence of section 7,
// R52-R54 and D8.

#include "engine/adjudicate/thresholds.h"

#include <limits>
#include <string>

#include "engine/policy/compile_thresholds.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kBound = 10'000'000'000'000;  // R1

Money Fen(std::int64_t fen) { return Money::FromFen(fen); }

// One threshold on the account or fund "it".
CompiledPack PackWith(Metric metric, std::int64_t value) {
  CompiledPack pack;
  pack.accounts.push_back({.id = "it", .title = "it"});
  pack.funds.push_back({.id = "it", .title = "it"});
  pack.thresholds.push_back({.id = "t", .metric = metric, .value = value});
  return pack;
}

std::string TextOf(const std::vector<v1::Crossing>& crossings) {
  std::string text;
  for (const v1::Crossing& crossing : crossings) text += crossing.up() ? "up " : "down ";
  return text;
}

struct AmountCase {
  const char* name;
  std::int64_t value;
  std::int64_t before;
  std::int64_t after;
  const char* crossings;
};

class AmountTest : public testing::TestWithParam<AmountCase> {};

TEST_P(AmountTest, Crosses) {
  const AmountCase& c = GetParam();
  const CompiledPack pack = PackWith(Metric::kYearAfterAid, c.value);
  MovedStep step;
  step.accounts = {{"it", {.person_no = 1, .year = 2012}, Fen(c.before), Fen(c.after)}};
  EXPECT_EQ(TextOf(CrossingsOf(pack, step)), c.crossings);
}

// It fires when before < value <= after; a metric that falls below re-arms it.
// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, AmountTest, testing::Values(
    //         name                     value     before     after   crossings
    AmountCase{"Below",                  1000,         0,      999,  ""},
    AmountCase{"ExactlyReached",         1000,         0,     1000,  "up "},
    AmountCase{"Passed",                 1000,       999,     1001,  "up "},
    AmountCase{"StoodExactlyOnIt",       1000,      1000,     1001,  ""},
    AmountCase{"StoodAbove",             1000,      2000,     3000,  ""},
    AmountCase{"Unmoved",                1000,      1000,     1000,  ""},
    AmountCase{"FallsToIt",              1000,      1001,     1000,  ""},
    AmountCase{"FallsBelow",             1000,      1000,      999,  "down "},
    AmountCase{"FallsToNothing",         1000,      5000,        0,  "down "},
    AmountCase{"BelowZero",              1000,     -5000,     -100,  ""},
    AmountCase{"FromBelowZero",             1,     -5000,        1,  "up "},
    AmountCase{"ToBelowZero",               1,         1,       -1,  "down "},
    AmountCase{"TheWholeRange",        kBound,     -kMax,     kMax,  "up "}),
    [](const auto& row) { return row.param.name; });
// clang-format on

struct QuotientCase {
  const char* name;
  std::int64_t numerator;
  std::int64_t denominator;
  std::int64_t value_bp;
  bool reaches;
};

class QuotientTest : public testing::TestWithParam<QuotientCase> {};

TEST_P(QuotientTest, R52ReachesExactly) {
  const QuotientCase& c = GetParam();
  EXPECT_EQ(QuotientReaches(Fen(c.numerator), Fen(c.denominator), c.value_bp), c.reaches);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, QuotientTest, testing::Values(
    //           name                  numerator  denominator  value_bp  reaches
    QuotientCase{"Exactly",                  400,        1000,     4000,  true},
    QuotientCase{"OneFenLess",               399,        1000,     4000,  false},
    // 39.9999...%: any rounding would show 40 %.
    QuotientCase{"NeverRoundedUp",    3999999999, 10000000000,     4000,  false},
    QuotientCase{"OneThirdOfNothing",          1,           3,     3334,  false},
    QuotientCase{"OneThird",                   1,           3,     3333,  true},
    QuotientCase{"ZeroCountsAsOneFen",         1,           0,    10000,  true},
    QuotientCase{"NothingOfZero",              0,           0,        1,  false},
    QuotientCase{"BelowZeroCountsAsOneFen",    1,       -5000,    10000,  true},
    QuotientCase{"NumeratorBelowZero",        -1,        1000,        1,  false},
    QuotientCase{"BothBelowZero",             -1,       -1000,        1,  false},
    // Products beyond 64 bits.
    QuotientCase{"LargeEqual",              kMax,        kMax,    10000,  true},
    QuotientCase{"LargeOneFenLess",     kMax - 1,        kMax,    10000,  false},
    QuotientCase{"LargeValue",            kBound,        kMax,   kBound,  false},
    QuotientCase{"LargeNumerator",          kMax,           1,   kBound,  true}),
    [](const auto& row) { return row.param.name; });
// clang-format on

// Every metric looks at its own account, and at no other.
TEST(MetricTest, R53EachMetricHasItsAccount) {
  CompiledPack pack;
  AddMetricAccounts(pack);
  const std::pair<Metric, MetricAccount> rows[] = {
      {Metric::kVisitTotal, MetricAccount::kVisitTotal},
      {Metric::kVisitBeforeAid, MetricAccount::kVisitBeforeAid},
      {Metric::kYearBeforeAid, MetricAccount::kYearBeforeAid},
      {Metric::kHouseholdYearBeforeAid, MetricAccount::kHouseholdYearBeforeAid},
      {Metric::kVisitAfterAid, MetricAccount::kVisitDue},
      {Metric::kYearAfterAid, MetricAccount::kYearDue},
      {Metric::kHouseholdYearAfterAid, MetricAccount::kHouseholdYearDue},
      {Metric::kHouseholdBurden, MetricAccount::kHouseholdYearDue},
  };
  std::vector<v1::Threshold> declared;
  for (const auto& [metric, account] : rows) {
    v1::Threshold& threshold = declared.emplace_back();
    threshold.set_metric(static_cast<v1::Metric>(metric));
    threshold.set_value(1);
  }
  ComposedPack composed;
  for (const v1::Threshold& threshold : declared) {
    composed.thresholds.push_back(
        {&threshold, Place(0, nullptr, nullptr, v1::Threshold::descriptor())});
  }
  CompileThresholds(composed, pack);
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    EXPECT_EQ(pack.thresholds[i].account, pack.PlaceOfMetric(rows[i].second)) << i;
    MovedStep step;
    step.incomes = {{{.household_no = 7}, Fen(1)}};
    for (std::uint32_t a = 0; a < kMetricAccounts; ++a) {
      if (a == pack.thresholds[i].account) continue;
      step.accounts.push_back({pack.accounts[a].id, {.household_no = 7}, Fen(0), Fen(9)});
    }
    for (const v1::Crossing& crossing : CrossingsOf(pack, step)) {
      EXPECT_NE(crossing.threshold(), i);
    }
  }
}

MovedStep BurdenStep(MetricHolder holder, std::int64_t before, std::int64_t after) {
  MovedStep step;
  holder.year = 2012;
  step.accounts = {{"it", holder, Fen(before), Fen(after)}};
  return step;
}

TEST(BurdenTest, R52UnknownIncomeMeansThatThereIsNoMetric) {
  const CompiledPack pack = PackWith(Metric::kHouseholdBurden, 4'000);
  MovedStep step = BurdenStep({.household_no = 7}, 0, 1'000'000);
  EXPECT_EQ(TextOf(CrossingsOf(pack, step)), "");
  step.incomes = {{{.household_no = 8}, Fen(1)}, {{.person_no = 7}, Fen(1)}};  // Of others.
  EXPECT_EQ(TextOf(CrossingsOf(pack, step)), "");
  step.incomes.push_back({{.household_no = 7}, Fen(2'500'000)});
  EXPECT_EQ(TextOf(CrossingsOf(pack, step)), "up ");
}

TEST(BurdenTest, R12OwnHouseholdHasTheKeyOfThePerson) {
  const CompiledPack pack = PackWith(Metric::kHouseholdBurden, 4'000);
  MovedStep step = BurdenStep({.person_no = 7}, 0, 400);
  step.incomes = {{{.household_no = 7}, Fen(1'000)}};  // A household that has his number.
  EXPECT_EQ(TextOf(CrossingsOf(pack, step)), "");
  step.incomes = {{{.person_no = 7}, Fen(1'000)}};
  const std::vector<v1::Crossing> crossings = CrossingsOf(pack, step);
  ASSERT_EQ(crossings.size(), 1U);
  EXPECT_EQ(crossings[0].person_no(), 7U);
  EXPECT_EQ(crossings[0].household_no(), 0U);
  EXPECT_EQ(crossings[0].year(), 2012U);
  EXPECT_EQ(crossings[0].before_fen(), 0);
  EXPECT_EQ(crossings[0].after_fen(), 400);
  EXPECT_EQ(crossings[0].denominator_fen(), 1'000);
}

TEST(BurdenTest, R52IncomeOfNothingCountsAsOneFen) {
  const CompiledPack pack = PackWith(Metric::kHouseholdBurden, 4'000);
  MovedStep step = BurdenStep({.household_no = 7}, 0, 1);
  step.incomes = {{{.household_no = 7}, Fen(0)}};
  const std::vector<v1::Crossing> crossings = CrossingsOf(pack, step);
  ASSERT_EQ(TextOf(crossings), "up ");
  EXPECT_TRUE(crossings[0].has_denominator_fen());  // As it is known: nothing.
  EXPECT_EQ(crossings[0].denominator_fen(), 0);
}

struct CapCase {
  const char* name;
  const char* posting_date;
  std::int64_t before;
  std::int64_t after;
  const char* crossings;
};

class CapTest : public testing::TestWithParam<CapCase> {};

// Limit 1 000 in the first half of 2012, 2 000 from August on, none in July.
TEST_P(CapTest, D8LimitOfTheVersionInForceOnThePostingDate) {
  const CapCase& c = GetParam();
  CompiledPack pack = PackWith(Metric::kCapUsed, 8'000);
  pack.thresholds[0].limits = {
      {{*ParseDay("2012-01-01"), *ParseDay("2012-06-30")}, Fen(1'000)},
      {{*ParseDay("2012-08-01"), kOpenEnd}, Fen(2'000)},
  };
  MovedStep step{.posting_date = *ParseDay(c.posting_date)};
  step.accounts = {{"it", {.person_no = 1, .year = 2012}, Fen(c.before), Fen(c.after)}};
  EXPECT_EQ(TextOf(CrossingsOf(pack, step)), c.crossings);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, CapTest, testing::Values(
    //      name                  posting date  before  after  crossings
    CapCase{"Below",              "2012-06-30",      0,   799,  ""},
    CapCase{"Reached",            "2012-06-30",      0,   800,  "up "},
    CapCase{"OneFenMore",         "2012-06-30",    799,   800,  "up "},
    CapCase{"NoneInForce",        "2012-07-01",      0,  9999,  ""},
    CapCase{"LimitOfTheDay",      "2012-08-01",      0,  1599,  ""},
    CapCase{"ReachesThatLimit",   "2012-08-01",      0,  1600,  "up "},
    CapCase{"AboveTheLimit",      "2012-06-30",    900,  1500,  ""},
    CapCase{"TakenBack",          "2012-06-30",   1500,     0,  "down "}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(CapTest, R52LimitOfNothingCountsAsOneFen) {
  CompiledPack pack = PackWith(Metric::kCapUsed, 10'000);
  pack.thresholds[0].limits = {{{*ParseDay("2012-01-01"), kOpenEnd}, Fen(0)}};
  MovedStep step{.posting_date = *ParseDay("2012-06-30")};
  step.accounts = {{"it", {.person_no = 1}, Fen(0), Fen(1)}};
  EXPECT_EQ(TextOf(CrossingsOf(pack, step)), "up ");
}

struct FundCase {
  const char* name;
  std::int64_t granted;
  std::int64_t before;  // Balances.
  std::int64_t after;
  const char* crossings;
};

class FundTest : public testing::TestWithParam<FundCase> {};

TEST_P(FundTest, R53UsedIsGrantedLessBalance) {
  const FundCase& c = GetParam();
  const CompiledPack pack = PackWith(Metric::kFundUsed, 9'000);
  MovedStep step;
  step.funds = {{"it", Fen(c.before), Fen(c.after), Fen(c.granted)}};
  EXPECT_EQ(TextOf(CrossingsOf(pack, step)), c.crossings);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, FundTest, testing::Values(
    //       name                    granted  before  after  crossings
    FundCase{"Below",                   1000,   1000,   101,  ""},
    FundCase{"Reached",                 1000,   1000,   100,  "up "},
    FundCase{"Spent",                   1000,    500,     0,  "up "},
    FundCase{"Above",                   1000,    100,     0,  ""},
    FundCase{"CreditedByAContra",       1000,     50,   500,  "down "},
    // 900 granted, 800 of it spent, 100 withdrawn: what is granted is 800, all of it used.
    FundCase{"WithdrawnMeanwhile",       800,      0,   800,  "down "},
    FundCase{"NothingGranted",             0,      0,     0,  ""},
    FundCase{"MoreThanGranted",            0,      0,    10,  ""}),
    [](const auto& row) { return row.param.name; });
// clang-format on

// Two holders of one account in one step: each has its own comparison, in the order of holders.
TEST(StepTest, D9EveryHolderTheStepTouched) {
  const CompiledPack pack = PackWith(Metric::kYearAfterAid, 1'000);
  MovedStep step;
  step.accounts = {{"it", {.person_no = 9, .year = 2012}, Fen(0), Fen(1'500)},
                   {"other", {.person_no = 3, .year = 2012}, Fen(0), Fen(1'500)},
                   {"it", {.person_no = 3, .year = 2013}, Fen(1'500), Fen(0)},
                   {"it", {.person_no = 3, .year = 2012}, Fen(900), Fen(1'000)}};
  const std::vector<v1::Crossing> crossings = CrossingsOf(pack, step);
  ASSERT_EQ(TextOf(crossings), "up down up ");
  EXPECT_EQ(crossings[0].person_no(), 3U);
  EXPECT_EQ(crossings[0].year(), 2012U);
  EXPECT_EQ(crossings[1].year(), 2013U);
  EXPECT_EQ(crossings[2].person_no(), 9U);
  EXPECT_FALSE(crossings[0].has_denominator_fen());
}

TEST(StepTest, SeveralThresholdsOfOneMetric) {
  CompiledPack pack = PackWith(Metric::kYearAfterAid, 1'000);
  pack.thresholds.push_back({.id = "u", .metric = Metric::kYearAfterAid, .value = 2'000});
  pack.thresholds.push_back({.id = "v", .metric = Metric::kYearAfterAid, .value = 3'000});
  MovedStep step;
  step.accounts = {{"it", {.person_no = 1, .year = 2012}, Fen(0), Fen(2'000)}};
  const std::vector<v1::Crossing> crossings = CrossingsOf(pack, step);
  ASSERT_EQ(TextOf(crossings), "up up ");
  EXPECT_EQ(crossings[0].threshold(), 0U);
  EXPECT_EQ(crossings[1].threshold(), 1U);
}

}  // namespace
}  // namespace yizhan
