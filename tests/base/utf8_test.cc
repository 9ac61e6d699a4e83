// Utf8: well-formed or not, length in characters, control characters.

#include "engine/base/utf8.h"

#include "gtest/gtest.h"

namespace yizhan {
namespace {

struct Case {
  const char* name;
  std::string text;
  std::optional<std::size_t> characters;
};

class CountCharactersTest : public testing::TestWithParam<Case> {};

TEST_P(CountCharactersTest, CountsOrRefuses) {
  EXPECT_EQ(CountCharacters(GetParam().text), GetParam().characters);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, CountCharactersTest, testing::Values(
    Case{"Empty",            "",                   0},
    Case{"Ascii",            "abc",                3},
    Case{"Chinese",          "安亭镇",             3},
    Case{"FourBytes",        "\xf0\xa0\xae\xb7",   1},
    Case{"LastCodePoint",    "\xf4\x8f\xbf\xbf",   1},
    Case{"BeyondTheLast",    "\xf4\x90\x80\x80",   std::nullopt},
    Case{"TooHighLead",      "\xf5\x80\x80\x80",   std::nullopt},
    Case{"OverlongTwo",      "\xc0\xaf",           std::nullopt},
    Case{"OverlongThree",    "\xe0\x80\xaf",       std::nullopt},
    Case{"OverlongFour",     "\xf0\x80\x80\xaf",   std::nullopt},
    Case{"Surrogate",        "\xed\xa0\x80",       std::nullopt},
    Case{"LoneContinuation", "\x80",               std::nullopt},
    Case{"CutOff",           "\xe5\xae",           std::nullopt},
    Case{"BrokenInside",     "\xe5""a\x89",        std::nullopt},
    Case{"Gb18030",          "\xb0\xb2\xcd\xa4",   std::nullopt}),
    [](const auto& row) { return row.param.name; });
// clang-format on

struct ControlCase {
  const char* name;
  std::string text;
  bool has;
};

class ControlTest : public testing::TestWithParam<ControlCase> {};

TEST_P(ControlTest, Finds) { EXPECT_EQ(HasControlCharacter(GetParam().text), GetParam().has); }

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, ControlTest, testing::Values(
    ControlCase{"Plain",     "安亭镇 A-1",            false},
    ControlCase{"Empty",     "",                      false},
    ControlCase{"Nul",       std::string("a\0b", 3),  true},
    ControlCase{"Tab",       "a\tb",                  true},
    ControlCase{"LineFeed",  "a\n",                   true},
    ControlCase{"Delete",    "\x7f",                  true},
    ControlCase{"NextLine",  "\xc2\x85",              true},
    ControlCase{"NoBreakSpace", "\xc2\xa0",           false}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan
