#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/pass_through/scene.h"

namespace yizhan::test {
namespace {

using testing::HasSubstr;

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

TEST(PassThroughTakesBack, ItsOwnMessageIsSentAgainAsItWas) {
  Scene scene;
  scene.insurer.fates = {Fate::kCutAfter, Fate::kCutAfter};
  scene.Send(Scene::Settle());
  scene.Restart();
  EXPECT_FALSE(scene.door->ResumeOnce());
  scene.Restart();
  EXPECT_TRUE(scene.door->ResumeOnce());
  ASSERT_EQ(scene.insurer.asked.size(), 3U);
  EXPECT_EQ(scene.insurer.asked[1].body, scene.insurer.asked[2].body);
  const Json own = *ParseJson(scene.insurer.asked[1].body);
  EXPECT_EQ(MemberText(own, "infno"), "2601");
  EXPECT_EQ(MemberText(own, "msgid").substr(0, 17), "H1201206290930019");
  EXPECT_EQ(MemberText(*own.Find("input")->Find("data"), "omsgid"), kMsgid);
  EXPECT_EQ(MemberText(*own.Find("input")->Find("data"), "oinfno"), "2207");
  EXPECT_EQ(MemberText(*own.Find("input")->Find("data"), "psn_no"), "P1");
  EXPECT_THAT(scene.Send(Scene::Settle()).body, HasSubstr("已冲正或撤销"));
}

// A repeat that comes to nothing says nothing of the first call, which was cut off.
TEST(PassThroughTakesBack, AnEarlierCallMayHaveSettledWhateverIsSaidOfThisOne) {
  for (const Fate later : {Fate::kRefuses, Fate::kUnreachable}) {
    Scene scene;
    scene.insurer.fates = {Fate::kCutAfter, later};
    scene.Send(Scene::Settle());
    EXPECT_EQ(Infcode(scene.Ask(Scene::Settle())), "-1");
    EXPECT_EQ(scene.door->OpenIntents().size(), 1U);
    scene.Restart();
    EXPECT_TRUE(scene.door->ResumeOnce());
    EXPECT_FALSE(scene.InsurerLive());
  }
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

}  // namespace
}  // namespace yizhan::test
