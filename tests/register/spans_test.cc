// Spans: overlapping or adjacent spans of one value act as their union (R14).

#include "engine/register/spans.h"

#include "gtest/gtest.h"

namespace yizhan {
namespace {

using Facts = std::vector<HeldFact>;

std::string TextOf(const Facts& facts) {
  std::string text;
  for (const HeldFact& fact : facts) {
    const std::string until =
        fact.span.until == kOpenEnd ? "" : std::to_string(fact.span.until.days);
    text += fact.value + std::to_string(fact.span.from.days) + ".." + until + " ";
  }
  return text;
}

HeldFact Held(const std::string& value, int from, int until) {
  return {value, {Day{from}, Day{until}}};
}
HeldFact Open(const std::string& value, int from) { return {value, {Day{from}}}; }

struct Case {
  const char* name;
  Facts facts;
  const char* merged;
};

class MergeSpansTest : public testing::TestWithParam<Case> {};

TEST_P(MergeSpansTest, IsCanonical) {
  const Facts merged = MergeSpans(GetParam().facts);
  EXPECT_EQ(TextOf(merged), GetParam().merged);
  EXPECT_EQ(TextOf(MergeSpans(merged)), GetParam().merged) << "not stable";
  const Facts turned(GetParam().facts.rbegin(), GetParam().facts.rend());
  EXPECT_EQ(TextOf(MergeSpans(turned)), GetParam().merged) << "depends on the order received";
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, MergeSpansTest, testing::Values(
    Case{"None",            {},                                             ""},
    Case{"Overlapping",     {Held("a", 1, 5), Held("a", 3, 9)},             "a1..9 "},
    Case{"Adjacent",        {Held("a", 1, 4), Held("a", 5, 9)},             "a1..9 "},
    Case{"OneDayApart",     {Held("a", 1, 4), Held("a", 6, 9)},             "a1..4 a6..9 "},
    Case{"Inside",          {Held("a", 1, 9), Held("a", 3, 4)},             "a1..9 "},
    Case{"Same",            {Held("a", 1, 9), Held("a", 1, 9)},             "a1..9 "},
    Case{"ThreeInAChain",   {Held("a", 1, 2), Held("a", 3, 4), Held("a", 5, 6)}, "a1..6 "},
    Case{"OpenSwallows",    {Held("a", 1, 9), Open("a", 5)},                "a1.. "},
    Case{"NothingAfterOpen", {Open("a", 1), Held("a", 5, 9), Open("a", 7)}, "a1.. "},
    Case{"OtherValueStays", {Held("a", 1, 5), Held("b", 3, 9)},             "a1..5 b3..9 "},
    Case{"SortedByFirstDay", {Held("b", 1, 5), Held("a", 3, 9), Held("a", 1, 1)},
         "a1..1 b1..5 a3..9 "}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan
