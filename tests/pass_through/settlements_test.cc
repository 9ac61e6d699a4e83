#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "engine/base/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/pass_through/scene.h"

namespace yizhan::test {
namespace {

using testing::HasSubstr;

TEST(PassThroughSettles, WithAidOnTop) {
  Scene scene;
  const Json answer = scene.Ask(Scene::Settle());
  EXPECT_EQ(Infcode(answer), "0");
  EXPECT_EQ(Setlinfo(answer, "setl_id"), "S1");
  EXPECT_EQ(Setlinfo(answer, "maf_pay"), "20.00");
  EXPECT_EQ(Setlinfo(answer, "fund_pay_sumamt"), "80.00");
  EXPECT_EQ(Setlinfo(answer, "psn_part_amt"), "20.00");
  EXPECT_EQ(Setlinfo(answer, "acct_pay"), "10.00");
  EXPECT_EQ(Setlinfo(answer, "psn_cash_pay"), "10.00");
  EXPECT_EQ(Setlinfo(answer, "balc"), "77.70");
  const Json& rows = *answer.Find("output")->Find("setldetail");
  ASSERT_EQ(rows.items.size(), 2U);
  EXPECT_EQ(MemberText(rows.items[1], "fund_pay_type"), "610100");
  EXPECT_EQ(MemberText(rows.items[1], "fund_payamt"), "20.00");
  EXPECT_TRUE(scene.AidLive());
  EXPECT_EQ(scene.desk->Get(kMsgid).result().bill().bill_no(), "S1");
  EXPECT_TRUE(scene.door->OpenIntents().empty());
}

TEST(PassThroughSettles, ARepeatAsksTheInsurerOnceAndSaysTheSame) {
  Scene scene;
  const std::string first = scene.Send(Scene::Settle()).body;
  EXPECT_EQ(scene.Send(Scene::Settle()).body, first);
  EXPECT_EQ(scene.insurer.asked.size(), 1U);
  EXPECT_EQ(scene.desk->Differences(), std::vector<std::string>());
}

TEST(PassThroughSettles, AnotherContentUnderTheSameNumberIsRefused) {
  Scene scene;
  scene.Send(Scene::Settle());
  const Json answer = scene.Ask(Scene::Message("2207", kMsgid, R"("psn_no":"P2")"));
  EXPECT_EQ(Infcode(answer), "-1");
  EXPECT_EQ(scene.insurer.asked.size(), 1U);
}

TEST(PassThroughSettles, AStrangerGetsTheInsurersBytes) {
  Scene scene;
  scene.insurer.certno = "CARD0002";
  const std::string body = scene.Send(Scene::Settle()).body;
  EXPECT_THAT(body, HasSubstr(R"("fund_pay_sumamt":60.00)"));
  EXPECT_THAT(body, HasSubstr(R"("warn_msg":"")"));
  EXPECT_FALSE(scene.AidLive());
  EXPECT_TRUE(scene.door->OpenIntents().empty());
}

TEST(PassThroughSettles, AidTheInsurerPaidIsNotAddedAgain) {
  Scene scene;
  scene.insurer.aid_before = "10.00";
  // The small pack knows no upstream fund: aid is refused, the insurer's answer stands.
  const Json answer = scene.Ask(Scene::Settle());
  EXPECT_EQ(Infcode(answer), "0");
  EXPECT_EQ(Setlinfo(answer, "fund_pay_sumamt"), "70.00");
  EXPECT_THAT(MemberText(answer, "warn_msg"), HasSubstr("不含医疗救助"));
}

TEST(PassThroughSettles, ALateAnswerIsSaidSoAndRepeated) {
  Scene scene;
  scene.intake.centre_away = true;
  const Json answer = scene.Ask(Scene::Settle());
  EXPECT_EQ(Infcode(answer), "0");
  EXPECT_EQ(Setlinfo(answer, "psn_cash_pay"), "30.00");
  EXPECT_THAT(MemberText(answer, "warn_msg"), HasSubstr("事后补记"));
  scene.intake.centre_away = false;
  EXPECT_THAT(MemberText(scene.Ask(Scene::Settle()), "warn_msg"), HasSubstr("事后补记"));
}

TEST(PassThroughSettles, WithoutADiskNothingIsSent) {
  Scene scene;
  for (const int writes : {0, 1}) {
    scene.intake.disk.left = writes;
    EXPECT_EQ(Infcode(scene.Ask(Scene::Settle())), "-1");
    EXPECT_TRUE(scene.insurer.asked.empty());
  }
}

TEST(PassThroughSettles, ATrialIsQuoted) {
  Scene scene;
  const Json answer = scene.Ask(Scene::Message("2206", "T1", R"("psn_no":"P1")"));
  EXPECT_EQ(Setlinfo(answer, "fund_pay_sumamt"), "80.00");
  EXPECT_EQ(scene.desk->Get("T1").state(), v1::NOT_POSTED);
  scene.intake.centre_away = true;
  const Json without = scene.Ask(Scene::Message("2303", "T2", R"("psn_no":"P1")"));
  EXPECT_EQ(Setlinfo(without, "fund_pay_sumamt"), "60.00");
  EXPECT_THAT(MemberText(without, "warn_msg"), HasSubstr("试算"));
}

TEST(PassThroughSettles, AnAnswerThatIsNoBillIsForAPersonAndStands) {
  Scene scene;
  scene.insurer.med_type = "99";
  const Json answer = scene.Ask(Scene::Settle());
  EXPECT_EQ(Infcode(answer), "0");
  EXPECT_EQ(Setlinfo(answer, "fund_pay_sumamt"), "60.00");
  EXPECT_THAT(MemberText(answer, "warn_msg"), HasSubstr("med_type"));
  ASSERT_EQ(scene.intake.unreadable.size(), 1U);
  EXPECT_EQ(scene.intake.arrivals[scene.intake.unreadable.begin()->first - 1].raw, Scene::Settle());
  const auto reread = scene.door->Reread(Scene::Settle());
  EXPECT_EQ(ReasonOf(reread.status()), v1::FIELD_UNKNOWN_VALUE);
  // What was told stays.
  scene.insurer.med_type = "21";
  EXPECT_THAT(MemberText(scene.Ask(Scene::Settle()), "warn_msg"), HasSubstr("med_type"));
  EXPECT_TRUE(scene.door->OpenIntents().empty());
}

TEST(PassThroughSettles, ADeadLetterCanBeReadAgain) {
  Scene scene;
  EXPECT_FALSE(scene.door->Reread(Scene::Settle()).ok());
  scene.Send(Scene::Settle());
  const auto reread = scene.door->Reread(Scene::Settle());
  ASSERT_TRUE(reread.ok()) << reread.status();
  EXPECT_EQ(reread->bill().bill_no(), "S1");
  EXPECT_EQ(reread->bill().message_id(), kMsgid);
}

TEST(PassThroughSettles, TwoAtOnceAskTheInsurerOnce) {
  Scene scene;
  std::string first;
  std::string second;
  std::thread one([&] { first = scene.Send(Scene::Settle()).body; });
  std::thread two([&] { second = scene.Send(Scene::Settle()).body; });
  one.join();
  two.join();
  EXPECT_EQ(first, second);
  EXPECT_EQ(scene.insurer.asked.size(), 1U);
}

TEST(PassThroughSettles, WhatNobodyAsksForAnyMoreIsForgotten) {
  constexpr std::int64_t kDay = 86'400'000;
  Scene scene;
  scene.Send(Scene::Settle("H1"));
  scene.insurer.certno = "CARD0002";
  scene.Send(Scene::Settle("H2"));
  scene.insurer.fates = {Fate::kLost};
  scene.Send(Scene::Settle("H3"));
  const auto notes_of = [&](const std::string& kind) {
    std::vector<std::string> keys;
    EXPECT_TRUE(scene.intake.notes()
                    .ForEach(kind, "",
                             [&](std::string_view key, std::string_view) {
                               keys.emplace_back(key);
                               return true;
                             })
                    .ok());
    return keys;
  };
  edge::Intents intents(scene.intake.notes(), scene.desk->clock());
  edge::Exclusions turns;
  scene.desk->clock().Advance(36 * kDay);
  EXPECT_FALSE(*intents.Tidy(turns));
  EXPECT_THAT(notes_of("pass.intent"), testing::ElementsAre("H1", "H3"));
  EXPECT_THAT(notes_of("pass.setl"), testing::ElementsAre("S1"));
  EXPECT_FALSE((*intents.Find("H1"))->has_settled());
  EXPECT_TRUE((*intents.Find("H3"))->has_asked());
  EXPECT_THAT(scene.Send(Scene::Settle("H1")).body, HasSubstr("早已结算"));
  // And still can be cancelled, with its aid.
  EXPECT_EQ(Setlinfo(scene.Ask(Scene::Cancel("C1", "S1")), "fund_pay_sumamt"), "-80.00");
  scene.desk->clock().Advance(401 * kDay);
  EXPECT_FALSE(*intents.Tidy(turns));
  EXPECT_THAT(notes_of("pass.intent"), testing::ElementsAre("H3"));
  EXPECT_THAT(notes_of("pass.line"), testing::IsEmpty());
}

TEST(PassThroughSettles, TheBackgroundWorksByItself) {
  Scene scene;
  scene.insurer.fates = {Fate::kCutAfter};
  scene.Send(Scene::Settle());
  scene.Restart();
  scene.door->Resume();
  while (!scene.door->OpenIntents().empty()) std::this_thread::yield();
  EXPECT_FALSE(scene.InsurerLive());
}

// What the insurer did with a 2207, a repeat of it, and a 2601.
struct Failure {
  const char* name;
  Fate fate;
  const char* first;   // infcode of the HIS's answer.
  const char* repeat;  // Of the same message again, which the insurer answers.
  std::size_t open;    // Intents after the first.
};

class WhenTheInsurer : public testing::TestWithParam<Failure> {};

TEST_P(WhenTheInsurer, SettlesBothSidesAgree) {
  Scene scene;
  scene.insurer.fates = {GetParam().fate};
  EXPECT_EQ(Infcode(scene.Ask(Scene::Settle())), GetParam().first);
  EXPECT_EQ(scene.door->OpenIntents().size(), GetParam().open);
  if (GetParam().open == 0) {
    EXPECT_EQ(scene.InsurerLive(), scene.AidLive());
  }
  EXPECT_EQ(Infcode(scene.Ask(Scene::Settle())), GetParam().repeat);
  EXPECT_TRUE(scene.InsurerLive());
  EXPECT_TRUE(scene.AidLive());
  EXPECT_TRUE(scene.door->OpenIntents().empty());
}

TEST_P(WhenTheInsurer, IsAskedToTakeBackBothSidesAgree) {
  Scene scene;
  scene.insurer.fates = {GetParam().fate};
  scene.Send(Scene::Settle());
  EXPECT_EQ(Infcode(scene.Ask(Scene::TakeBack("R1", kMsgid))), "0");
  EXPECT_FALSE(scene.InsurerLive());
  EXPECT_FALSE(scene.AidLive());
  EXPECT_TRUE(scene.door->OpenIntents().empty());
  EXPECT_EQ(Infcode(scene.Ask(Scene::Settle())), "-1");
  EXPECT_FALSE(scene.InsurerLive());
}

TEST_P(WhenTheInsurer, LeavesItOpenTheBackgroundTakesBack) {
  Scene scene;
  scene.insurer.fates = {GetParam().fate};
  scene.Send(Scene::Settle());
  scene.insurer.fates = {Fate::kUnreachable, Fate::kCutAfter};
  scene.Restart();
  for (int round = 0; round < 4 && !scene.door->ResumeOnce(); ++round) continue;
  EXPECT_TRUE(scene.door->OpenIntents().empty());
  EXPECT_EQ(scene.InsurerLive(), scene.AidLive());
  if (GetParam().open == 1) {
    EXPECT_EQ(Infcode(scene.Ask(Scene::Settle())), "-1");
  }
}

INSTANTIATE_TEST_SUITE_P(All, WhenTheInsurer,
                         testing::Values(Failure{"Answers", Fate::kAnswers, "0", "0", 0},
                                         Failure{"Refuses", Fate::kRefuses, "-1", "0", 0},
                                         Failure{"IsAway", Fate::kUnreachable, "-1", "0", 0},
                                         Failure{"LosesIt", Fate::kLost, "-1", "0", 1},
                                         Failure{"IsCutOff", Fate::kCutAfter, "-1", "0", 1},
                                         Failure{"AnswersOddly", Fate::kOddAnswer, "-1", "0", 1}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace yizhan::test
