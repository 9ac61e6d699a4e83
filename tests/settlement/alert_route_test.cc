// A row per route: whom a warning is for is told to the desk with the settlement, to the office in
// its list, and to whoever watches.

#include <string>

#include "gtest/gtest.h"
#include "tests/settlement/warning_scene.h"

namespace yizhan::test {
namespace {

class AlertRouteTest : public testing::TestWithParam<v1::Route> {};

TEST_P(AlertRouteTest, IsToldWithTheSettlementInTheListAndInTheStream) {
  WarningScene scene(
      {"id: 't' metric: VISIT_TOTAL value: 1000 route: " + v1::Route_Name(GetParam())});
  Desk& desk = scene.desk();
  v1::Bill bill = MakeBill("1");
  SetParts(bill, 2'000, 0, 0, 0);
  const v1::SettleResult result = desk.Post(bill, scene.Person("1"));
  ASSERT_EQ(result.warnings_size(), 1);
  EXPECT_EQ(result.warnings(0).route(), GetParam());

  const auto listed = desk.queries().ListAlerts(ReliefCaller(), {});
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->alerts_size(), 1);
  EXPECT_EQ(listed->alerts(0).warning().route(), GetParam());

  const auto events = desk.queries().AlertEvents(ReliefCaller(), desk.EntryAt(result.number()));
  ASSERT_TRUE(events.ok()) << events.status();
  ASSERT_EQ(events->size(), 1U);
  EXPECT_EQ(events->front().alert().warning().route(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Routes, AlertRouteTest,
                         testing::Values(v1::CASHIER, v1::TOWN_OFFICE, v1::DISTRICT_OFFICE,
                                         v1::CHARITY_OFFICE),
                         [](const auto& row) { return v1::Route_Name(row.param); });

// A route that is new has a row here, too.
TEST(AlertRoutes, EachHasARow) { EXPECT_EQ(v1::Route_MAX, v1::CHARITY_OFFICE); }

}  // namespace
}  // namespace yizhan::test
