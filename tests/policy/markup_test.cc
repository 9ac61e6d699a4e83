// The small writer of elements: what it escapes, and that nothing stays open.

#include "engine/policy/markup.h"

#include <string>

#include "gtest/gtest.h"
#include "well_formed.h"

namespace yizhan {
namespace {

struct Case {
  const char* name;
  std::string text;
  std::string escaped;
};

class EscapedTextTest : public testing::TestWithParam<Case> {};

TEST_P(EscapedTextTest, CannotBreakOut) {
  EXPECT_EQ(EscapedText(GetParam().text), GetParam().escaped);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, EscapedTextTest, testing::Values(
    Case{"Plain", "低保 90%", "低保 90%"},
    Case{"Element", "<script>", "&lt;script&gt;"},
    Case{"Entity", "a&b &amp;", "a&amp;b &amp;amp;"},
    Case{"Quotes", "\" '", "&quot; &#39;"},
    Case{"LineAndTab", "a\nb\tc", "a\nb\tc"},
    Case{"Control", std::string("a\0b\x1b", 4), "a b "},
    Case{"CarriageReturn", "a\rb", "a b"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(Markup, WritesElementsAttributesAndLineBreaks) {
  Markup to;
  to.Open("p", {{"class", "a\"b"}}).Text("一\n二").Element("b", "<").Close("p");
  EXPECT_EQ(to.Take(), "<p class=\"a&quot;b\">一<br/>二<b>&lt;</b>\n</p>\n");
}

TEST(MarkupDeathTest, ClosedOutOfTurnOrLeftOpen) {
  const auto out_of_turn = [] { Markup().Open("p").Open("b").Close("p"); };
  const auto left_open = [] { Markup().Open("p").Take(); };
  EXPECT_DEATH(out_of_turn(), "");
  EXPECT_DEATH(left_open(), "");
}

struct FaultCase {
  const char* name;
  const char* text;
  const char* fault;
};

class WellFormedTest : public testing::TestWithParam<FaultCase> {};

TEST_P(WellFormedTest, SeesIt) { EXPECT_EQ(FaultOf(GetParam().text), GetParam().fault); }

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, WellFormedTest, testing::Values(
    FaultCase{"Good", "<!DOCTYPE html>\n<p a=\"b\">x &amp; y<br/></p>\n", ""},
    FaultCase{"NoDoctype", "<p></p>\n", "no doctype"},
    FaultCase{"BareAmpersand", "<!DOCTYPE html>\n<p>a & b</p>\n", "text: a & b"},
    FaultCase{"OutOfTurn", "<!DOCTYPE html>\n<p><b></p></b>\n", "closed out of turn: /p"},
    FaultCase{"LeftOpen", "<!DOCTYPE html>\n<p><b></b>", "left open: p"},
    FaultCase{"AttributeUnquoted", "<!DOCTYPE html>\n<p a=b></p>\n", "tag: p a=b"},
    FaultCase{"Second", "<!DOCTYPE html>\n<p></p>\n<p></p>\n", "more after the end"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan
