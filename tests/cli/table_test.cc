#include "tools/cli/table.h"

#include <gtest/gtest.h>

#include "tools/cli/names.h"
#include "tools/cli/progress.h"

namespace yizhan::cli {
namespace {

TEST(TableTest, AmountsAlignRightAndChineseCountsTwice) {
  Table table({{"机构"}, {"名称 Name"}, {"救助 Aid", Align::kRight}});
  table.AddRow({"H1", "安亭医院", "5233.75"});
  table.AddRow({"H20", "B", "-0.05"});
  table.AddRule();
  table.AddRow({"合计", "", "1234567.00"});
  EXPECT_EQ(table.Text(),
            "机构  名称 Name    救助 Aid\n"
            "---------------------------\n"
            "H1    安亭医院      5233.75\n"
            "H20   B               -0.05\n"
            "---------------------------\n"
            "合计             1234567.00\n");
}

TEST(TableTest, WithoutRowsOnlyTheHeading) {
  EXPECT_EQ(Table({{"a"}, {"b"}}).Text(), "a  b\n----\n");
  EXPECT_TRUE(Table({{"a"}}).empty());
}

TEST(TableTest, ControlCharactersOfOthersDoNotReachTheTerminal) {
  Table table({{"a"}});
  table.AddRow({"x\x1B\n"});
  EXPECT_EQ(table.Text(), "a\n---\nx??\n");
}

struct ProgressRow {
  const char* name;
  std::uint64_t done;
  std::uint64_t total;
  std::string line;
};

class ProgressLineTest : public testing::TestWithParam<ProgressRow> {};

TEST_P(ProgressLineTest, Draws) {
  EXPECT_EQ(ProgressLine("导入", GetParam().done, GetParam().total), GetParam().line);
}

INSTANTIATE_TEST_SUITE_P(Table, ProgressLineTest,
                         testing::ValuesIn(std::vector<ProgressRow>{
                             {"UnknownTotal", 7, 0, "导入  7"},
                             {"Start", 0, 10, "导入 [>                             ]   0%  0/10"},
                             {"Half", 5, 10, "导入 [===============>              ]  50%  5/10"},
                             {"End", 10, 10, "导入 [==============================] 100%  10/10"},
                             {"BeyondTheEnd", 12, 10,
                              "导入 [==============================] 100%  12/10"},
                         }),
                         [](const auto& row) { return std::string(row.param.name); });

struct PersonRow {
  const char* name;
  std::string text;
  bool ok;
  std::uint64_t person_no;
};

class PersonTest : public testing::TestWithParam<PersonRow> {};

TEST_P(PersonTest, Parses) {
  std::uint64_t person_no = 0;
  ASSERT_EQ(ParsePerson(GetParam().text, person_no), GetParam().ok);
  if (GetParam().ok) {
    EXPECT_EQ(person_no, GetParam().person_no);
  }
}

INSTANTIATE_TEST_SUITE_P(Table, PersonTest,
                         testing::ValuesIn(std::vector<PersonRow>{
                             {"Short", "ff", true, 255},
                             {"Prefix", "0xff", true, 255},
                             {"UpperCase", "FFFFFFFFFFFFFFFF", true, 0xFFFFFFFFFFFFFFFFULL},
                             {"AsWritten", "0000000000c0ffee", true, 0xC0FFEE},
                             {"Empty", "", false, 0},
                             {"OnlyPrefix", "0x", false, 0},
                             {"TooLong", "00000000000000001", false, 0},
                             {"NoHex", "12g4", false, 0},
                             {"Negative", "-1", false, 0},
                             {"Space", " 1", false, 0},
                         }),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(PersonTextTest, SixteenDigits) { EXPECT_EQ(PersonText(0xC0FFEE), "0000000000c0ffee"); }

TEST(FundZhTest, KnownAndUnknownCodes) {
  EXPECT_EQ(FundZh("310100"), "职工统筹");
  EXPECT_EQ(FundZh("hifp_pay"), "统筹基金");
  EXPECT_EQ(FundZh("X9"), "X9");
}

}  // namespace
}  // namespace yizhan::cli
