// R23: identity is tested day by day. R24: an approval must contain a good day. R14: unions.

#include "engine/rules/identity.h"

#include <vector>

#include "gtest/gtest.h"

namespace yizhan {
namespace {

// Days of June 2012; the stay is the 10th to the 20th.
Day June(int day) { return Day{ParseDay("2012-06-01")->days + day - 1}; }

struct Held {
  const char* value;
  int from;
  int until;
};

std::vector<HeldFact> Facts(const std::vector<Held>& held) {
  std::vector<HeldFact> facts;
  for (const Held& one : held) facts.push_back({one.value, {June(one.from), June(one.until)}});
  return facts;
}

using Values = std::vector<std::string>;
constexpr auto kEnd = IdentityRule::kServiceEnd;
constexpr auto kStart = IdentityRule::kServiceStart;
constexpr auto kAnyDay = IdentityRule::kAnyDayOfStay;

struct Row {
  const char* name;
  IdentityRule rule;
  Values included;
  Values excluded;
  std::vector<Held> held;
  bool holds_included;
  int first_good;  // Day of June; 0 = none.
};

class IdentityTest : public testing::TestWithParam<Row> {};

TEST_P(IdentityTest, FindsTheGoodDay) {
  const Row& row = GetParam();
  const yizhan::IdentityTest test{row.included, row.excluded,
                                  IdentityDays(row.rule, June(10), June(20))};
  const std::vector<HeldFact> facts = Facts(row.held);
  EXPECT_EQ(HoldsIncluded(test, facts), row.holds_included);
  const std::optional<Day> good = FirstGoodDay(test, facts);
  ASSERT_EQ(good.has_value(), row.first_good != 0);
  if (good.has_value()) {
    EXPECT_EQ(*good, June(row.first_good));
  }
}

const Values kLow = {"dibao", "low_income"};
const Values kOut = {"rescued"};

INSTANTIATE_TEST_SUITE_P(
    Table, IdentityTest,
    testing::Values(
        Row{"R23EndHeldOnLastDay", kEnd, kLow, {}, {{"dibao", 20, 20}}, true, 20},
        Row{"R23EndHeldUntilTheEve", kEnd, kLow, {}, {{"dibao", 10, 19}}, false, 0},
        Row{"R23StartHeldOnFirstDay", kStart, kLow, {}, {{"dibao", 10, 10}}, true, 10},
        Row{"R23StartHeldLater", kStart, kLow, {}, {{"dibao", 11, 20}}, false, 0},
        Row{"R23AnyDayInTheMiddle", kAnyDay, kLow, {}, {{"low_income", 15, 15}}, true, 15},
        Row{"R23AnyDayOutside", kAnyDay, kLow, {}, {{"dibao", 1, 9}, {"dibao", 21, 30}}, false, 0},
        Row{"R23OtherIdentity", kAnyDay, kLow, {}, {{"farmer", 1, 30}}, false, 0},
        Row{"R21NoListIsEveryone", kEnd, {}, {}, {}, true, 20},
        Row{"R21NoListStillExcludes", kEnd, {}, kOut, {{"rescued", 20, 20}}, true, 0},
        Row{"R23ExcludedOnTheDay",
            kEnd,
            kLow,
            kOut,
            {{"dibao", 1, 30}, {"rescued", 20, 20}},
            true,
            0},
        Row{"R23ExcludedAnotherDay",
            kEnd,
            kLow,
            kOut,
            {{"dibao", 1, 30}, {"rescued", 10, 19}},
            true,
            20},
        Row{"R23AnyDayAfterExcluded",
            kAnyDay,
            kLow,
            kOut,
            {{"dibao", 1, 30}, {"rescued", 1, 13}},
            true,
            14},
        Row{"R23AnyDayExcludedOverlap",
            kAnyDay,
            kLow,
            kOut,
            {{"dibao", 12, 14}, {"rescued", 11, 15}},
            true,
            0},
        Row{"R23AnyDayBeforeExcluded",
            kAnyDay,
            kLow,
            kOut,
            {{"dibao", 1, 30}, {"rescued", 11, 30}},
            true,
            10},
        Row{"R23BothOnTheSameDayOnly",
            kAnyDay,
            kLow,
            kOut,
            {{"dibao", 10, 12}, {"low_income", 14, 16}, {"rescued", 9, 14}},
            true,
            15},
        Row{"R14OverlapIsUnion", kEnd, kLow, {}, {{"dibao", 1, 15}, {"dibao", 12, 20}}, true, 20},
        Row{"R11NoIdentity", kAnyDay, kLow, {}, {}, false, 0}),
    [](const auto& row) { return row.param.name; });

struct ApprovalRow {
  const char* name;
  IdentityRule rule;
  std::vector<Held> identities;
  std::vector<Held> approvals;
  bool approved;
};

class ApprovalTest : public testing::TestWithParam<ApprovalRow> {};

TEST_P(ApprovalTest, ContainsAGoodDay) {
  const ApprovalRow& row = GetParam();
  PersonFacts person;
  person.identities = Facts(row.identities);
  person.approvals = Facts(row.approvals);
  const yizhan::IdentityTest test{kLow, kOut, IdentityDays(row.rule, June(10), June(20))};
  EXPECT_EQ(ApprovedOnGoodDay(test, person, "aid"), row.approved);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ApprovalTest,
    testing::Values(
        ApprovalRow{"R24CoversTheEnd", kEnd, {{"dibao", 1, 30}}, {{"aid", 20, 20}}, true},
        ApprovalRow{"R24EndsOnTheEve", kEnd, {{"dibao", 1, 30}}, {{"aid", 1, 19}}, false},
        ApprovalRow{"R24None", kEnd, {{"dibao", 1, 30}}, {}, false},
        ApprovalRow{"R24OtherProgram", kEnd, {{"dibao", 1, 30}}, {{"other", 1, 30}}, false},
        ApprovalRow{"R24AnyDayMeets", kAnyDay, {{"dibao", 12, 14}}, {{"aid", 14, 30}}, true},
        ApprovalRow{
            "R24AnyDayApprovedTooLate", kAnyDay, {{"dibao", 12, 14}}, {{"aid", 15, 30}}, false},
        ApprovalRow{"R24SecondApproval",
                    kAnyDay,
                    {{"dibao", 18, 19}},
                    {{"aid", 1, 11}, {"aid", 19, 19}},
                    true},
        ApprovalRow{"R24OnlyOnExcludedDays",
                    kAnyDay,
                    {{"dibao", 1, 30}, {"rescued", 12, 14}},
                    {{"aid", 12, 14}},
                    false},
        ApprovalRow{"R24WithoutIdentity", kAnyDay, {}, {{"aid", 1, 30}}, false}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace yizhan
