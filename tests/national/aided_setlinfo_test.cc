// 2207 answered: the insurer's figures with the aid in them. A row is a bill, and what the HIS
// reads.

#include "adapters/national/aided_setlinfo.h"

#include "adapters/national/aid_row.h"
#include "adapters/national/settlement_message.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/national/door_scene.h"

namespace yizhan::national {
namespace {

// "maf 256.99 oth 0 funds ... | 610100 256.99 of 513.97 room 1000.00"
std::string Read(const Json& answer) {
  const Json* const output = answer.Find("output");
  const auto sum = [&](const char* key) { return TextAt(*output, {"setlinfo", key}); };
  std::string text = "maf " + sum("maf_pay") + " oth " + sum("oth_pay") + " funds " +
                     sum("fund_pay_sumamt") + " part " + sum("psn_part_amt") + " acct " +
                     sum("acct_pay") + " family " + sum("acct_mulaid_pay") + " cash " +
                     sum("psn_cash_pay");
  for (const Json& row : output->Find("setldetail")->items) {
    text += " | " + TextAt(row, {"fund_pay_type"}) + " " + TextAt(row, {"fund_payamt"});
    const std::string room = TextAt(row, {"crt_payb_lmt_amt"});
    if (!room.empty()) text += " of " + TextAt(row, {"inscp_scp_amt"}) + " room " + room;
  }
  return text;
}

// The answer is again what the interface promises: all its sums agree.
void ExpectReadable(const Json& answer, bool with_detail) {
  Json input = *answer.Find("output");
  if (!with_detail) std::erase_if(input.members, [](auto& m) { return m.first == "setldetail"; });
  const auto bill = ReadBill(input, {"again", kHospital});
  EXPECT_TRUE(bill.ok()) << bill.status();
}

struct Aided {
  const char* name;
  std::string more_of_the_pack;
  std::int64_t charity_fund_fen;
  Changes changes;
  const char* answer;
};

std::string Upstream(const char* code, const char* program, const char* treatment) {
  return std::string("upstream_funds { fund_code: \"") + code + "\" program: \"" + program +
         "\" treatment: " + treatment +
         R"( source { document: "test" article: "1" quote: "invented" )"
         R"(confidence: ILLUSTRATIVE } })";
}

const std::string kGiven =
    Upstream("610100", "half", "GIVEN") + Upstream("610101", "charity", "GIVEN");
const std::string kRecompute = Upstream("610100", "half", "RECOMPUTE");

// 100.00 of aid from upstream, in the columns.
Changes UpstreamColumn(const char* aid = "100.00", const char* funds = "9600.14",
                       const char* part = "8923.33", const char* cash = "8900.00") {
  return {{"\"maf_pay\": 0", std::string("\"maf_pay\": ") + aid},
          {"\"fund_pay_sumamt\": 9500.14", std::string("\"fund_pay_sumamt\": ") + funds},
          {"9023.33", part},
          {"\"9000.00\"", std::string("\"") + cash + "\""}};
}

Changes With(Changes changes, std::vector<std::pair<std::string, std::string>> more) {
  changes.insert(changes.end(), more.begin(), more.end());
  return changes;
}

class AidedTest : public testing::TestWithParam<Aided> {};

TEST_P(AidedTest, SumsAreRight) {
  const Aided& row = GetParam();
  DoorScene scene(row.more_of_the_pack);
  if (row.charity_fund_fen > 0) {
    scene.desk->OpenFund("fund");
    scene.desk->Grant("fund", row.charity_fund_fen);
  }
  const std::string body = GoodForDoor(row.changes);
  const Json answer = scene.Answer(body);
  ASSERT_EQ(TextAt(answer, {"infcode"}), "0") << TextAt(answer, {"err_msg"});
  EXPECT_EQ(Read(answer), row.answer);
  ExpectReadable(answer, body.find("\"setldetail\": null") == std::string::npos);
}

// clang-format off
const Aided kAided[] = {
    {"AsItIs", "", 0, {},
     "maf 256.99 oth 0 funds 9757.13 part 8766.34 acct 20.00 family 3.33 cash 8743.01 | 610100 256.99 of 513.97 room 1000.00"},
    {"InsurersRowsStayFirst", "", 0, {Detail(Fund("310100", "9000.00") + "," + Fund("390200", "500.14"))},
     "maf 256.99 oth 0 funds 9757.13 part 8766.34 acct 20.00 family 3.33 cash 8743.01 | 310100 9000.00 | 390200 500.14 | 610100 256.99 of 513.97 room 1000.00"},
    {"CharityIsAnotherFund", "", 300'000, {},
     "maf 256.99 oth 3000.00 funds 12757.13 part 5766.34 acct 20.00 family 3.33 cash 5743.01 | 610100 256.99 of 513.97 room 1000.00 | 999997 3000.00 of 7308.86 room 3000.00"},
    {"CharityBesideAnothersOther", "", 300'000, {{"\"oth_pay\": 0", "\"oth_pay\": 10.00"}, {"9500.14", "9510.14"}, {"9023.33", "9013.33"}, {"\"9000.00\"", "\"8990.00\""}},
     "maf 251.99 oth 3010.00 funds 12762.13 part 5761.34 acct 20.00 family 3.33 cash 5738.01 | 610100 251.99 of 503.97 room 1000.00 | 999997 3000.00 of 7308.86 room 3000.00"},
    {"AccountMoneyGoesBackFamilyFirst", "", 1'000'000, {{"\"acct_pay\": 20.00", "\"acct_pay\": 2000.00"}, {"\"9000.00\"", "\"7020.00\""}},
     "maf 256.99 oth 7308.86 funds 17065.99 part 1457.48 acct 1457.48 family 0.00 cash 0.00 | 610100 256.99 of 513.97 room 1000.00 | 999997 7308.86 of 7308.86 room 10000.00"},
    {"AccountMoneyOfTheFamilyAlone", "", 1'000'000, {{"\"acct_pay\": 20.00, \"acct_mulaid_pay\": 3.33", "\"acct_pay\": 1.00, \"acct_mulaid_pay\": 2000.00"}, {"\"9000.00\"", "\"7022.33\""}},
     "maf 256.99 oth 7308.86 funds 17065.99 part 1457.48 acct 1.00 family 1456.48 cash 0.00 | 610100 256.99 of 513.97 room 1000.00 | 999997 7308.86 of 7308.86 room 10000.00"},
    {"AccountRowFollowsItsColumn", "", 1'000'000, {Detail(Fund("310100", "9000.00") + "," + Fund("310200", "\"2000.00\"") + "," + Fund("390200", "500.14")), {"\"acct_pay\": 20.00, \"acct_mulaid_pay\": 3.33", "\"acct_pay\": 2000.00"}, {"\"9000.00\"", "\"7023.33\""}},
     "maf 256.99 oth 7308.86 funds 17065.99 part 1457.48 acct 1457.48 family  cash 0.00 | 310100 9000.00 | 310200 1457.48 | 390200 500.14 | 610100 256.99 of 513.97 room 1000.00 | 999997 7308.86 of 7308.86 room 10000.00"},
    {"UpstreamGivenInAColumn", kGiven, 0, UpstreamColumn(),
     "maf 100.00 oth 0 funds 9600.14 part 8923.33 acct 20.00 family 3.33 cash 8900.00"},
    {"UpstreamGivenInARow", kGiven, 300'000, With(UpstreamColumn(), {Detail(Fund("310100", "9000.00") + "," + Fund("610100", "100.00") + "," + Fund("390200", "500.14"))}),
     "maf 100.00 oth 3000.00 funds 12600.14 part 5923.33 acct 20.00 family 3.33 cash 5900.00 | 310100 9000.00 | 610100 100.00 | 390200 500.14 | 999997 3000.00 of 7308.86 room 3000.00"},
    {"UpstreamGivenHiddenAsOther", kGiven, 0, With(UpstreamColumn("0"), {{"\"oth_pay\": 0", "\"oth_pay\": 100.00"}, Detail(Fund("310100", "9000.00") + R"(,{"fund_pay_type": "999997", "fund_payamt": 100.00, "setl_proc_info": "610101"},)" + Fund("390200", "500.14"))}),
     "maf 256.99 oth 100.00 funds 9857.13 part 8666.34 acct 20.00 family 3.33 cash 8643.01 | 310100 9000.00 | 999997 100.00 | 390200 500.14 | 610100 256.99 of 513.97 room 1000.00"},
    {"UpstreamGivenNothing", kGiven, 0, {Detail(Fund("310100", "9000.00") + "," + Fund("610100", "0") + "," + Fund("390200", "500.14"))},
     "maf 0.00 oth 0 funds 9500.14 part 9023.33 acct 20.00 family 3.33 cash 9000.00 | 310100 9000.00 | 610100 0 | 390200 500.14"},
    {"UpstreamGivenMoreThanWasLeft", kGiven, 0, UpstreamColumn("600.00", "10100.14", "8423.33", "8400.00"),
     "maf 513.97 oth 0 funds 10014.11 part 8509.36 acct 20.00 family 3.33 cash 8486.03 | 610100 513.97 of 513.97 room 1000.00"},
    {"UpstreamComputedAgain", kRecompute, 0, UpstreamColumn(),
     "maf 256.99 oth 0 funds 9757.13 part 8766.34 acct 20.00 family 3.33 cash 8743.01 | 610100 256.99 of 513.97 room 1000.00"},
    {"UpstreamRowGivesWayToOurs", kRecompute, 0, With(UpstreamColumn(), {Detail(Fund("310100", "9000.00") + "," + Fund("610100", "100.00") + "," + Fund("390200", "500.14"))}),
     "maf 256.99 oth 0 funds 9757.13 part 8766.34 acct 20.00 family 3.33 cash 8743.01 | 310100 9000.00 | 390200 500.14 | 610100 256.99 of 513.97 room 1000.00"},
    {"HospitalBears", "", 0, {{"\"hosp_part_amt\": 0", "\"hosp_part_amt\": 13.97"}, {"9023.33", "9009.36"}, {"\"9000.00\"", "\"8986.03\""}},
     "maf 250.00 oth 0 funds 9750.14 part 8759.36 acct 20.00 family 3.33 cash 8736.03 | 610100 250.00 of 500.00 room 1000.00"},
    {"NothingForAid", "", 0, {{"\"inscp_scp_amt\": \"10014.11\"", "\"inscp_scp_amt\": \"9500.14\""}, {"7308.86", "7822.83"}},
     "maf 0.00 oth 0 funds 9500.14 part 9023.33 acct 20.00 family 3.33 cash 9000.00"},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Table, AidedTest, testing::ValuesIn(kAided),
                         [](const auto& row) { return row.param.name; });

TEST(AidedSetlinfoTest, KeepsWhatItDoesNotKnowAndTheKindOfWhatItReplaces) {
  DoorScene scene;
  const std::string body = GoodForDoor();
  const Json answer = scene.Answer(body);
  const Json& setlinfo = *answer.Find("output")->Find("setlinfo");
  EXPECT_EQ(TextAt(setlinfo, {"balc"}), "77.7");
  EXPECT_EQ(TextAt(setlinfo, {"psn_name"}), "金丝雀");
  EXPECT_EQ(setlinfo.Find("maf_pay")->kind, Json::Kind::kNumber);
  EXPECT_EQ(setlinfo.Find("psn_cash_pay")->kind, Json::Kind::kString);
  v1::GetRequest question;
  question.set_message_id("H31011400001201206290930000001");
  const auto posted = scene.intake->Find(question);
  ASSERT_TRUE(posted.ok()) << posted.status();
  EXPECT_EQ(TextAt(setlinfo, {"setl_id"}), std::to_string(posted->result().number()));
  EXPECT_EQ(TextAt(setlinfo, {"medins_setl_id"}), "H31011400001201206290930000001");
}

// A year's bills, one after the other: what of the limit of 1000.00 each finds and leaves.
struct YearsBill {
  const char* setl_id;
  const char* room;
  const char* paid;
  const char* says;
};

TEST(AidedSetlinfoTest, RoomIsWhatWasLeftBeforeThePayment) {
  DoorScene scene;
  int bills = 0;
  for (const YearsBill& bill : {
           YearsBill{"S1", "1000.00", "256.99", "本次支付前1000.00元，支付后743.01元。"},
           YearsBill{"S2", "743.01", "256.98", "本次支付前743.01元，支付后486.03元。"},
           YearsBill{"S3", "486.03", "256.99", "本次支付前486.03元，支付后229.04元。"},
           YearsBill{"S4", "229.04", "229.04", "本次支付前229.04元，支付后0.00元。"},
       }) {
    const Json answer =
        scene.Answer(GoodForDoor({{"H31011400001201206290930000001", "M" + std::to_string(++bills)},
                                  {"\"S1\"", "\"" + std::string(bill.setl_id) + "\""}}));
    ASSERT_EQ(TextAt(answer, {"infcode"}), "0") << TextAt(answer, {"err_msg"});
    const Json& row = answer.Find("output")->Find("setldetail")->items.at(0);
    EXPECT_EQ(TextAt(row, {"crt_payb_lmt_amt"}), bill.room);
    EXPECT_EQ(TextAt(row, {"fund_payamt"}), bill.paid);
    EXPECT_THAT(TextAt(row, {"setl_proc_info"}), testing::EndsWith(bill.says));
  }
}

struct Text {
  const char* name;
  std::string text;
  std::size_t characters_max;
  std::string cut;
};

class CutAtSentenceTest : public testing::TestWithParam<Text> {};

TEST_P(CutAtSentenceTest, Cuts) {
  EXPECT_EQ(CutAtSentence(GetParam().text, GetParam().characters_max), GetParam().cut);
}

INSTANTIATE_TEST_SUITE_P(Table, CutAtSentenceTest,
                         testing::Values(Text{"Fits", "甲乙。丙丁。", 6, "甲乙。丙丁。"},
                                         Text{"OneTooMany", "甲乙。丙丁。", 5, "甲乙。……"},
                                         Text{"StopAtTheEdge", "甲乙。丙丁戊己", 5, "甲乙。……"},
                                         Text{"NoStop", "甲乙丙丁戊", 4, "甲乙……"},
                                         Text{"Empty", "", 4, ""}),
                         [](const auto& row) { return row.param.name; });

struct Code {
  const char* name;
  const char* fund_pay_type;
  bool for_aid;
};

class CodeForAidTest : public testing::TestWithParam<Code> {};

TEST_P(CodeForAidTest, Says) {
  EXPECT_EQ(IsCodeForAid(GetParam().fund_pay_type), GetParam().for_aid);
}

INSTANTIATE_TEST_SUITE_P(Table, CodeForAidTest,
                         testing::Values(Code{"Aid", "610100", true}, Code{"Other", "999997", true},
                                         Code{"Unlisted", "640100", true},
                                         Code{"Insurer", "310100", false},
                                         Code{"Account", "310200", false}, Code{"None", "", false},
                                         Code{"TooLong", "6101000", false}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace yizhan::national
