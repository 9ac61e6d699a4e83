// What is cancelled and reversed on both sides, and what a crash leaves open.

#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/pass_through/scene.h"

namespace yizhan::test {
namespace {

struct CancelFailure {
  const char* name;
  Fate fate;
  const char* first;
  bool live_after_first;  // Ours.
};

class WhenCancelling : public testing::TestWithParam<CancelFailure> {};

TEST_P(WhenCancelling, BothSidesAgree) {
  Scene scene;
  scene.Send(Scene::Settle());
  scene.insurer.fates = {GetParam().fate};
  const Json first = scene.Ask(Scene::Cancel("C1", "S1"));
  EXPECT_EQ(Infcode(first), GetParam().first);
  EXPECT_EQ(scene.AidLive(), GetParam().live_after_first);
  const Json repeat = scene.Ask(Scene::Cancel("C1", "S1"));
  EXPECT_EQ(Infcode(repeat), "0");
  EXPECT_EQ(Setlinfo(repeat, "fund_pay_sumamt"), "-80.00");
  EXPECT_EQ(Setlinfo(repeat, "psn_cash_pay"), "-10.00");
  EXPECT_FALSE(scene.InsurerLive());
  EXPECT_FALSE(scene.AidLive());
  EXPECT_TRUE(scene.door->OpenIntents().empty());
  EXPECT_EQ(scene.desk->Differences(), std::vector<std::string>());
}

TEST_P(WhenCancelling, ANewMessageFinishesWhatWasCutOff) {
  Scene scene;
  scene.Send(Scene::Settle());
  scene.insurer.fates = {GetParam().fate};
  scene.Send(Scene::Cancel("C1", "S1"));
  EXPECT_EQ(Infcode(scene.Ask(Scene::Cancel("C2", "S1"))), "0");
  EXPECT_FALSE(scene.InsurerLive());
  EXPECT_FALSE(scene.AidLive());
}

TEST_P(WhenCancelling, WhatIsLeftOpenIsFinishedAfterARestart) {
  Scene scene;
  scene.Send(Scene::Settle());
  scene.insurer.fates = {GetParam().fate};
  scene.Send(Scene::Cancel("C1", "S1"));
  scene.Restart();
  EXPECT_TRUE(scene.door->ResumeOnce());
  EXPECT_EQ(scene.InsurerLive(), scene.AidLive());
  EXPECT_TRUE(scene.door->OpenIntents().empty());
}

INSTANTIATE_TEST_SUITE_P(All, WhenCancelling,
                         testing::Values(CancelFailure{"Answers", Fate::kAnswers, "0", false},
                                         CancelFailure{"Refuses", Fate::kRefuses, "-1", true},
                                         CancelFailure{"IsAway", Fate::kUnreachable, "-1", true},
                                         CancelFailure{"LosesIt", Fate::kLost, "-1", true},
                                         CancelFailure{"IsCutOff", Fate::kCutAfter, "-1", true},
                                         CancelFailure{"AnswersOddly", Fate::kOddAnswer, "-1",
                                                       true}),
                         [](const auto& row) { return row.param.name; });

TEST(PassThroughCancels, WithTheCentreAwayTheReversalIsPromised) {
  Scene scene;
  scene.Send(Scene::Settle());
  scene.intake.centre_away = true;
  EXPECT_EQ(Infcode(scene.Ask(Scene::Cancel("C1", "S1"))), "0");
  ASSERT_EQ(scene.intake.owed.size(), 1U);
  EXPECT_EQ(scene.intake.owed[0].message_id(), kMsgid);
}

TEST(PassThroughCancels, ACancellationIsNotTakenBack) {
  Scene scene;
  scene.Send(Scene::Settle());
  scene.Send(Scene::Cancel("C1", "S1"));
  const std::size_t before = scene.insurer.asked.size();
  EXPECT_EQ(Infcode(scene.Ask(Scene::TakeBack("R1", "C1", "2208"))), "-1");
  EXPECT_EQ(scene.insurer.asked.size(), before);
}

TEST(PassThroughCancels, WhatItDidNotSettleIsTheInsurersAlone) {
  Scene scene;
  EXPECT_EQ(Infcode(scene.Ask(Scene::Cancel("C1", "S77"))), "-1");
  EXPECT_EQ(Infcode(scene.Ask(Scene::TakeBack("R1", "X1", "2401"))), "0");
  EXPECT_EQ(scene.insurer.asked.size(), 2U);
  EXPECT_TRUE(scene.intake.arrivals.empty());
}

TEST(PassThroughTakesBack, AMessageThatNeverArrivedIsStoppedForGood) {
  Scene scene;
  EXPECT_EQ(Infcode(scene.Ask(Scene::TakeBack("R1", kMsgid))), "0");
  EXPECT_EQ(Infcode(scene.Ask(Scene::Settle())), "-1");
  EXPECT_FALSE(scene.InsurerLive());
  EXPECT_EQ(scene.desk->Get(kMsgid).state(), v1::TOMBSTONED);
}

TEST(PassThroughTakesBack, WhatTheInsurerWillNotTakeBackIsForAPerson) {
  Scene scene;
  scene.insurer.fates = {Fate::kCutAfter};
  scene.Send(Scene::Settle());
  scene.insurer.fates = {Fate::kRefuses};
  scene.Restart();
  EXPECT_TRUE(scene.door->ResumeOnce());
  const auto open = scene.door->OpenIntents();
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].state, v1::PASS_UNCLEAR);
  EXPECT_EQ(open[0].why, "infcode -1");
  EXPECT_FALSE(scene.AidLive());
  EXPECT_EQ(Infcode(scene.Ask(Scene::Settle())), "-1");
  EXPECT_EQ(Infcode(scene.Ask(Scene::TakeBack("R1", kMsgid))), "0");
  EXPECT_TRUE(scene.door->OpenIntents().empty());
}

TEST(PassThroughTakesBack, TheBackgroundLeavesTheHisTimeToAskAgain) {
  Scene scene;
  scene.insurer.fates = {Fate::kCutAfter};
  scene.Send(Scene::Settle());
  EXPECT_TRUE(scene.door->ResumeOnce());
  EXPECT_TRUE(scene.InsurerLive());
  scene.desk->clock().Advance(600'000);
  EXPECT_TRUE(scene.door->ResumeOnce());
  EXPECT_FALSE(scene.InsurerLive());
}

// A crash after each write of a settlement and what follows; then a restart.
struct Story {
  const char* name;
  std::vector<std::string> messages;
  std::vector<Fate> fates;
};

class AfterACrash : public testing::TestWithParam<Story> {};

TEST_P(AfterACrash, BothSidesAgreeAndARepeatSaysSo) {
  constexpr int kWritesMax = 60;
  bool finished = false;
  for (int writes = 0; writes < kWritesMax && !finished; ++writes) {
    SCOPED_TRACE(writes);
    Scene scene;
    scene.insurer.fates.assign(GetParam().fates.begin(), GetParam().fates.end());
    scene.intake.disk.left = writes;
    for (const std::string& message : GetParam().messages) scene.Send(message);
    finished = scene.intake.disk.left > 0;
    scene.Restart();
    for (int round = 0; round < 4 && !scene.door->ResumeOnce(); ++round) continue;
    EXPECT_TRUE(scene.door->OpenIntents().empty());
    EXPECT_EQ(scene.InsurerLive(), scene.AidLive());
    scene.insurer.fates.clear();
    const std::string repeat = Infcode(scene.Ask(GetParam().messages[0]));
    EXPECT_EQ(repeat == "0", scene.InsurerLive());
    EXPECT_EQ(scene.InsurerLive(), scene.AidLive());
    EXPECT_EQ(scene.desk->Differences(), std::vector<std::string>());
  }
  EXPECT_TRUE(finished) << "the story takes more writes than were tried";
}

INSTANTIATE_TEST_SUITE_P(
    All, AfterACrash,
    testing::Values(Story{"Settled", {Scene::Settle()}, {}},
                    Story{"SettledAndCutOff", {Scene::Settle()}, {Fate::kCutAfter}},
                    Story{"Cancelled", {Scene::Settle(), Scene::Cancel("C1", "S1")}, {}},
                    Story{"CancelledAndCutOff",
                          {Scene::Settle(), Scene::Cancel("C1", "S1")},
                          {Fate::kAnswers, Fate::kCutAfter}},
                    Story{"TakenBack", {Scene::Settle(), Scene::TakeBack("R1", kMsgid)}, {}},
                    Story{"TakenBackAndCutOff",
                          {Scene::Settle(), Scene::TakeBack("R1", kMsgid)},
                          {Fate::kCutAfter, Fate::kCutAfter}},
                    Story{"TakenBackTwice",
                          {Scene::Settle(), Scene::TakeBack("R1", kMsgid),
                           Scene::TakeBack("R1", kMsgid)},
                          {}}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace yizhan::test
