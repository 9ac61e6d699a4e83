// What people read of a crossing.

#include "engine/adjudicate/warning.h"

#include <limits>

#include "gtest/gtest.h"

namespace yizhan {
namespace {

struct TextCase {
  const char* name;
  std::int64_t numerator_fen;
  std::int64_t denominator_fen;
  const char* text;
};

class QuotientTextTest : public testing::TestWithParam<TextCase> {};

TEST_P(QuotientTextTest, R52RoundsDown) {
  EXPECT_EQ(QuotientText(GetParam().numerator_fen, GetParam().denominator_fen), GetParam().text);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, QuotientTextTest, testing::Values(
    TextCase{"Whole",        1000,  1000, "100.00 %"},
    TextCase{"Third",           1,     3, "33.33 %"},
    TextCase{"TwoThirds",       2,     3, "66.66 %"},
    TextCase{"AlmostForty", 39999, 100000, "39.99 %"},
    TextCase{"Nothing",         0,     0, "0.00 %"},
    TextCase{"OfNothing",       5,     0, "500.00 %"},
    TextCase{"BelowZero",      -1,     3, "-33.34 %"},
    TextCase{"Bounded", std::numeric_limits<std::int64_t>::max(), 1, "100000000000.00 %"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(WarningTest, TellsTheThresholdAndBothSides) {
  CompiledPack pack;
  pack.thresholds.push_back({.id = "year",
                             .metric = Metric::kYearAfterAid,
                             .value = 3'000'000,
                             .severity = Severity::kUrgent,
                             .route = Route::kTownOffice,
                             .message = "到线",
                             .next_step = "上门",
                             .confidence = Confidence::kSecondary});
  v1::Crossing crossing;
  crossing.set_up(true);
  crossing.set_before_fen(2'999'999);
  crossing.set_after_fen(3'000'000);
  const v1::Warning warning = WarningOf(pack, crossing);
  EXPECT_EQ(warning.threshold_id(), "year");
  EXPECT_EQ(warning.metric(), v1::YEAR_AFTER_AID);
  EXPECT_EQ(warning.severity(), v1::URGENT);
  EXPECT_EQ(warning.route(), v1::TOWN_OFFICE);
  EXPECT_EQ(warning.message(), "到线");
  EXPECT_EQ(warning.next_step(), "上门");
  EXPECT_EQ(warning.before(), "29999.99 元");
  EXPECT_EQ(warning.after(), "30000.00 元");
  EXPECT_EQ(warning.value(), "30000.00 元");
  EXPECT_EQ(warning.confidence(), v1::SECONDARY);
}

TEST(WarningTest, QuotientsAreShownInPercent) {
  CompiledPack pack;
  pack.thresholds.push_back({.id = "b", .metric = Metric::kHouseholdBurden, .value = 4'000});
  v1::Crossing crossing;
  crossing.set_before_fen(1);
  crossing.set_after_fen(2);
  crossing.set_denominator_fen(3);
  const v1::Warning warning = WarningOf(pack, crossing);
  EXPECT_EQ(warning.before(), "33.33 %");
  EXPECT_EQ(warning.after(), "66.66 %");
  EXPECT_EQ(warning.value(), "40.00 %");
}

}  // namespace
}  // namespace yizhan
