// Dates: what is one, ages in completed years (R25), and the Shanghai day of an instant.

#include "engine/base/date.h"

#include <optional>

#include "gtest/gtest.h"

namespace yizhan {
namespace {

struct ParseCase {
  const char* name;
  const char* text;
  std::optional<std::int32_t> days;
};

class ParseDayTest : public testing::TestWithParam<ParseCase> {};

TEST_P(ParseDayTest, Reads) {
  const std::optional<Day> day = ParseDay(GetParam().text);
  ASSERT_EQ(day.has_value(), GetParam().days.has_value());
  if (!day.has_value()) return;
  EXPECT_EQ(day->days, *GetParam().days);
  EXPECT_EQ(DayText(*day), GetParam().text);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, ParseDayTest, testing::Values(
    ParseCase{"Epoch",               "1970-01-01",  0},
    ParseCase{"DayBefore",           "1969-12-31",  -1},
    ParseCase{"PilotDay",            "2012-06-29",  15'520},
    ParseCase{"FirstDay",            "1900-01-01",  -25'567},
    ParseCase{"LastDay",             "9999-12-31",  kOpenEnd.days},
    ParseCase{"LeapDay",             "2012-02-29",  15'399},
    ParseCase{"LeapDayOf2000",       "2000-02-29",  11'016},
    ParseCase{"NoLeapDayIn1900",     "1900-02-29",  std::nullopt},
    ParseCase{"NoLeapDayIn2013",     "2013-02-29",  std::nullopt},
    ParseCase{"NoLeapDayIn2100",     "2100-02-29",  std::nullopt},
    ParseCase{"ThirtyFirstOfJune",   "2012-06-31",  std::nullopt},
    ParseCase{"MonthZero",           "2012-00-01",  std::nullopt},
    ParseCase{"MonthThirteen",       "2012-13-01",  std::nullopt},
    ParseCase{"DayZero",             "2012-06-00",  std::nullopt},
    ParseCase{"BeforeTheFirstDay",   "1899-12-31",  std::nullopt},
    ParseCase{"NoLeadingZero",       "2012-6-29",   std::nullopt},
    ParseCase{"Slashes",             "2012/06/29",  std::nullopt},
    ParseCase{"Compact",             "20120629",    std::nullopt},
    ParseCase{"Letters",             "2012-ab-29",  std::nullopt},
    ParseCase{"WithTime",            "2012-06-29 ", std::nullopt},
    ParseCase{"Empty",               "",            std::nullopt}),
    [](const auto& row) { return row.param.name; });
// clang-format on

struct AgeCase {
  const char* name;
  const char* birth;
  const char* day;
  std::int32_t years;
};

class AgeYearsTest : public testing::TestWithParam<AgeCase> {};

TEST_P(AgeYearsTest, CountsCompletedYears) {
  EXPECT_EQ(AgeYears(*ParseDay(GetParam().birth), *ParseDay(GetParam().day)), GetParam().years);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, AgeYearsTest, testing::Values(
    AgeCase{"DayOfBirth",                "2012-06-29", "2012-06-29", 0},
    AgeCase{"DayBeforeBirthday",         "1952-06-29", "2012-06-28", 59},
    AgeCase{"BirthdayCounts",            "1952-06-29", "2012-06-29", 60},
    AgeCase{"DayAfterBirthday",          "1952-06-29", "2012-06-30", 60},
    AgeCase{"EarlierMonthLaterDay",      "1952-06-29", "2012-05-31", 59},
    AgeCase{"LaterMonthEarlierDay",      "1952-06-29", "2012-07-01", 60},
    AgeCase{"LeapBornLastOfFebruary",    "1952-02-29", "2013-02-28", 60},
    AgeCase{"LeapBornFirstOfMarch",      "1952-02-29", "2013-03-01", 61},
    AgeCase{"LeapBornInLeapYear",        "1952-02-29", "2012-02-29", 60},
    AgeCase{"LeapBornDayBeforeLeapDay",  "1952-02-29", "2012-02-28", 59},
    AgeCase{"NotYetBorn",                "2012-06-29", "2012-06-28", -1}),
    [](const auto& row) { return row.param.name; });
// clang-format on

struct InstantCase {
  const char* name;
  std::int64_t unix_ms;
  const char* day;
  const char* time;
};

class BusinessDayTest : public testing::TestWithParam<InstantCase> {};

TEST_P(BusinessDayTest, IsTheShanghaiDay) {
  EXPECT_EQ(DayText(BusinessDay(GetParam().unix_ms)), GetParam().day);
  EXPECT_EQ(TimeText(GetParam().unix_ms), GetParam().time);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, BusinessDayTest, testing::Values(
    InstantCase{"Epoch",              0,                 "1970-01-01", "1970-01-01 08:00:00"},
    InstantCase{"LastMsBefore1970",   -28'800'001,       "1969-12-31", "1969-12-31 23:59:59"},
    InstantCase{"FirstMsOf1970",      -28'800'000,       "1970-01-01", "1970-01-01 00:00:00"},
    InstantCase{"LastMsOfTheDay",     1'340'985'599'999, "2012-06-29", "2012-06-29 23:59:59"},
    InstantCase{"MidnightInShanghai", 1'340'985'600'000, "2012-06-30", "2012-06-30 00:00:00"},
    InstantCase{"MidnightInGreenwich", 1'341'014'400'000, "2012-06-30", "2012-06-30 08:00:00"},
    InstantCase{"NewYear",            1'356'969'600'000, "2013-01-01", "2013-01-01 00:00:00"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

struct SpanCase {
  const char* name;
  Span a;
  Span b;
  bool meet;
};

class SpanTest : public testing::TestWithParam<SpanCase> {};

TEST_P(SpanTest, MeetsWhenADayBelongsToBoth) {
  EXPECT_EQ(GetParam().a.Meets(GetParam().b), GetParam().meet);
  EXPECT_EQ(GetParam().b.Meets(GetParam().a), GetParam().meet);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, SpanTest, testing::Values(
    SpanCase{"OneCommonDay", {Day{1}, Day{5}}, {Day{5}, Day{9}},        true},
    SpanCase{"Adjacent",     {Day{1}, Day{4}}, {Day{5}, Day{9}},        false},
    SpanCase{"Inside",       {Day{1}, Day{9}}, {Day{3}, Day{4}},        true},
    SpanCase{"Open",         {Day{1}},         {Day{500'000}, Day{500'001}}, true},
    SpanCase{"OneDayEach",   {Day{1}, Day{1}}, {Day{1}, Day{1}},        true}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(SpanTest, BothEndsBelongToIt) {
  const Span span{Day{3}, Day{5}};
  EXPECT_FALSE(span.Contains(Day{2}));
  EXPECT_TRUE(span.Contains(Day{3}));
  EXPECT_TRUE(span.Contains(Day{5}));
  EXPECT_FALSE(span.Contains(Day{6}));
}

TEST(DateTest, YearOf) {
  EXPECT_EQ(YearOf(*ParseDay("2012-12-31")), 2012);
  EXPECT_EQ(YearOf(*ParseDay("2013-01-01")), 2013);
}

}  // namespace
}  // namespace yizhan
