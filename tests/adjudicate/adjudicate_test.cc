// What case files cannot say: overflow, touched accounts, deltas, broken promises.

#include "engine/adjudicate/adjudicate.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "engine/base/refusal.h"
#include "engine/policy/compile_thresholds.h"
#include "gtest/gtest.h"
#include "tests/adjudicate/small_pack.h"

namespace yizhan {
namespace {

constexpr std::int64_t kInt64Max = std::numeric_limits<std::int64_t>::max();

Money Fen(std::int64_t fen) { return Money::FromFen(fen); }

struct OverflowRow {
  const char* name;
  std::int64_t base_fen;
  std::int64_t cap_fen;
  std::int64_t cap_limit_fen;
  std::int64_t lump_fen;
  bool refused;
};

class OverflowTest : public testing::TestWithParam<OverflowRow> {};

TEST_P(OverflowTest, R1IsRefused) {
  const OverflowRow& row = GetParam();
  CompiledPack pack;
  CompiledProgram program = HalfProgram("half", AddAccount(pack, "base"));
  program.caps = {{AddAccount(pack, "cap"), Fen(row.cap_limit_fen)}};
  program.tiers[0].ratio = BasisPoints{10'000};
  program.tiers[0].lump = Fen(row.lump_fen);
  AddProgram(pack, program);
  const std::vector<Money> accounts = {Fen(row.base_fen), Fen(row.cap_fen)};
  const auto outcome = Adjudicate(pack, SmallBill(100), {}, accounts, {});
  ASSERT_EQ(outcome.ok(), !row.refused);
  if (row.refused) {
    EXPECT_EQ(ReasonOf(outcome.status()), v1::AMOUNT_OVERFLOW);
  }
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, OverflowTest, testing::Values(
    OverflowRow{"BaseFits",           kInt64Max - 100,         0, 1'000, 0, false},
    OverflowRow{"BaseOverflows",      kInt64Max -  99,         0, 1'000, 0, true},
    OverflowRow{"EntitlementFits",    kInt64Max - 200,         0, 1'000, 100, false},
    OverflowRow{"EntitlementTooLarge",kInt64Max - 100,         0, 1'000, 1, true},
    OverflowRow{"CapAtTheTopNoRoom",  0,               kInt64Max, 1'000, 0, false}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(AdjudicateTest, TouchesAccountsOfChosenAndBetterAlternative) {
  CompiledPack pack;
  const std::uint32_t first = AddAccount(pack, "first");
  const std::uint32_t second = AddAccount(pack, "second");
  const std::uint32_t second_cap = AddAccount(pack, "second-cap");
  const std::uint32_t other = AddAccount(pack, "other");
  pack.funds = {{"pot", "pot"}, {"unseen", "unseen"}};
  AddProgram(pack, HalfProgram("a", first));
  CompiledProgram b = HalfProgram("b", second);
  b.caps = {{second_cap, Fen(10)}};
  b.fund = 0;
  pack.programs.push_back(b);
  pack.groups[0].lines.push_back({{1}});
  CompiledProgram c = HalfProgram("c", other);
  c.identities = {"dibao"};
  AddProgram(pack, c);
  const std::vector<Money> accounts(4);
  const std::vector<Money> funds = {Fen(5), Fen(5)};
  const auto outcome = Adjudicate(pack, SmallBill(100), {}, accounts, funds);
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->account_touched, (std::vector<bool>{true, true, true, false}));
  EXPECT_EQ(outcome->fund_touched, (std::vector<bool>{true, false}));
  EXPECT_EQ(outcome->account_delta, (std::vector<Money>{Fen(100), Fen(0), Fen(0), Fen(0)}));
  EXPECT_EQ(outcome->fund_delta, (std::vector<Money>{Fen(0), Fen(0)}));
  EXPECT_EQ(outcome->steps[1].status, v1::BETTER_ALTERNATIVE);
  EXPECT_EQ(outcome->steps[1].figures.pay, Fen(5));
  EXPECT_EQ(outcome->steps[1].figures.draw, Buckets{});
  EXPECT_TRUE(outcome->steps[1].figures.caps[0].cut);
  EXPECT_TRUE(outcome->steps[1].figures.cut_by_fund);
  EXPECT_EQ(outcome->steps[2].not_eligible, v1::IDENTITY);
}

// Before aid: the four buckets; due: patient_due, whatever the account pays of it. A bill that
// moves nothing touches no metric.
TEST(AdjudicateTest, R53MetricsGrowByWhatWasBorne) {
  CompiledPack pack;
  AddProgram(pack, HalfProgram("a", AddAccount(pack, "base")));
  AddMetricAccounts(pack);
  std::vector<Money> accounts(pack.accounts.size());
  Bill bill = SmallBill(1'000);
  bill.insurer_payments = {{"310100", Fen(400)}};
  bill.account_pay = Fen(50);
  const auto outcome = Adjudicate(pack, bill, {}, accounts, {});
  ASSERT_TRUE(outcome.ok());
  const auto delta = [&](MetricAccount metric) {
    return outcome->account_delta[pack.PlaceOfMetric(metric)].fen();
  };
  EXPECT_EQ(delta(MetricAccount::kVisitTotal), 1'000);
  EXPECT_EQ(delta(MetricAccount::kVisitBeforeAid), 600);
  EXPECT_EQ(delta(MetricAccount::kVisitDue), 300);
  EXPECT_EQ(delta(MetricAccount::kYearBeforeAid), 600);
  EXPECT_EQ(delta(MetricAccount::kYearDue), 300);
  EXPECT_EQ(delta(MetricAccount::kHouseholdYearBeforeAid), 600);
  EXPECT_EQ(delta(MetricAccount::kHouseholdYearDue), 300);
  for (std::size_t i = 0; i < accounts.size(); ++i) EXPECT_TRUE(outcome->account_touched[i]) << i;

  bill.insurer_payments[0].amount = Fen(1'000);
  bill.account_pay = Money();
  const auto paid = Adjudicate(pack, bill, {}, accounts, {});
  ASSERT_TRUE(paid.ok());
  EXPECT_EQ(std::count(paid->account_touched.begin(), paid->account_touched.end(), true), 2);
}

TEST(AdjudicateTest, R1AMetricThatWouldOverflow) {
  CompiledPack pack;
  AddProgram(pack, HalfProgram("a", AddAccount(pack, "base")));
  AddMetricAccounts(pack);
  std::vector<Money> accounts(pack.accounts.size());
  const std::uint32_t due = pack.PlaceOfMetric(MetricAccount::kYearDue);
  accounts[due] = Fen(kInt64Max - 499);
  EXPECT_EQ(ReasonOf(Adjudicate(pack, SmallBill(1'000), {}, accounts, {}).status()),
            v1::AMOUNT_OVERFLOW);
  accounts[due] -= Fen(1);
  EXPECT_TRUE(Adjudicate(pack, SmallBill(1'000), {}, accounts, {}).ok());
}

// What was given is added to the caps without a test of their room (D2).
TEST(AdjudicateTest, R1ACapThatAGivenPayWouldOverflow) {
  CompiledPack pack;
  CompiledProgram program = HalfProgram("given", AddAccount(pack, "base"));
  program.caps = {{AddAccount(pack, "cap"), Fen(1'000)}};
  AddProgram(pack, program);
  pack.upstream_funds = {{.fund_code = "610100", .line = 0, .given = true}};
  Bill bill = SmallBill(1'000);
  bill.upstream_aid = {{.code = "610100", .amount = Fen(100)}};
  const std::vector<Money> full = {Money(), Fen(kInt64Max - 99)};
  EXPECT_EQ(ReasonOf(Adjudicate(pack, bill, {}, full, {}).status()), v1::AMOUNT_OVERFLOW);
  const std::vector<Money> fits = {Money(), Fen(kInt64Max - 100)};
  EXPECT_TRUE(Adjudicate(pack, bill, {}, fits, {}).ok());
}

TEST(AdjudicateTest, R30StepNamesTheFirstVersionWhenNoneIsInForce) {
  CompiledPack pack;
  const std::uint32_t base = AddAccount(pack, "base");
  for (const char* until : {"2010-12-31", "2011-12-31"}) {
    CompiledProgram version = HalfProgram("a", base);
    version.in_force.until = *ParseDay(until);
    pack.programs.push_back(version);
  }
  pack.programs[1].in_force.from = *ParseDay("2011-01-01");
  pack.groups.push_back({Layer::kMunicipal, {{{0, 1}}}});
  const std::vector<Money> accounts(1);
  const auto outcome = Adjudicate(pack, SmallBill(100), {}, accounts, {});
  ASSERT_TRUE(outcome.ok());
  ASSERT_EQ(outcome->steps.size(), 1U);
  EXPECT_EQ(outcome->steps[0].program, 0U);
  EXPECT_EQ(outcome->steps[0].not_eligible, v1::NOT_IN_FORCE);
}

TEST(AdjudicateTest, R32FundBelowZeroHasNoRoom) {
  CompiledPack pack;
  CompiledProgram program = HalfProgram("a", AddAccount(pack, "base"));
  program.fund = 0;
  pack.funds = {{"pot", "pot"}};
  AddProgram(pack, program);
  const std::vector<Money> accounts(1);
  const std::vector<Money> funds = {Fen(-7)};
  const auto outcome = Adjudicate(pack, SmallBill(100), {}, accounts, funds);
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->steps[0].figures.fund_room, Money());
  EXPECT_EQ(outcome->steps[0].figures.zero_reason, v1::ZERO_BY_FUND);
  EXPECT_EQ(outcome->fund_delta[0], Money());
}

TEST(AdjudicateDeathTest, WantsOneValuePerAccount) {
  CompiledPack pack;
  AddProgram(pack, HalfProgram("a", AddAccount(pack, "base")));
  EXPECT_DEATH(Adjudicate(pack, SmallBill(100), {}, {}, {}).status().IgnoreError(),
               "account_values.size");
}

// Promise: half of what the bill left is paid, whatever the split; nothing is lost.
TEST(AdjudicateTest, SumDoesNotDependOnTheSplit) {
  CompiledPack pack;
  AddProgram(pack, HalfProgram("a", AddAccount(pack, "base")));
  for (std::int64_t piece = 1; piece <= 60; ++piece) {
    std::vector<Money> accounts(1);
    Money aid;
    for (std::int64_t left = 601; left > 0; left -= piece) {
      const auto outcome = Adjudicate(pack, SmallBill(std::min(left, piece)), {}, accounts, {});
      ASSERT_TRUE(outcome.ok());
      accounts[0] += outcome->account_delta[0];
      aid += outcome->aid;
    }
    EXPECT_EQ(aid, Fen(301)) << piece;
  }
}

}  // namespace
}  // namespace yizhan
