// Questions and refunds at the door: SI91, SK01, SM01, SJ51.

#include "tests/shanghai/shanghai_scene.h"

namespace yizhan::shanghai {
namespace {

class QuestionTest : public ShanghaiScene {};

TEST_F(QuestionTest, AskedWhatBecameOfIt) {
  const std::string jssqxh = Try();
  EXPECT_EQ(Body(Say("SI91", Question(jssqxh)), "jyzt"), "0");
  EXPECT_EQ(Body(Say("SI91", Question("none")), "jyzt"), "0");
  const std::string number = Body(Say("SI12", WithTrial(jssqxh)), "translsh");
  const std::uint64_t size = Size();
  const Json settled = Say("SI91", Question(jssqxh));
  EXPECT_EQ(Body(settled, "jyzt"), "1");
  EXPECT_EQ(Body(settled, "translsh"), number);
  EXPECT_EQ(Body(settled, "jzzje"), "20.00");
  EXPECT_EQ(Size(), size);
  // Who asks has the answer now: it was delivered as a confirmation is.
  EXPECT_TRUE(intake_.delivered.contains(2));
  Say("SK01", RefundOf(number));
  const Json reversed = Say("SI91", Question(jssqxh));
  EXPECT_EQ(Body(reversed, "jyzt"), "2");
  EXPECT_NE(Body(reversed, "tftranslsh"), "");
  EXPECT_EQ(CodeOfSaying("SI91", "{}"), "E001");
}

TEST_F(QuestionTest, AReplacedBillSaysSo) {
  const std::string jssqxh = Try();
  const std::string number = Body(Say("SI12", WithTrial(jssqxh)), "translsh");
  v1::Bill bill = test::MakeBill("corrected");
  bill.set_bill_no("YB1");
  ASSERT_TRUE(desk_->Replace(std::stoull(number), desk_->Ask(bill, person_no_)).ok());
  EXPECT_EQ(Body(Say("SI91", Question(jssqxh)), "jyzt"), "3");
  const Json again = Say("SI12", WithTrial(jssqxh));
  EXPECT_EQ(Body(again, "jyzt"), "3");
}

TEST_F(QuestionTest, ARefundTakesBackOnce) {
  const std::string number = Settle();
  const Json answer = Say("SK01", RefundOf(number));
  EXPECT_EQ(Text(answer, "xxfhm"), "P001") << Text(answer, "fhxx");
  EXPECT_EQ(Body(answer, "ytranslsh"), number);
  EXPECT_EQ(Body(answer, "totalexpense"), "-100.00");
  EXPECT_EQ(Body(answer, "jzzje"), "-20.00");
  EXPECT_EQ(Body(answer, "thxj"), "47.00");
  EXPECT_EQ(Body(answer, "thzh"), "15.00");
  EXPECT_EQ(Body(answer, "cfbz"), "0");
  const Json again = Say("SK01", RefundOf(number));
  EXPECT_EQ(Body(again, "translsh"), Body(answer, "translsh"));
  EXPECT_EQ(Body(again, "cfbz"), "1");
}

struct NotRefunded {
  const char* name;
  const char* xxnr;  // @ is the settlement's number.
  bool away;
  const char* xxfhm;
};

// clang-format off
const NotRefunded kNotRefunded[] = {
    {"NothingNamed", R"({"totalexpense": 100})", false, "E001"},
    {"NoTotal", R"({"translsh": "@"})", false, "E001"},
    {"NumberIsNone", R"({"translsh": "abc", "totalexpense": 100})", false, "E001"},
    {"NoSuchNumber", R"({"translsh": "9999", "totalexpense": 100})", false, "E040"},
    {"OtherTotal", R"({"translsh": "@", "totalexpense": "99.99"})", false, "E041"},
    {"NoSuchTrial", R"({"jssqxh": "none", "totalexpense": 100})", false, "E020"},
    {"CentreAway", R"({"translsh": "@", "totalexpense": 100})", true, "E091"},
};
// clang-format on

class NotRefundedTest : public QuestionTest, public ::testing::WithParamInterface<NotRefunded> {};

TEST_P(NotRefundedTest, PostsNothing) {
  const std::string number = Settle();
  const std::uint64_t size = Size();
  std::string xxnr = GetParam().xxnr;
  if (const std::size_t at = xxnr.find('@'); at != std::string::npos) xxnr.replace(at, 1, number);
  intake_.centre_away = GetParam().away;
  EXPECT_EQ(CodeOfSaying("SK01", xxnr), GetParam().xxfhm);
  EXPECT_EQ(Size(), size);
}

INSTANTIATE_TEST_SUITE_P(Door, NotRefundedTest, ::testing::ValuesIn(kNotRefunded),
                         [](const auto& row) { return row.param.name; });

TEST_F(QuestionTest, ARefundByTrialChecksTheTotalToo) {
  const std::string jssqxh = Try();
  Say("SI12", WithTrial(jssqxh));
  const std::string body = R"({"jssqxh": ")" + jssqxh + R"(", "totalexpense": "99.00"})";
  const Json refused = Say("SK01", body);
  EXPECT_EQ(Text(refused, "xxfhm"), "E041");
  EXPECT_NE(Text(refused, "fhxx").find("100.00"), std::string::npos);
  EXPECT_NE(Text(refused, "fhxx").find("99.00"), std::string::npos);
  EXPECT_EQ(CodeOfSaying("SK01", Changed(body, {{"99.00", "100.00"}})), "P001");
  EXPECT_EQ(Body(Say("SI91", Question(jssqxh)), "jyzt"), "2");
}

TEST_F(QuestionTest, AccountsOfAYear) {
  Settle();
  const std::string person = R"({"zjhm": "CANARYNO1"})";
  const Json answer = Say("SM01", person);
  EXPECT_EQ(Body(answer, "nd"), "2012") << Text(answer, "fhxx");
  const Json* accounts = answer.Find("xxnr")->Find("zhmx");
  ASSERT_NE(accounts, nullptr);
  bool found = false;
  for (const Json& account : accounts->items) {
    if (Text(account, "zhbm") != "half-paid") continue;
    found = true;
    EXPECT_EQ(Text(account, "ljje"), "20.00");
    EXPECT_EQ(Text(account, "fdx"), "1000.00");
  }
  EXPECT_TRUE(found);
  EXPECT_EQ(Body(Say("SM01", R"({"zjhm": "CANARYNO1", "nd": 2011})"), "nd"), "2011");
  EXPECT_EQ(CodeOfSaying("SM01", R"({"zjhm": "NOBODY"})"), "E010");
  EXPECT_EQ(CodeOfSaying("SM01", R"({"zjhm": "CANARYNO1", "nd": "abc"})"), "E001");
  EXPECT_NE(CodeOfSaying("SM01", R"({"zjhm": "CANARYNO1", "nd": 99999999999})"), "P001");
  EXPECT_EQ(CodeOfSaying("SM01", "{}"), "E001");
}

TEST_F(QuestionTest, IdentitiesOfAPerson) {
  const Json answer = Say("SJ51", R"({"zjhm": "CANARYNO1", "rq": "20120629"})");
  EXPECT_EQ(Body(answer, "bkbz"), "1");
  ASSERT_EQ(answer.Find("xxnr")->Find("rylb")->items.size(), 1U);
  EXPECT_EQ(answer.Find("xxnr")->Find("rylb")->items[0].text, "dibao");
  EXPECT_EQ(Body(Say("SJ51", R"({"zjhm": "NOBODY"})"), "bkbz"), "0");
  EXPECT_EQ(CodeOfSaying("SJ51", R"({"zjhm": "CANARYNO1", "rq": "x"})"), "E001");
  EXPECT_EQ(CodeOfSaying("SJ51", "{}"), "E001");
  intake_.centre_away = true;
  EXPECT_EQ(CodeOfSaying("SJ51", R"({"zjhm": "CANARYNO1"})"), "E091");
}

TEST_F(QuestionTest, QuestionsWhileTheCentreIsAwaySayAgain) {
  const std::string jssqxh = Try();
  intake_.centre_away = true;
  EXPECT_EQ(CodeOfSaying("SI11", kCharge), "E091");
  EXPECT_EQ(CodeOfSaying("SI91", Question(jssqxh)), "E091");
  EXPECT_EQ(CodeOfSaying("SM01", R"({"zjhm": "CANARYNO1"})"), "E091");
}

}  // namespace
}  // namespace yizhan::shanghai
