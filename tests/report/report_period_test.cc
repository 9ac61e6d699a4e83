// ReportPeriod: quarters and years as people write them.

#include "engine/report/report_period.h"

#include <gtest/gtest.h>

namespace yizhan {
namespace {

struct Case {
  const char* name;
  std::optional<ReportPeriod> (*parse)(const std::string&);
  const char* text;
  const char* days;  // Empty: none.
};

class ReportPeriodTest : public testing::TestWithParam<Case> {};

TEST_P(ReportPeriodTest, Parses) {
  const auto period = GetParam().parse(GetParam().text);
  const std::string days =
      period.has_value() ? DayText(period->days.from) + " " + DayText(period->days.until) : "";
  EXPECT_EQ(days, GetParam().days);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, ReportPeriodTest, testing::Values(
    Case{"FirstQuarter",   &ParseQuarter, "2012-Q1",  "2012-01-01 2012-03-31"},
    Case{"SecondQuarter",  &ParseQuarter, "2012-Q2",  "2012-04-01 2012-06-30"},
    Case{"ThirdQuarter",   &ParseQuarter, "2012-Q3",  "2012-07-01 2012-09-30"},
    Case{"LastQuarter",    &ParseQuarter, "2012-Q4",  "2012-10-01 2012-12-31"},
    Case{"NoFifth",        &ParseQuarter, "2012-Q5",  ""},
    Case{"NoZeroth",       &ParseQuarter, "2012-Q0",  ""},
    Case{"LowerCase",      &ParseQuarter, "2012-q1",  ""},
    Case{"QuarterWithMore", &ParseQuarter, "2012-Q12", ""},
    Case{"NoYear",         &ParseQuarter, "20a2-Q1",  ""},
    Case{"Year",           &ParseYear,    "2012",     "2012-01-01 2012-12-31"},
    Case{"LeapYearsToo",   &ParseYear,    "2016",     "2016-01-01 2016-12-31"},
    Case{"ShortYear",      &ParseYear,    "201",      ""},
    Case{"YearOfWords",    &ParseYear,    "last",     ""},
    Case{"NothingAtAll",   &ParseYear,    "",         ""}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(QuarterOfTest, Quarters) {
  EXPECT_EQ(QuarterOf(*ParseDay("2012-03-31")), 0U);
  EXPECT_EQ(QuarterOf(*ParseDay("2012-04-01")), 1U);
  EXPECT_EQ(QuarterOf(*ParseDay("2012-12-31")), 3U);
}

}  // namespace
}  // namespace yizhan
