// UTF-8: one row per edge of the encoding.

#include "engine/policy/utf8.h"

#include <string>

#include "gtest/gtest.h"

namespace yizhan {
namespace {

struct Case {
  const char* name;
  std::string text;
  bool valid;
};

class Utf8Test : public testing::TestWithParam<Case> {};

TEST_P(Utf8Test, IsRecognised) { EXPECT_EQ(IsUtf8(GetParam().text), GetParam().valid); }

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, Utf8Test, testing::Values(
    Case{"Empty", "", true},
    Case{"Ascii", "abc", true},
    Case{"Chinese", "医疗救助", true},
    Case{"FourBytes", "\xf0\xa0\x80\x80", true},
    Case{"Highest", "\xf4\x8f\xbf\xbf", true},
    Case{"AboveHighest", "\xf4\x90\x80\x80", false},
    Case{"Surrogate", "\xed\xa0\x80", false},
    Case{"BelowSurrogates", "\xed\x9f\xbf", true},
    Case{"OverlongTwo", "\xc0\xaf", false},
    Case{"OverlongThree", "\xe0\x80\xaf", false},
    Case{"OverlongFour", "\xf0\x80\x80\xaf", false},
    Case{"LoneFollower", "\x80", false},
    Case{"CutOff", "\xe5\x8c", false},
    Case{"FollowerMissing", "\xe5\x8cz", false},
    Case{"Gb18030", "\xb0\xb2\xcd\xa4", false},
    Case{"FirstByteTooHigh", "\xf5\x80\x80\x80", false}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan
