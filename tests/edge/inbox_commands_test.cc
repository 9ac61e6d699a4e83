// What a person may do with the inbox, in words and over the socket of a running edge.

#include "adapters/edge/inbox_commands.h"

#include <sys/stat.h>

#include <string>

#include "adapters/edge/command_socket.h"
#include "adapters/edge/edge_metrics.h"
#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/intake/stage.h"

namespace yizhan::test {
namespace {

using edge::InboxAnswer;
using edge::InboxCommand;

class CommandsTest : public ::testing::Test {
 protected:
  CommandsTest() {
    answered_ = stage_.Settle("A") == Told::kResult;
    letter_ = stage_.Receive("what the HIS sent");
    stage_.intake().Unreadable(letter_, Refuse({.reason = v1::FIELD_MALFORMED, .field = "msg"}));
  }

  InboxAnswer Do(const InboxCommand& command) {
    return edge::Carry(command, stage_.inbox(), stage_.intake());
  }

  Stage stage_;
  bool answered_ = false;
  edge::Ticket letter_ = 0;
};

TEST_F(CommandsTest, ListsWhatIsNotFinished) {
  ASSERT_TRUE(answered_);
  const InboxAnswer open = Do({.name = "list"});
  EXPECT_EQ(open.code, 0);
  EXPECT_NE(open.text.find("2\tDEAD_LETTER\t2012-06-29 09:30:00\t"), std::string::npos)
      << open.text;
  EXPECT_NE(open.text.find("FIELD_MALFORMED msg"), std::string::npos);
  EXPECT_EQ(open.text.find("ANSWERED"), std::string::npos);
  EXPECT_EQ(open.text.find("HIS sent"), std::string::npos) << "a list shows no message";
  const InboxAnswer all = Do({.name = "list", .all = true});
  EXPECT_NE(all.text.find("1\tANSWERED\t"), std::string::npos) << all.text;
}

// Two told late, one of them reversed and not recorded yet.
TEST_F(CommandsTest, AListEndsWithWhatWaits) {
  const auto ends_with = [&](const std::string& totals) {
    for (const bool all : {false, true}) {
      const InboxAnswer answer = Do({.name = "list", .all = all});
      EXPECT_TRUE(answer.text.ends_with("\n" + totals)) << answer.text;
    }
  };
  ends_with(
      "合计：等待冲正 0 笔，等待事后补录 0 笔\n"
      "total: 0 waiting for reversal, 0 waiting for recording");
  for (const char* message : {"B", "C"}) {
    stage_.line().Plan(Phase::kSettle, {Fault::kDropped});
    ASSERT_EQ(stage_.Settle(message), Told::kLate);
  }
  ends_with(
      "合计：等待冲正 2 笔，等待事后补录 0 笔\n"
      "total: 2 waiting for reversal, 0 waiting for recording");
  const auto reversed = stage_.inbox().Update(
      letter_ + 1, [](v1::InboxRecord& record) { record.set_state(v1::LATE_REVERSED); });
  ASSERT_TRUE(reversed.ok()) << reversed.status();
  ends_with(
      "合计：等待冲正 1 笔，等待事后补录 1 笔\n"
      "total: 1 waiting for reversal, 1 waiting for recording");
  const std::string json = edge::ToJson(Do({.name = "list"}));
  EXPECT_NE(json.find("\"waiting_for_reversal\":1,\"waiting_for_recording\":1}"), std::string::npos)
      << json;
  EXPECT_EQ(edge::ToJson(Do({.name = "show", .number = 1})).find("waiting"), std::string::npos);
  EXPECT_TRUE(edge::AnswerIn(json).ok());
}

TEST_F(CommandsTest, ShowsOneWithItsMessage) {
  const InboxAnswer shown = Do({.name = "show", .number = letter_});
  EXPECT_EQ(shown.code, 0);
  EXPECT_NE(shown.text.find("what the HIS sent"), std::string::npos);
  EXPECT_EQ(Do({.name = "show", .number = 99}).code, 1);
}

struct Row {
  const char* name;
  InboxCommand command;
  int code;
  v1::InboxState state;  // Of the dead letter, afterwards.
};

class RefusedTest : public CommandsTest, public ::testing::WithParamInterface<Row> {};

TEST_P(RefusedTest, SaysWhy) {
  const InboxAnswer answer = Do(GetParam().command);
  EXPECT_EQ(answer.code, GetParam().code) << answer.text;
  EXPECT_FALSE(answer.text.empty());
  EXPECT_EQ(stage_.inbox().Get(letter_)->state(), GetParam().state);
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedTest,
    ::testing::Values(
        Row{"Discard", {.name = "discard", .number = 2, .note = "noise"}, 0, v1::DISCARDED},
        Row{"DiscardWithoutNote", {.name = "discard", .number = 2}, 1, v1::DEAD_LETTER},
        Row{"LongNote",
            {.name = "discard", .number = 2, .note = std::string(201, 'x')},
            1,
            v1::DEAD_LETTER},
        Row{"DiscardOfAnAnswer", {.name = "discard", .number = 1, .note = "x"}, 1, v1::DEAD_LETTER},
        Row{"ReplayOfNoMessage", {.name = "replay", .number = 2}, 1, v1::DEAD_LETTER},
        Row{"ReplayOfAnAnswer", {.name = "replay", .number = 1}, 1, v1::DEAD_LETTER},
        Row{"NoSuchCommand", {.name = "burn", .number = 2}, 1, v1::DEAD_LETTER}),
    [](const auto& row) { return row.param.name; });

TEST(CommandJsonTest, ThereAndBack) {
  const InboxCommand command{.name = "discard", .number = 7, .note = "a \"note\"\n", .all = true};
  const auto read = edge::CommandIn(edge::ToJson(command));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->name, command.name);
  EXPECT_EQ(read->number, command.number);
  EXPECT_EQ(read->note, command.note);
  EXPECT_TRUE(read->all);
  EXPECT_EQ(edge::ToJson(command).find('\n'), std::string::npos) << "one line";
  const auto answer = edge::AnswerIn(edge::ToJson(InboxAnswer{.code = 1, .text = "a\nb"}));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->code, 1);
  EXPECT_EQ(answer->text, "a\nb");
}

TEST(CommandJsonTest, RefusesWhatIsNone) {
  for (const char* text :
       {"", "{", "[]", "{}", R"({"do":"list"})", R"({"do":"show","note":"","number":"x"})",
        R"({"do":1,"note":"","number":"1"})"}) {
    EXPECT_FALSE(edge::CommandIn(text).ok()) << text;
  }
  for (const char* text : {"", "{}", R"({"code":0})", R"({"code":"0","text":""})"}) {
    EXPECT_FALSE(edge::AnswerIn(text).ok()) << text;
  }
}

TEST(CommandSocketTest, TakesOneLineAndAnswersOne) {
  const ScratchFolder folder;
  const std::string path = folder / "commands.sock";
  EXPECT_TRUE(absl::IsNotFound(edge::CallCommandSocket(path, "x").status()));
  {
    const auto socket =
        edge::CommandSocket::Serve(path, [](const std::string& line) { return "got " + line; });
    ASSERT_TRUE(socket.ok()) << socket.status();
    struct stat found {};
    ASSERT_EQ(stat(path.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0600U);
    for (const char* line : {"one", "two"}) {
      const auto answer = edge::CallCommandSocket(path, line);
      ASSERT_TRUE(answer.ok()) << answer.status();
      EXPECT_EQ(*answer, std::string("got ") + line);
    }
    EXPECT_FALSE(edge::CallCommandSocket(path, std::string(20'000, 'x')).ok()) << "too long";
  }
  EXPECT_TRUE(absl::IsNotFound(edge::CallCommandSocket(path, "x").status()));
}

TEST(EdgeMetricsTest, CountsByProtocol) {
  Stage stage;
  ASSERT_EQ(stage.Settle("A"), Told::kResult);
  stage.line().Plan(Phase::kSettle, {Fault::kDropped});
  ASSERT_EQ(stage.Settle("B"), Told::kLate);
  stage.Advance(5000);
  const edge::EdgeMetrics metrics(stage.intake(), stage.desk().clock());
  std::map<std::string, std::int64_t> values;
  for (const prometheus::MetricFamily& family : metrics.Collect()) {
    for (const prometheus::ClientMetric& metric : family.metric) {
      if (metric.label.front().value != "national") continue;
      const bool counter = family.type == prometheus::MetricType::Counter;
      values[family.name] =
          static_cast<std::int64_t>(counter ? metric.counter.value : metric.gauge.value);
    }
  }
  EXPECT_EQ(values["yizhan_edge_received_total"], 2);
  EXPECT_EQ(values["yizhan_edge_answered_total"], 1);
  EXPECT_EQ(values["yizhan_edge_told_late_total"], 1);
  EXPECT_EQ(values["yizhan_edge_waiting_for_reversal"], 1);
  EXPECT_EQ(values["yizhan_edge_waiting_for_recording"], 0);
  EXPECT_EQ(values["yizhan_edge_seconds_since_last_message"], 5);
}

}  // namespace
}  // namespace yizhan::test
