// R25: both ends inclusive, birthday counted, unknown birth date fails.

#include "engine/rules/age.h"

#include "engine/base/date.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

struct Row {
  const char* name;
  const char* birth;  // Empty: unknown.
  const char* day;
  std::int32_t from_years;
  std::int32_t until_years;
  bool inside;
};

class AgeTest : public testing::TestWithParam<Row> {};

TEST_P(AgeTest, Inside) {
  const Row& row = GetParam();
  std::optional<std::int32_t> age_years;
  if (const auto birth = ParseDay(row.birth)) age_years = AgeYears(*birth, *ParseDay(row.day));
  EXPECT_EQ(AgeInRange(age_years, row.from_years, row.until_years), row.inside);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, AgeTest, testing::Values(
    Row{"R25EveOfLowerBirthday",     "1952-06-30", "2012-06-29", 60, 120, false},
    Row{"R25LowerBirthdayCounts",    "1952-06-29", "2012-06-29", 60, 120, true},
    Row{"R25LastDayOfUpperYear",     "1993-06-30", "2012-06-29",  0,  18, true},
    Row{"R25AfterUpperYear",         "1993-06-29", "2012-06-29",  0,  18, false},
    Row{"R25LeapDayBeforeFirstMarch","1952-02-29", "2013-02-28", 61, 120, false},
    Row{"R25LeapDayOnFirstMarch",    "1952-02-29", "2013-03-01", 61, 120, true},
    Row{"R25LeapDayInLeapYear",      "1952-02-29", "2012-02-29", 60,  60, true},
    Row{"R25Newborn",                "2012-06-29", "2012-06-29",  0,   1, true},
    Row{"R25UnknownBirthDateFails",  "",           "2012-06-29",  0, 200, false}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan
