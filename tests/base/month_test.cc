// Month: as people write it, and the Shanghai midnight at which it changes.

#include "engine/base/month.h"

#include "gtest/gtest.h"

namespace yizhan {
namespace {

struct MonthRow {
  const char* text;
  Month month;  // 0: none.
};

TEST(MonthTest, IsAMonthAndNothingElse) {
  const MonthRow rows[] = {{"2012-06", 201206}, {"2012-12", 201212}, {"1900-01", 190001},
                           {"2012-00", 0},      {"2012-13", 0},      {"2012-6", 0},
                           {"2012/06", 0},      {"201206", 0},       {"2012-06-01", 0},
                           {" 2012-06", 0},     {"2012-06 ", 0},     {"", 0},
                           {"0012-06", 0}};
  for (const MonthRow& row : rows) {
    EXPECT_EQ(ParseMonth(row.text).value_or(0), row.month) << row.text;
    EXPECT_EQ(row.month == 0 ? row.text : MonthText(row.month), row.text);
  }
}

TEST(MonthTest, ChangesAtMidnightInShanghai) {
  constexpr std::int64_t kMidnightMs = 1'341'072'000'000;  // 2012-07-01 00:00:00, Shanghai.
  EXPECT_EQ(PostingMonth(kMidnightMs - 1), 201206U);
  EXPECT_EQ(PostingMonth(kMidnightMs), 201207U);
}

}  // namespace
}  // namespace yizhan
