#include "tools/cli/desk_script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/refusal.h"
#include "tools/cli/desk_report.h"

namespace yizhan::cli {
namespace {

std::string Reverse(const std::string& extra, const std::string& institution_id,
                    const std::string& msgid, const std::string& omsgid) {
  return "{" + extra + R"("infno":"2601","msgid":")" + msgid + R"(","fixmedins_code":")" +
         institution_id + R"(","input":{"data":{"psn_no":"P","omsgid":")" + omsgid +
         R"(","oinfno":"2207"}}})" + "\n";
}

TEST(DeskScriptTest, OurFieldsComeOffAndTheMessageStays) {
  const auto script =
      ReadDeskScript("\n" + Reverse(R"("_at":3,"_expect":"OK|REPLAYED",)", "H1", "R1", "M1"));
  ASSERT_EQ(script.size(), 1U);
  EXPECT_EQ(script[0].line, 2U);
  EXPECT_EQ(script[0].institution_id, "H1");
  EXPECT_EQ(script[0].message_id, "R1");
  EXPECT_EQ(script[0].step, 3);
  EXPECT_THAT(script[0].expected, testing::ElementsAre("OK", "REPLAYED"));
  ASSERT_TRUE(script[0].message.ok()) << script[0].message.status();
  EXPECT_EQ(script[0].message->infno, "2601");
}

TEST(DeskScriptTest, ABrokenLineIsKeptWithItsRefusal) {
  const auto script = ReadDeskScript("not json\n{\"_expect\":\"FIELD_MISSING\"}\n");
  ASSERT_EQ(script.size(), 2U);
  EXPECT_EQ(ReasonOf(script[0].message.status()), v1::FIELD_MALFORMED);
  EXPECT_FALSE(script[1].message.ok());
  EXPECT_THAT(script[1].expected, testing::ElementsAre("FIELD_MISSING"));
}

TEST(DeskScriptTest, TerminalsOfOneStepDifferAndAMessageStaysWithItsOwn) {
  const std::string at = R"("_at":1,)";
  const auto script = ReadDeskScript(
      Reverse(at, "H1", "A", "X") + Reverse(at, "H1", "B", "Y") + Reverse(at, "H2", "C", "Z") +
      Reverse("", "H1", "B", "Y") +  // Again: the terminal of B.
      Reverse("", "H1", "D", "Y") +  // Of a message that terminal spoke of.
      Reverse("", "H1", "E", "W"));  // Nobody's yet.
  ASSERT_EQ(script.size(), 6U);
  std::vector<std::size_t> terminals;
  for (const DeskLine& line : script) terminals.push_back(line.terminal);
  EXPECT_THAT(terminals, testing::ElementsAre(0, 1, 0, 1, 1, 0));
}

TEST(DeskScriptTest, ASegmentPerStepAndPerRunOfOtherLines) {
  const auto script =
      ReadDeskScript(Reverse("", "H1", "A", "A1") + Reverse(R"("_at":1,)", "H1", "B", "B1") +
                     Reverse("", "H2", "C", "C1") + Reverse(R"("_at":1,)", "H1", "D", "D1") +
                     Reverse("", "H1", "E", "E1"));
  const auto segments = PlanSegments(script);
  ASSERT_EQ(segments.size(), 3U);
  EXPECT_FALSE(segments[0].together);
  EXPECT_THAT(segments[0].lines, testing::ElementsAre(0));
  EXPECT_TRUE(segments[1].together);
  EXPECT_THAT(segments[1].lines, testing::ElementsAre(1, 3));
  EXPECT_FALSE(segments[2].together);
  EXPECT_THAT(segments[2].lines, testing::ElementsAre(2, 4));
}

struct ReportRow {
  const char* name;
  DeskAnswer answer;
  std::string label;
  std::vector<std::string> expected;
  ExitCode exit_code;
};

class DeskReportTest : public testing::TestWithParam<ReportRow> {};

TEST_P(DeskReportTest, LabelExpectationAndExitCode) {
  std::vector<DeskLine> script(1);
  script[0].expected = GetParam().expected;
  EXPECT_EQ(LabelOf(GetParam().answer), GetParam().label);
  EXPECT_EQ(DeskExitCode(CountAnswers(script, {GetParam().answer})), GetParam().exit_code);
}

DeskAnswer Refusal(v1::Reason reason, bool unknown) {
  return {.kind = DeskKind::kRefused, .reason = reason, .unknown = unknown, .message_zh = ""};
}

DeskAnswer Of(DeskKind kind) {
  DeskAnswer answer;
  answer.kind = kind;
  return answer;
}

INSTANTIATE_TEST_SUITE_P(
    Table, DeskReportTest,
    testing::ValuesIn(std::vector<ReportRow>{
        {"Settled", Of(DeskKind::kSettled), "OK", {"OK"}, kExitOk},
        {"Replaced", Of(DeskKind::kReplaced), "OK", {"OK"}, kExitOk},
        {"Reversed", Of(DeskKind::kReversed), "OK", {"OK"}, kExitOk},
        {"Tombstone", Of(DeskKind::kTombstone), "TOMBSTONE", {"TOMBSTONE"}, kExitOk},
        {"TombstoneIsNotOk", Of(DeskKind::kTombstone), "TOMBSTONE", {"OK"}, kExitRefused},
        {"EitherOfTwo", Of(DeskKind::kReplayed), "REPLAYED", {"OK", "REPLAYED"}, kExitOk},
        {"NothingExpected", Refusal(v1::LATE, false), "LATE", {}, kExitOk},
        {"ExpectedRefusal", Refusal(v1::LATE, false), "LATE", {"LATE"}, kExitOk},
        {"OtherRefusal", Refusal(v1::LATE, false), "LATE", {"OK"}, kExitRefused},
        {"Unknown", Refusal(v1::OUTCOME_NOT_KNOWN, true), "OUTCOME_NOT_KNOWN", {}, kExitUnknown},
        {"NotSent", Of(DeskKind::kNotSent), "NOT_SENT", {}, kExitUnknown},
    }),
    [](const auto& row) { return std::string(row.param.name); });

TEST(DeskReportTextTest, CountsAndReasonsInChinese) {
  std::vector<DeskLine> script(2);
  const DeskReport report =
      CountAnswers(script, {Of(DeskKind::kSettled), Refusal(v1::PERSON_UNKNOWN, false)});
  const std::string text = DeskReportText(report, 12);
  EXPECT_THAT(text, testing::HasSubstr("非救助登记人员"));
  EXPECT_THAT(DeskReportJson(report, 12),
              testing::HasSubstr(R"("refused_by_reason": {"PERSON_UNKNOWN": 1})"));
}

}  // namespace
}  // namespace yizhan::cli
