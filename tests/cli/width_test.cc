#include "tools/cli/width.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yizhan::cli {
namespace {

struct WidthRow {
  const char* name;
  std::string text;
  std::size_t columns;
};

class WidthTest : public testing::TestWithParam<WidthRow> {};

TEST_P(WidthTest, CountsColumns) { EXPECT_EQ(WidthColumns(GetParam().text), GetParam().columns); }

INSTANTIATE_TEST_SUITE_P(Table, WidthTest,
                         testing::ValuesIn(std::vector<WidthRow>{
                             {"Empty", "", 0},
                             {"Ascii", "Total 12.50", 11},
                             {"ChineseIsTwo", "医疗救助", 8},
                             {"Mixed", "张3", 3},
                             {"FullWidthPunctuation", "（）；：", 8},
                             {"CornerBracketsOfDocuments", "〔2012〕", 8},
                             {"IdeographicSpace", "　", 2},
                             {"RareCharacterOutsideTheFirstPlane", "𠮷", 2},
                             {"CombiningMarkIsNone", "e\xCC\x81", 1},
                             {"LatinWithDiaeresis", "\xC3\xBC", 1},
                             {"Hangul", "한글", 4},
                             {"KanaAndHalfWidthKana", "カｶ", 3},
                             {"Emoji", "\xF0\x9F\x98\x80", 2},
                             {"ControlIsNone", "a\tb\n", 2},
                             {"BrokenByteIsOne", "a\xFF", 2},
                             {"CutSequenceIsOnePerByte", "\xE5\x8C", 2},
                             {"OverlongIsBroken", "\xC0\xAF", 2},
                             {"SurrogateIsBroken", "\xED\xA0\x80", 3},
                         }),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(PrintableTest, ControlAndBrokenBytesBecomeQuestionMarks) {
  EXPECT_EQ(Printable("安亭\x1B[2J\n\xFF"), "安亭?[2J??");
  EXPECT_EQ(Printable("\xEF\xBF\xBD"), "\xEF\xBF\xBD");  // A real U+FFFD stays.
}

TEST(PadTest, PadsByColumnsNotBytes) {
  EXPECT_EQ(PadRight("市级", 6), "市级  ");
  EXPECT_EQ(PadLeft("市级", 6), "  市级");
  EXPECT_EQ(PadLeft("市级救助", 6), "市级救助");
  EXPECT_EQ(Centre("市级", 8), "  市级");
}

struct WrapRow {
  const char* name;
  std::string text;
  std::size_t columns;
  std::vector<std::string> lines;
};

class WrapTest : public testing::TestWithParam<WrapRow> {};

TEST_P(WrapTest, Breaks) { EXPECT_EQ(Wrap(GetParam().text, GetParam().columns), GetParam().lines); }

INSTANTIATE_TEST_SUITE_P(Table, WrapTest,
                         testing::ValuesIn(std::vector<WrapRow>{
                             {"EmptyIsOneLine", "", 4, {""}},
                             {"Fits", "abcd", 4, {"abcd"}},
                             {"BetweenCharacters", "医疗救助", 5, {"医疗", "救助"}},
                             {"AfterASpace", "one two", 5, {"one", "two"}},
                             {"EarlySpaceIsNotUsed", "a bcdefgh", 6, {"a bcde", "fgh"}},
                             {"SpaceAtTheEdge", "abcd efgh", 4, {"abcd", " efg", "h"}},
                         }),
                         [](const auto& row) { return std::string(row.param.name); });

struct MaskRow {
  const char* name;
  std::string text;
  std::string masked;
};

class MaskTest : public testing::TestWithParam<MaskRow> {};

TEST_P(MaskTest, KeepsTheFirstCharacter) {
  EXPECT_EQ(MaskedName(GetParam().text), GetParam().masked);
}

INSTANTIATE_TEST_SUITE_P(Table, MaskTest,
                         testing::ValuesIn(std::vector<MaskRow>{
                             {"Empty", "", ""},
                             {"TwoCharacters", "张三", "张**"},
                             {"ThreeCharacters", "欧阳锋", "欧**"},
                             {"OneCharacter", "张", "张**"},
                             {"Latin", "Smith", "S**"},
                             {"Broken", "\xFFx", "?**"},
                         }),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(LargeDigitsTest, AsciiBecomesDoubleWidth) {
  EXPECT_EQ(LargeDigits("-1234567.89"), "－１２３４５６７．８９");
  EXPECT_EQ(WidthColumns(LargeDigits("5233.75")), 14U);
}

}  // namespace
}  // namespace yizhan::cli
