#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/national/sm_keys.h"
#include "tests/pass_through/scene.h"
#include "tests/support/scratch_folder.h"

namespace yizhan::test {
namespace {

using national::MakeKeys;
using national::SmEnvelope;
using national::WriteKeys;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// HIS, edge and insurer each have a key.
class Signed : public testing::Test {
 protected:
  Signed() {
    for (const char* name : {"his", "edge", "insurer", "stranger"}) {
      WriteKeys(folder_ / name, MakeKeys());
    }
    EXPECT_TRUE(WriteWhole(folder_ / "sm4", national::kSm4KeyHex, Privacy::kSecret).ok());
  }

  v1::Sm Sm(const std::string& own, const std::string& peer, bool required = true) const {
    v1::Sm sm;
    sm.set_key_path(folder_ / (own + ".pem"));
    sm.set_peer_key_path(folder_ / (peer + ".pub"));
    sm.set_required(required);
    if (encrypts_) sm.set_sm4_key_path(folder_ / "sm4");
    return sm;
  }
  std::unique_ptr<SmEnvelope> Load(const std::string& own, const std::string& peer) const {
    return *SmEnvelope::Load(Sm(own, peer));
  }
  std::unique_ptr<Scene> Start(const std::string& insurers_key = "insurer") const {
    v1::PassThrough config;
    *config.mutable_his_sm() = Sm("edge", "his");
    *config.mutable_upstream_sm() = Sm("edge", "insurer");
    config.set_aid_apart(apart_);
    auto scene = std::make_unique<Scene>(config);
    scene->insurer.sm = *SmEnvelope::Load(Sm(insurers_key, "edge", /*required=*/false));
    return scene;
  }

  ScratchFolder folder_;
  bool encrypts_ = false;
  bool apart_ = false;
};

TEST_F(Signed, TheHisChecksTheEdgesSignature) {
  for (const bool encrypts : {false, true}) {
    encrypts_ = encrypts;
    const auto scene = Start();
    const std::string sent = *Load("his", "edge")->Seal(Scene::Settle());
    scene->insurer.sm = *SmEnvelope::Load(Sm("insurer", "his"));
    const auto opened = Load("his", "edge")->Open(scene->Send(sent).body);
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(scene->insurer.asked[0].body, sent);
    EXPECT_EQ(Setlinfo(*ParseJson(*opened), "fund_pay_sumamt"), "80.00");
    EXPECT_TRUE(scene->AidLive());
  }
}

TEST_F(Signed, WhatIsForwardedIsSignedForTheHisToo) {
  const auto scene = Start();
  scene->insurer.sm = *SmEnvelope::Load(Sm("insurer", "his"));
  scene->insurer.other_answer = R"({"infcode":0,"output":{"x":1}})";
  const std::string sent = *Load("his", "edge")->Seal(Scene::Message("5203", "Q1", ""));
  const auto opened = Load("his", "edge")->Open(scene->Send(sent).body);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_THAT(*opened, HasSubstr(R"("output":{"x":1})"));
}

TEST_F(Signed, AnUnsignedMessageGoesNowhere) {
  const auto scene = Start();
  EXPECT_EQ(Infcode(scene->Ask(Scene::Settle())), "-1");
  EXPECT_TRUE(scene->insurer.asked.empty());
}

TEST_F(Signed, AnAnswerOfAStrangerSettlesNothingOfOurs) {
  const auto scene = Start("stranger");
  scene->insurer.sm = *SmEnvelope::Load(Sm("stranger", "his"));
  EXPECT_EQ(Infcode(scene->Ask(*Load("his", "edge")->Seal(Scene::Settle()))), "-1");
  EXPECT_FALSE(scene->AidLive());
  EXPECT_EQ(scene->door->OpenIntents().size(), 1U);
}

TEST_F(Signed, WhatTheEdgeChangesOrAsksItselfItSigns) {
  const auto scene = Start();
  scene->insurer.sm = *SmEnvelope::Load(Sm("insurer", "his"));
  scene->Send(*Load("his", "edge")->Seal(Scene::Settle()));
  scene->insurer.sm = *SmEnvelope::Load(Sm("insurer", "edge"));
  scene->insurer.other_answer = R"({"infcode":0,"output":{"stmt_rslt":"0"}})";
  const std::string totals = Scene::Message(
      "3201", "Q1",
      R"("stmt_begndate":"2012-06-29","stmt_enddate":"2012-06-29","fund_pay_sumamt":80.00)");
  const auto opened =
      Load("his", "edge")->Open(scene->Send(*Load("his", "edge")->Seal(totals)).body);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_THAT(*opened, HasSubstr(R"("stmt_rslt":"0")"));
  EXPECT_THAT(scene->insurer.asked.back().body, HasSubstr(R"("fund_pay_sumamt":60.00)"));

  scene->insurer.sm = *SmEnvelope::Load(Sm("insurer", "his"));
  scene->insurer.fates = {Fate::kCutAfter};
  scene->Send(*Load("his", "edge")->Seal(Scene::Settle("H2")));
  EXPECT_TRUE(scene->InsurerLive("H2"));
  scene->insurer.sm = *SmEnvelope::Load(Sm("insurer", "edge"));
  scene->Restart();
  EXPECT_TRUE(scene->door->ResumeOnce());
  EXPECT_FALSE(scene->InsurerLive("H2"));
}

TEST_F(Signed, AidApartLeavesTheInsurersBytes) {
  apart_ = true;
  for (const bool encrypts : {false, true}) {
    encrypts_ = encrypts;
    const auto scene = Start();
    scene->insurer.sm = *SmEnvelope::Load(Sm("insurer", "his"));
    const std::string body = scene->Send(*Load("his", "edge")->Seal(Scene::Settle())).body;
    const std::size_t at = body.find(",\"yizhan_aid\":");
    ASSERT_NE(at, std::string::npos);
    const auto insurers = Load("his", "insurer")->Open(body.substr(0, at) + "}");
    ASSERT_TRUE(insurers.ok()) << insurers.status();
    EXPECT_EQ(Setlinfo(*ParseJson(*insurers), "fund_pay_sumamt"), "60.00");
    const Json aid = *ParseJson(body)->Find("yizhan_aid");
    EXPECT_EQ(MemberText(aid, "aid_pay"), "20.00");
    EXPECT_EQ(MemberText(aid, "fund_pay_sumamt"), "80.00");
    EXPECT_EQ(MemberText(aid, "psn_cash_pay"), "10.00");
    EXPECT_EQ(aid.Find("setldetail")->items.size(), 1U);
    EXPECT_TRUE(
        national::Sm2Key::FromPublicPem(*ReadWhole(folder_ / "edge.pub", 4096, Privacy::kPublic))
            ->Verifies(national::SignedText(aid), MemberText(aid, "cainfo")));
  }
}

TEST_F(Signed, WithoutKeysAidApartIsPlain) {
  v1::PassThrough config;
  config.set_aid_apart(true);
  Scene scene(config);
  const std::string body = scene.Send(Scene::Settle()).body;
  EXPECT_THAT(body, HasSubstr(R"(,"yizhan_aid":{"setl_no":)"));
  scene.insurer.certno = "CARD0002";
  EXPECT_THAT(scene.Send(Scene::Settle("H2")).body, Not(HasSubstr("yizhan_aid")));
  scene.intake.centre_away = true;
  scene.insurer.certno = "CARD0001";
  EXPECT_THAT(scene.Send(Scene::Settle("H3")).body,
              HasSubstr(R"("yizhan_aid":{"warn_msg":"医疗救助系统未及时答复)"));
}

}  // namespace
}  // namespace yizhan::test
