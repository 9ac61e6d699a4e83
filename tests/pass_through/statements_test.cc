#include "adapters/pass_through/statements.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/pass_through/scene.h"

namespace yizhan::test {
namespace {

using testing::HasSubstr;

constexpr char kDays[] = R"("stmt_begndate":"2012-06-29","stmt_enddate":"2012-06-29",)";

// A day of three settlements with 20.00 of aid each, H1 to H3 as S1 to S3, and one cancelled, which
// the insurer calls S4.
class ADay : public testing::Test {
 protected:
  ADay() {
    for (const char* msgid : {"H1", "H2", "H3"}) scene_.Send(Scene::Settle(msgid));
    scene_.Send(Scene::Cancel("C2", "S2"));
    scene_.insurer.other_answer = R"({"infcode":0,"warn_msg":"","output":{"stmt_rslt":"0"}})";
  }
  // What of `data` the insurer got.
  std::string Forwarded(const std::string& infno, const std::string& data) {
    answer_ = scene_.Ask(Scene::Message(infno, "Q1", data));
    return scene_.insurer.asked.back().body;
  }

  Scene scene_;
  Json answer_;
};

struct Sums {
  const char* name;
  const char* infno;
  std::string his;
  std::vector<std::string> insurer;
};

class Translated : public ADay, public testing::WithParamInterface<Sums> {};
TEST_P(Translated, ToTheInsurersBooks) {
  const std::string sent = Forwarded(GetParam().infno, GetParam().his);
  for (const std::string& part : GetParam().insurer) EXPECT_THAT(sent, HasSubstr(part));
  EXPECT_EQ(MemberText(answer_, "warn_msg"), "");
}

INSTANTIATE_TEST_SUITE_P(
    All, Translated,
    testing::Values(
        Sums{"NetTotals",
             "3201",
             kDays + std::string(R"("insutype":"310","clr_type":"21","medfee_sumamt":200.00,)"
                                 R"("fund_pay_sumamt":"160.00","acct_pay":20.00)"),
             {R"("medfee_sumamt":200.00)", R"("fund_pay_sumamt":"120.00")", R"("acct_pay":20.00)"}},
        Sums{"AnotherInsurance",
             "3201",
             kDays + std::string(R"("insutype":"390","medfee_sumamt":0,"fund_pay_sumamt":5)"),
             {R"("fund_pay_sumamt":5})"}},
        Sums{"AnotherDay",
             "3201",
             R"("stmt_begndate":"2012-06-28","stmt_enddate":"2012-06-28","fund_pay_sumamt":5)",
             {R"("fund_pay_sumamt":5})"}},
        Sums{"WithoutRefunds",
             "3201",
             kDays + std::string(R"("refd_setl_flag":"0","medfee_sumamt":300,)"
                                 R"("fund_pay_sumamt":240.00)"),
             {R"("fund_pay_sumamt":180.00)"}},
        Sums{"RefundsAsPositive",
             "3201",
             kDays + std::string(R"("refd_setl_flag":"1","medfee_sumamt":100,)"
                                 R"("fund_pay_sumamt":80.00)"),
             {R"("fund_pay_sumamt":60.00)"}},
        Sums{"RefundsAsNegative",
             "3201",
             kDays + std::string(R"("refd_setl_flag":"1","medfee_sumamt":-100,)"
                                 R"("fund_pay_sumamt":-80.00)"),
             {R"("fund_pay_sumamt":-60.00)"}},
        Sums{"DetailSums",
             "3202",
             kDays + std::string(R"("medfee_sumamt":200,"fund_pay_sumamt":160.00,)"
                                 R"("cash_payamt":20.00)"),
             {R"("fund_pay_sumamt":120.00)", R"("cash_payamt":60.00)"}},
        Sums{"DetailRows",
             "3202",
             R"("detail":[{"setl_id":"S1","medfee_sumamt":100,"fund_pay_sumamt":80.00},)"
             R"({"setl_id":"S4","medfee_sumamt":-100,"fund_pay_sumamt":-80.00},)"
             R"({"setl_id":"S9","medfee_sumamt":100,"fund_pay_sumamt":80.00}])",
             {R"("S1","medfee_sumamt":100,"fund_pay_sumamt":60.00)",
              R"("S4","medfee_sumamt":-100,"fund_pay_sumamt":-60.00)",
              R"("S9","medfee_sumamt":100,"fund_pay_sumamt":80.00)"}},
        Sums{"Clearing",
             "3203",
             R"("clr_type":"21","setlym":"201206","fund_appy_sum":160.00,"cash_payamt":20.00)",
             {R"("fund_appy_sum":120.00)", R"("cash_payamt":60.00)"}},
        Sums{"ClearingOfDays",
             "3203",
             R"("begndate":"2012-06-01","enddate":"2012-06-30","fund_appy_sum":160.00)",
             {R"("fund_appy_sum":120.00)"}},
        Sums{"UploadedText",
             "9101",
             R"("in":"S1\tV1\tP1\t100.00\t80.00\t10.00\t0\n)"
             R"(S4\tV1\tP1\t-100.00\t-80.00\t-10.00\t1\n")",
             {R"(S1\tV1\tP1\t100.00\t60.00\t10.00\t0\nS4\tV1\tP1\t-100.00\t-60.00\t-10.00\t1\n)"}},
        Sums{"UploadedBytes",
             "9101",
             // "S1", six columns of "1", "80" as funds; and what is no such row.
             R"("in":[83,49,9,49,9,49,9,49,9,56,48,9,49,9,48,10,120])",
             {"[83,49,9,49,9,49,9,49,9,54,48,46,48,48,9,49,9,48,10,120]"}},
        Sums{"UploadedSignedBytes",
             "9101",
             R"("in":[83,49,9,49,9,49,9,49,9,56,48,9,49,9,48,10,-27])",
             {"9,54,48,46,48,48,9,49,9,48,10,-27]"}},
        Sums{"UploadedWithLineEndsOfWindows",
             "9101",
             R"("in":"\ufeffS1\tV1\tP1\t100\t80\t10\t0\r\nS3\tV1\tP1\t100\t80\t10\t0\r\n")",
             {"\"in\":\"\xEF\xBB\xBF"
              R"(S1\tV1\tP1\t100\t60.00\t10\t0\r\n)"
              R"(S3\tV1\tP1\t100\t60.00\t10\t0\r\n")"}},
        Sums{"UploadedPicture", "9101", R"("in":[137,80,256])", {R"("in":[137,80,256])"}},
        Sums{"UploadedNote", "9101", R"("in":"PKS1\tV1")", {R"("in":"PKS1\tV1")"}}),
    [](const auto& row) { return row.param.name; });

TEST_F(ADay, WhatTheAnswerRepeatsIsTranslatedBack) {
  scene_.insurer.other_answer =
      R"({"infcode":0,"output":{"stmtinfo":{"stmt_rslt":"0","fund_pay_sumamt":120.00}}})";
  Forwarded("3201", kDays + std::string(R"("medfee_sumamt":200,"fund_pay_sumamt":160.00)"));
  const Json& sums = *answer_.Find("output")->Find("stmtinfo");
  EXPECT_EQ(MemberText(sums, "fund_pay_sumamt"), "160.00");
  EXPECT_EQ(MemberText(sums, "stmt_rslt"), "0");
  EXPECT_EQ(MemberText(answer_, "warn_msg"), "");
}

TEST_F(ADay, ADifferenceFromTheInsurerIsSaid) {
  scene_.insurer.other_answer =
      R"({"infcode":0,"output":{"stmt_rslt":"1","fund_pay_sumamt":120.00}})";
  Forwarded("3201", kDays + std::string(R"("medfee_sumamt":200,"fund_pay_sumamt":161.50)"));
  EXPECT_THAT(MemberText(answer_, "warn_msg"), HasSubstr("1.50"));
  EXPECT_EQ(MemberText(*answer_.Find("output"), "stmt_rslt"), "1");
}

TEST_F(ADay, ADifferenceFromTheLedgerIsSaid) {
  ASSERT_TRUE(scene_.desk->ReverseMessage("H1", "office").ok());
  Forwarded("3201", kDays + std::string(R"("medfee_sumamt":200,"fund_pay_sumamt":160.00)"));
  EXPECT_THAT(MemberText(answer_, "warn_msg"), HasSubstr("40.00 元，救助账本 20.00"));
}

TEST_F(ADay, WithTheCentreAwayItIsForwardedAndSaid) {
  scene_.intake.centre_away = true;
  const std::string sent =
      Forwarded("3201", kDays + std::string(R"("medfee_sumamt":200,"fund_pay_sumamt":160.00)"));
  EXPECT_THAT(sent, HasSubstr(R"("fund_pay_sumamt":120.00)"));
  EXPECT_THAT(MemberText(answer_, "warn_msg"), HasSubstr("未能核对"));
}

TEST_F(ADay, WhatWasTakenBackIsInNoBooks) {
  scene_.Send(Scene::TakeBack("R3", "H3"));
  const std::string sent =
      Forwarded("3201", kDays + std::string(R"("medfee_sumamt":100,"fund_pay_sumamt":80.00)"));
  EXPECT_THAT(sent, HasSubstr(R"("fund_pay_sumamt":60.00)"));
  EXPECT_EQ(MemberText(answer_, "warn_msg"), "");
}

TEST_F(ADay, WithoutAidNothingIsTouched) {
  const std::string body =
      Scene::Message("3201", "Q1", R"( "stmt_begndate":"2012-06-28", "fund_pay_sumamt":5)");
  scene_.Send(body);
  EXPECT_EQ(scene_.insurer.asked.back().body, body);
}

}  // namespace
}  // namespace yizhan::test
