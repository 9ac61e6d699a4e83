// A person closes what the insurer would not take back.

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/pass_through/scene.h"

namespace yizhan::test {
namespace {

using edge::InsurerSays;
using testing::HasSubstr;

// How it came to be unclear: messages of the HIS, each with what the insurer did; then a restart,
// and a refusal.
struct Way {
  std::vector<std::string> messages;
  std::vector<Fate> fates;
};

const Way kNeverAnswered = {{Scene::Settle()}, {Fate::kCutAfter}};
const Way kTakenBackInVain = {{Scene::Settle(), Scene::TakeBack("R1", kMsgid)},
                              {Fate::kAnswers, Fate::kLost}};
const Way kCancelledInVain = {{Scene::Settle(), Scene::Cancel("C1", "S1")},
                              {Fate::kAnswers, Fate::kLost}};
const Way kNeverSeen = {{Scene::TakeBack("R1", kMsgid)}, {Fate::kLost}};
const Way kWithoutAid = {{Scene::Settle(), Scene::TakeBack("R1", kMsgid)},
                         {Fate::kAnswers, Fate::kLost}};

void MakeUnclear(Scene& scene, const Way& way) {
  scene.insurer.fates.assign(way.fates.begin(), way.fates.end());
  for (const std::string& message : way.messages) scene.Send(message);
  scene.insurer.fates = {Fate::kRefuses};
  scene.Restart();
  EXPECT_TRUE(scene.door->ResumeOnce());
  const auto open = scene.door->OpenIntents();
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].state, v1::PASS_UNCLEAR);
  EXPECT_EQ(open[0].setl_id, way.messages.size() > 1 ? "S1" : "");
}

// Aid of the day, settled and refunded, in the HIS's books.
std::string LinesOf(Scene& scene) {
  std::string lines;
  const edge::Intents intents(scene.intake.notes(), scene.desk->clock());
  const Day day = *ParseDay("2012-06-29");
  EXPECT_TRUE(intents
                  .ForEachLine(day, day,
                               [&](edge::LineKind kind, const std::string&, const v1::PassLine&) {
                                 lines += static_cast<char>(kind);
                               })
                  .ok());
  return lines;
}

struct Closed {
  const char* name;
  const Way& way;
  InsurerSays says;
  bool aid_lives;
  const char* lines;   // In the HIS's books.
  const char* repeat;  // What the HIS reads when it settles again.
  const char* certno = "CARD0001";
};

class Closing : public testing::TestWithParam<Closed> {};

TEST_P(Closing, BothSidesAreAsThePersonSays) {
  const Closed& row = GetParam();
  Scene scene;
  scene.insurer.certno = row.certno;
  MakeUnclear(scene, row.way);
  if (row.says == InsurerSays::kHasNot) scene.insurer.live.clear();
  const absl::Status closed = scene.door->CloseIntent(kMsgid, row.says, "张三 10:00");
  EXPECT_TRUE(closed.ok()) << closed;
  EXPECT_TRUE(scene.door->OpenIntents().empty());
  EXPECT_EQ(scene.AidLive(), row.aid_lives);
  EXPECT_EQ(LinesOf(scene), row.lines);
  EXPECT_EQ(scene.desk->Differences(), std::vector<std::string>());
  EXPECT_THAT(scene.Send(Scene::Settle()).body, HasSubstr(row.repeat));
  scene.Restart();
  EXPECT_TRUE(scene.door->ResumeOnce());
  EXPECT_TRUE(scene.door->OpenIntents().empty());
  EXPECT_FALSE(scene.door->CloseIntent(kMsgid, row.says, "again").ok());
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    All, Closing,
    testing::Values(
        Closed{"NeverAnsweredHasIt", kNeverAnswered, InsurerSays::kHasIt, false, "", "早已结算"},
        Closed{"NeverAnsweredHasNot", kNeverAnswered, InsurerSays::kHasNot, false, "", "已冲正或撤销"},
        Closed{"TakenBackHasIt", kTakenBackInVain, InsurerSays::kHasIt, true, "S", R"("fund_pay_sumamt":80.00)"},
        Closed{"TakenBackHasNot", kTakenBackInVain, InsurerSays::kHasNot, false, "", "已冲正或撤销"},
        Closed{"CancelledHasIt", kCancelledInVain, InsurerSays::kHasIt, true, "S", R"("fund_pay_sumamt":80.00)"},
        Closed{"CancelledHasNot", kCancelledInVain, InsurerSays::kHasNot, false, "RS", "已冲正或撤销"},
        Closed{"NeverSeenHasIt", kNeverSeen, InsurerSays::kHasIt, false, "", R"("fund_pay_sumamt":80.00)"},
        Closed{"NeverSeenHasNot", kNeverSeen, InsurerSays::kHasNot, false, "", "已冲正或撤销"},
        Closed{"WithoutAidHasIt", kWithoutAid, InsurerSays::kHasIt, false, "", R"("fund_pay_sumamt":60.00)", "CARD0002"},
        Closed{"WithoutAidHasNot", kWithoutAid, InsurerSays::kHasNot, false, "", "已冲正或撤销", "CARD0002"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

// A crash after each write; then the person tries again, and the background finishes.
TEST(ClosingAfterACrash, EndsAsThePersonSays) {
  constexpr int kWritesMax = 30;
  for (const Way* way : {&kNeverAnswered, &kTakenBackInVain, &kCancelledInVain, &kNeverSeen}) {
    for (const InsurerSays says : {InsurerSays::kHasIt, InsurerSays::kHasNot}) {
      bool finished = false;
      for (int writes = 0; writes < kWritesMax && !finished; ++writes) {
        SCOPED_TRACE(writes);
        Scene scene;
        MakeUnclear(scene, *way);
        scene.intake.disk.left = writes;
        (void)scene.door->CloseIntent(kMsgid, says, "x");
        finished = scene.intake.disk.left > 0;
        scene.Restart();
        (void)scene.door->CloseIntent(kMsgid, says, "x");
        EXPECT_TRUE(scene.door->ResumeOnce());
        EXPECT_TRUE(scene.door->OpenIntents().empty());
        const bool settled = way == &kTakenBackInVain || way == &kCancelledInVain;
        EXPECT_EQ(scene.AidLive(), settled && says == InsurerSays::kHasIt);
        EXPECT_EQ(scene.desk->Differences(), std::vector<std::string>());
      }
      EXPECT_TRUE(finished);
    }
  }
}

TEST(ClosingWithTheCentreAway, TheReversalIsPromised) {
  Scene scene;
  MakeUnclear(scene, kTakenBackInVain);
  scene.intake.centre_away = true;
  EXPECT_TRUE(scene.door->CloseIntent(kMsgid, InsurerSays::kHasNot, "x").ok());
  ASSERT_EQ(scene.intake.owed.size(), 1U);
  EXPECT_EQ(scene.intake.owed[0].message_id(), kMsgid);
}

// The insurer's word on a cancellation that a person closed is the insurer's.
TEST(ClosingThenTheHisAsksAgain, TheInsurerIsAsked) {
  Scene scene;
  MakeUnclear(scene, kTakenBackInVain);
  EXPECT_TRUE(scene.door->CloseIntent(kMsgid, InsurerSays::kHasNot, "x").ok());
  const std::size_t before = scene.insurer.asked.size();
  EXPECT_EQ(Infcode(scene.Ask(Scene::TakeBack("R2", kMsgid))), "0");
  EXPECT_EQ(scene.insurer.asked.size(), before + 1);
}

// The HIS has settled with aid: what it refunds must have the aid in it, whoever answers.
TEST(ClosingThenTheHisAsksAgain, ACancellationHasTheAidInIt) {
  Scene scene;
  MakeUnclear(scene, kCancelledInVain);
  EXPECT_TRUE(scene.door->CloseIntent(kMsgid, InsurerSays::kHasNot, "x").ok());
  for (const char* cancel : {"C8", "C9"}) {
    const Json again = scene.Ask(Scene::Cancel(cancel, "S1"));
    EXPECT_EQ(Infcode(again), "0");
    EXPECT_EQ(Setlinfo(again, "fund_pay_sumamt"), "-80.00");
    EXPECT_EQ(Setlinfo(again, "psn_cash_pay"), "-10.00");
  }
  EXPECT_FALSE(scene.AidLive());
  EXPECT_EQ(LinesOf(scene), "RS");
  EXPECT_EQ(scene.desk->Differences(), std::vector<std::string>());
}

TEST(ClosingWhatIsNotUnclear, IsRefused) {
  Scene scene;
  EXPECT_TRUE(absl::IsNotFound(scene.door->CloseIntent("H9", InsurerSays::kHasIt, "x")));
  scene.insurer.fates = {Fate::kCutAfter};
  scene.Send(Scene::Settle());
  for (const InsurerSays says : {InsurerSays::kHasIt, InsurerSays::kHasNot}) {
    EXPECT_TRUE(absl::IsFailedPrecondition(scene.door->CloseIntent(kMsgid, says, "x")));
  }
  EXPECT_EQ(scene.door->OpenIntents().size(), 1U);
}

}  // namespace
}  // namespace yizhan::test
