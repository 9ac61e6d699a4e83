// What a person may do with open intents, in words; and their gauges.

#include "adapters/edge/intent_commands.h"

#include <map>
#include <string>

#include "adapters/edge/edge_metrics.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/intake/stage.h"
#include "tests/pass_through/scene.h"

namespace yizhan::test {
namespace {

using edge::InboxAnswer;
using edge::IntentCommand;
using testing::HasSubstr;
using testing::Not;

// H1 is unclear; H2 was asked for and cut off; H3 is settled.
class IntentsTest : public ::testing::Test {
 protected:
  IntentsTest() {
    scene_.insurer.fates = {Fate::kCutAfter};
    scene_.Send(Scene::Settle("H1"));
    scene_.insurer.fates = {Fate::kRefuses};
    scene_.Restart();
    refused_ = scene_.door->ResumeOnce();
    scene_.insurer.fates = {Fate::kLost};
    scene_.Send(Scene::Settle("H2"));
    scene_.insurer.fates.clear();
    scene_.Send(Scene::Settle("H3"));
  }
  InboxAnswer Do(const IntentCommand& command) { return edge::Carry(command, scene_.door.get()); }

  Scene scene_;
  bool refused_ = false;
};

TEST_F(IntentsTest, ListsThoseThatAreOpenForAPersonFirst) {
  ASSERT_TRUE(refused_);
  const InboxAnswer list = Do({.name = "list"});
  EXPECT_EQ(list.code, 0);
  const std::size_t unclear =
      list.text.find("UNCLEAR\tH1\t-\t2207\t2012-06-29 09:30:01\t医保拒绝冲正，待人工核对/");
  const std::size_t asked = list.text.find("ASKED\tH2\t-\t2207\t2012-06-29 09:30:01\t");
  ASSERT_NE(unclear, std::string::npos) << list.text;
  ASSERT_NE(asked, std::string::npos) << list.text;
  EXPECT_LT(unclear, asked);
  EXPECT_THAT(list.text, HasSubstr("infcode -1\t问医保有无此结算，再用 intents close/"));
  EXPECT_THAT(list.text, Not(HasSubstr("H3")));
  EXPECT_THAT(list.text, Not(HasSubstr("P1"))) << "a list shows no person";
}

TEST_F(IntentsTest, ShowsOneWithItsMessages) {
  const InboxAnswer open = Do({.name = "show", .msgid = "H1"});
  EXPECT_EQ(open.code, 0);
  for (const std::string& part :
       {std::string("UNCLEAR"), Scene::Settle("H1"), std::string("2601")}) {
    EXPECT_THAT(open.text, HasSubstr(part));
  }
  const InboxAnswer settled = Do({.name = "show", .msgid = "H3"});
  EXPECT_THAT(settled.text, HasSubstr("两边都已结算"));
  EXPECT_THAT(settled.text, HasSubstr("救助/aid         已结算/settled"));
  EXPECT_EQ(Do({.name = "show", .msgid = "H9"}).code, 1);
}

TEST_F(IntentsTest, ClosesByTheInsurersWord) {
  const InboxAnswer closed =
      Do({.name = "close", .msgid = "H1", .insurer = "has-not", .note = "李四 10:00"});
  EXPECT_EQ(closed.code, 0) << closed.text;
  EXPECT_THAT(closed.text, HasSubstr("TAKEN_BACK"));
  EXPECT_THAT(closed.text, HasSubstr("李四 10:00"));
  EXPECT_THAT(Do({.name = "list"}).text, Not(HasSubstr("H1")));
  EXPECT_THAT(Do({.name = "show", .msgid = "H1"}).text, HasSubstr("李四 10:00"));
}

struct Row {
  const char* name;
  IntentCommand command;
  const char* why;
};

class RefusedIntentsTest : public IntentsTest, public ::testing::WithParamInterface<Row> {};

TEST_P(RefusedIntentsTest, SaysWhy) {
  const InboxAnswer answer = Do(GetParam().command);
  EXPECT_EQ(answer.code, 1);
  EXPECT_THAT(answer.text, HasSubstr(GetParam().why));
  EXPECT_EQ(scene_.door->OpenIntents().size(), 2U);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Table, RefusedIntentsTest,
    ::testing::Values(
        Row{"NobodySaidWhat", {.name = "close", .msgid = "H1", .note = "x"}, "--insurer-has-it"},
        Row{"NoNote", {.name = "close", .msgid = "H1", .insurer = "has-it"}, "--note"},
        Row{"LongNote", {.name = "close", .msgid = "H1", .insurer = "has-it", .note = std::string(201, 'x')}, "--note"},
        Row{"NotUnclear", {.name = "close", .msgid = "H2", .insurer = "has-it", .note = "x"}, "不待人工核对"},
        Row{"Settled", {.name = "close", .msgid = "H3", .insurer = "has-not", .note = "x"}, "不待人工核对"},
        Row{"Unknown", {.name = "close", .msgid = "H9", .insurer = "has-not", .note = "x"}, "没有这个报文号"},
        Row{"NoSuchCommand", {.name = "burn", .msgid = "H1"}, "no such command"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(IntentCommandTest, WithoutAPassThrough) {
  const InboxAnswer answer = edge::Carry(IntentCommand{.name = "list"}, nullptr);
  EXPECT_EQ(answer.code, 1);
  EXPECT_THAT(answer.text, HasSubstr("没有配置直通"));
}

TEST(IntentCommandTest, ThereAndBack) {
  const IntentCommand command{
      .name = "close", .msgid = "H1", .insurer = "has-it", .note = "a \"note\"\n"};
  const auto read = edge::IntentCommandIn(edge::ToJson(command));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->name, command.name);
  EXPECT_EQ(read->msgid, command.msgid);
  EXPECT_EQ(read->insurer, command.insurer);
  EXPECT_EQ(read->note, command.note);
  EXPECT_EQ(edge::ToJson(command).find('\n'), std::string::npos) << "one line";
  EXPECT_FALSE(edge::CommandIn(edge::ToJson(command)).ok());
  EXPECT_FALSE(edge::IntentCommandIn(edge::ToJson(edge::InboxCommand{.name = "list"})).ok());
}

TEST_F(IntentsTest, AreCountedByState) {
  Stage stage;
  const edge::EdgeMetrics metrics(stage.intake(), stage.desk().clock(), scene_.door.get());
  std::map<std::string, int> counts;
  for (const prometheus::MetricFamily& family : metrics.Collect()) {
    if (family.name != "yizhan_edge_intents") continue;
    for (const prometheus::ClientMetric& metric : family.metric) {
      EXPECT_EQ(metric.label.front().name, "state");
      counts[metric.label.front().value] = static_cast<int>(metric.gauge.value);
    }
  }
  EXPECT_EQ(
      counts,
      (std::map<std::string, int>{
          {"asked", 1}, {"settled", 0}, {"taking_back", 0}, {"cancelled", 0}, {"unclear", 1}}));
}

}  // namespace
}  // namespace yizhan::test
