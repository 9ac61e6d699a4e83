// RegisterColumns: dates as offices write them, and cells without the spaces around them.

#include "adapters/files/register_columns.h"

#include "adapters/files/csv.h"
#include "gtest/gtest.h"

namespace yizhan::files {
namespace {

struct DateCase {
  const char* name;
  const char* text;
  std::optional<std::string> canonical;
};

class CanonicalDateTest : public testing::TestWithParam<DateCase> {};

TEST_P(CanonicalDateTest, Reads) {
  EXPECT_EQ(CanonicalDate(GetParam().text), GetParam().canonical);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, CanonicalDateTest, testing::Values(
    DateCase{"Dashes",           "2012-06-01",  "2012-06-01"},
    DateCase{"Slashes",          "2012/6/1",    "2012-06-01"},
    DateCase{"SlashesAndZeros",  "2012/06/01",  "2012-06-01"},
    DateCase{"Compact",          "20120601",    "2012-06-01"},
    DateCase{"DashesNoZeros",    "2012-6-1",    "2012-06-01"},
    DateCase{"December",         "2012/12/31",  "2012-12-31"},
    DateCase{"LeapDay",          "20120229",    "2012-02-29"},
    DateCase{"NoLeapDay",        "20130229",    std::nullopt},
    DateCase{"MixedSeparators",  "2012-06/01",  std::nullopt},
    DateCase{"Dots",             "2012.06.01",  std::nullopt},
    DateCase{"ShortYear",        "12/6/1",      std::nullopt},
    DateCase{"DayFirst",         "01/06/2012",  std::nullopt},
    DateCase{"SevenDigits",      "2012061",     std::nullopt},
    DateCase{"NineDigits",       "201206011",   std::nullopt},
    DateCase{"NoDay",            "2012/06/",    std::nullopt},
    DateCase{"NoMonth",          "2012//06",    std::nullopt},
    DateCase{"ThreeDigitDay",    "2012/6/001",  std::nullopt},
    DateCase{"WithTime",         "2012/6/1 0:00", std::nullopt},
    DateCase{"MonthThirteen",    "2012/13/1",   std::nullopt},
    DateCase{"Before1900",       "18991231",    std::nullopt},
    DateCase{"LettersInTheYear", "20a2/6/1",    std::nullopt},
    DateCase{"Empty",            "",            std::nullopt}),
    [](const auto& row) { return row.param.name; });
// clang-format on

struct TrimCase {
  const char* name;
  const char* text;
  const char* trimmed;
};

class TrimmedTest : public testing::TestWithParam<TrimCase> {};

TEST_P(TrimmedTest, Trims) { EXPECT_EQ(Trimmed(GetParam().text), GetParam().trimmed); }

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, TrimmedTest, testing::Values(
    TrimCase{"Nothing",          "",                 ""},
    TrimCase{"Plain",            "安亭镇",           "安亭镇"},
    TrimCase{"Spaces",           "  a b ",           "a b"},
    TrimCase{"Tab",              "\ta\t",            "a"},
    TrimCase{"IdeographicSpace", "\xe3\x80\x80 安\xe3\x80\x80", "安"},
    TrimCase{"OnlySpaces",       " \xe3\x80\x80 ",   ""}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan::files
