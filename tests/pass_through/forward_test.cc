#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/pass_through/scene.h"

namespace yizhan::test {
namespace {

using testing::HasSubstr;

struct Untouched {
  const char* name;
  std::string body;
};

class Forwarded : public testing::TestWithParam<Untouched> {};

TEST_P(Forwarded, ByteForByteBothWays) {
  Scene scene;
  scene.insurer.other_answer = "{ \"infcode\" : 0 , \"output\":{\"b\":1.50,\"a\":\"\\u4eba\"} }\n";
  const edge::HttpRequest request{.method = "PUT",
                                  .target = "/gate/5203?x=1",
                                  .body = GetParam().body,
                                  .peer = "10.0.0.9",
                                  .headers = {{"x-tif-nonce", "n"}, {"content-type", "text/x"}}};
  const edge::HttpResponse answer = scene.door->Handle(request);
  ASSERT_EQ(scene.insurer.asked.size(), 1U);
  const edge::HttpRequest& asked = scene.insurer.asked[0];
  EXPECT_EQ(asked.method, request.method);
  EXPECT_EQ(asked.target, request.target);
  EXPECT_EQ(asked.body, request.body);
  EXPECT_EQ(asked.headers, request.headers);
  EXPECT_EQ(answer.body, scene.insurer.answered.back());
  EXPECT_EQ(answer.content_type, "application/json;charset=UTF-8");
  EXPECT_TRUE(scene.intake.arrivals.empty());
}

INSTANTIATE_TEST_SUITE_P(
    All, Forwarded,
    testing::Values(
        Untouched{"AnotherTransaction", "{ \"infno\" : \"5203\", \"input\":{\"x\": 1.50} }\r\n"},
        Untouched{"NoJson", std::string("\x00\xff<xml/>", 8)}, Untouched{"Nothing", ""},
        Untouched{"JsonWithoutInfno", "[1, 2]"},
        Untouched{"OtherCharacters", "{\"infno\":\"2207\",\"x\":\"\xb0\xb2\"}"},
        Untouched{"KeyTwice", "{\"infno\":\"2207\",\"infno\":\"2207\"}"},
        Untouched{"SettlementWithoutNumber", "{\"infno\":\"2207\",\"input\":{\"data\":{}}}"},
        Untouched{"SettlementWithLongNumber", "{\"infno\":\"2207\",\"msgid\":\"" +
                                                  std::string(59, '7') +
                                                  "\",\"input\":{\"data\":{}}}"},
        Untouched{"CancellationWithoutInput", "{\"infno\":\"2208\",\"msgid\":\"C1\"}"}),
    [](const auto& row) { return row.param.name; });

TEST(PassThroughForwards, WhatCannotBeAskedIsSaid) {
  Scene scene;
  scene.insurer.fates = {Fate::kUnreachable, Fate::kLost, Fate::kUnreachable, Fate::kLost};
  for (const char* infno : {"5203", "2203"}) {
    const std::string body = Scene::Message(infno, "Q1", "");
    EXPECT_THAT(scene.Send(body).body, HasSubstr("未能连接医保"));
    EXPECT_THAT(scene.Send(body).body, HasSubstr("医保未答复"));
  }
}

struct Visit {
  const char* name;
  std::vector<std::string> told;
  const char* settle_data;
  const char* begin;
  const char* end;
  std::vector<std::string> diagnoses;
};

class RemembersVisits : public testing::TestWithParam<Visit> {};

TEST_P(RemembersVisits, ForTheBill) {
  Scene scene;
  scene.insurer.other_answer = R"({"infcode":0,"output":{"result":{"mdtrt_id":"V1"}}})";
  int number = 0;
  for (const std::string& told : GetParam().told) {
    std::string message = told;
    message.insert(1, R"("msgid":"M)" + std::to_string(++number) + "\",");
    scene.Send(message);
  }
  scene.Send(Scene::Message("2304", kMsgid, GetParam().settle_data));
  const v1::Bill bill = scene.desk->Get(kMsgid).result().bill();
  EXPECT_EQ(bill.service_start(), GetParam().begin);
  EXPECT_EQ(bill.service_end(), GetParam().end);
  EXPECT_EQ(std::vector<std::string>(bill.diagnoses().begin(), bill.diagnoses().end()),
            GetParam().diagnoses);
}

constexpr char kAdmitted[] =
    R"({"infno":"2401","input":{"mdtrtinfo":{"psn_no":"P1","begntime":"2012-06-20 08:00:00"},)"
    R"("diseinfo":[{"diag_code":"I10","diag_srt_no":"1"},)"
    R"({"diag_code":"C34.9","diag_srt_no":"2","maindiag_flag":"1"},)"
    R"({"diag_code":"J18.9","diag_srt_no":"3","vali_flag":"0"}]}})";
constexpr char kDischarged[] =
    R"({"infno":"2402","input":{"dscginfo":{"mdtrt_id":"V1","endtime":"2012-06-28 10:00:00"},)"
    R"("diseinfo":[{"diag_code":"C34.1","diag_srt_no":1}]}})";

INSTANTIATE_TEST_SUITE_P(
    All, RemembersVisits,
    testing::Values(
        Visit{"Nothing", {}, R"("psn_no":"P1")", "2012-06-29", "2012-06-29", {}},
        Visit{"Admission",
              {kAdmitted},
              R"("mdtrt_id":"V1")",
              "2012-06-20",
              "2012-06-29",
              {"C34.9", "I10"}},
        Visit{"Discharge",
              {kAdmitted, kDischarged},
              R"("mdtrt_id":"V1")",
              "2012-06-20",
              "2012-06-28",
              {"C34.1"}},
        Visit{"DischargeInTheSettlement",
              {kAdmitted},
              R"("mdtrt_id":"V1","dscgTime":"2012-06-27 10:00:00")",
              "2012-06-20",
              "2012-06-27",
              {"C34.9", "I10"}},
        Visit{
            "AnotherVisit",
            {R"({"infno":"2203","input":{"mdtrtinfo":{"mdtrt_id":"V2","begntime":"2012-06-20"}}})"},
            R"("mdtrt_id":"V1")",
            "2012-06-29",
            "2012-06-29",
            {}},
        Visit{"Outpatient",
              {R"({"infno":"2203","input":{"mdtrtinfo":{"mdtrt_id":"V1","begntime":"2012-06-28"},)"
               R"("diseinfo":[{"diag_code":"J00","diag_srt_no":"1","diag_type":"1"},)"
               R"({"diag_code":"A01","diag_srt_no":"1","diag_type":"2"}]}})"},
              R"("mdtrt_id":"V1")",
              "2012-06-28",
              "2012-06-29",
              {"J00", "A01"}}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace yizhan::test
