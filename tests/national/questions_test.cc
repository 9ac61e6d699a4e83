// 1101, 5206, 9001, 9002: what they answer, and what they refuse.

#include "adapters/national/questions.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/national/door_scene.h"

namespace yizhan::national {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Question {
  const char* name;
  const char* infno;
  const char* input;
  const char* output;  // Its compact text begins so; or, refused, err_msg does.
  bool refused = false;
};

class QuestionTest : public testing::TestWithParam<Question> {};

std::string CompactOutput(const Json& answer) {
  JsonWriter out;
  out.Copy(*answer.Find("output"));
  return out.Take();
}

TEST_P(QuestionTest, Answers) {
  NationalOptions options;
  options.identities = {{"severe_disability", "6"}};
  DoorScene scene("", options);
  scene.desk->Import("CARD2", {"1", "dibao", "severe_disability"});
  scene.Answer(GoodForDoor());
  const Json answer = scene.Ask(GetParam().infno, "Q1", GetParam().input);
  EXPECT_EQ(TextAt(answer, {"infcode"}), GetParam().refused ? "-1" : "0");
  EXPECT_THAT(GetParam().refused ? TextAt(answer, {"err_msg"}) : CompactOutput(answer),
              StartsWith(GetParam().output));
  EXPECT_EQ(scene.intake->arrivals.size(), 1U);
}

// clang-format off
const Question kQuestions[] = {
    {"Person", "1101", R"({"data":{"psn_cert_type":"01","certno":"CANARYNO1","psn_name":"甲"}})",
     R"({"baseinfo":{"psn_no":"","psn_cert_type":"01","certno":"CANARYNO1","psn_name":"甲"},"insuinfo":[],"idetinfo":[{"psn_idet_type":"","psn_type_lv":"","memo":"dibao","begntime":"2010-01-01 00:00:00","endtime":""}]})"},
    {"PersonByMedium", "1101", R"({"data":{"mdtrt_cert_type":"02","mdtrt_cert_no":"CANARYNO1","psn_no":"P7"}})",
     R"({"baseinfo":{"psn_no":"P7","psn_cert_type":"01","certno":"CANARYNO1","psn_name":""},)"},
    {"IdentitiesHaveCodes", "1101", R"({"data":{"certno":"CARD2"}})",
     R"({"baseinfo":{"psn_no":"","psn_cert_type":"01","certno":"CARD2","psn_name":""},"insuinfo":[],"idetinfo":[{"psn_idet_type":"1","psn_type_lv":"","memo":"1","begntime":"2010-01-01 00:00:00","endtime":""},{"psn_idet_type":"","psn_type_lv":"","memo":"dibao","begntime":"2010-01-01 00:00:00","endtime":""},{"psn_idet_type":"6","psn_type_lv":"","memo":"severe_disability","begntime":"2010-01-01 00:00:00","endtime":""}]})"},
    {"IdentitiesOfAnotherDay", "1101", R"({"data":{"certno":"CANARYNO1","begntime":"2009-12-31 08:00:00"}})",
     R"({"baseinfo":{"psn_no":"","psn_cert_type":"01","certno":"CANARYNO1","psn_name":""},"insuinfo":[],"idetinfo":[]})"},
    {"PersonNobodyKnows", "1101", R"({"data":{"certno":"NOBODY"}})", "[PERSON_UNKNOWN] 非救助登记人员，请按普通病人结算", true},
    {"PersonWithoutCard", "1101", R"({"data":{"psn_no":"P7"}})", "[FIELD_MISSING] 缺少必填项（input.data.certno）", true},
    {"PersonByTokenAlone", "1101", R"({"data":{"mdtrt_cert_type":"01","mdtrt_cert_no":"TOKEN"}})", "[FIELD_MISSING] 缺少必填项（input.data.certno）", true},
    {"PersonOnNoDay", "1101", R"({"data":{"certno":"CARD2","begntime":"soon"}})", "[FIELD_MALFORMED] 格式不正确（input.data.begntime）", true},
    {"PersonWithoutData", "1101", "{}", "[FIELD_MISSING] 缺少必填项（input.data）", true},
    {"Accumulators", "5206", R"({"data":{"certno":"CANARYNO1","cum_ym":"201206"}})",
     R"({"cuminfo":[{"insutype":"","year":"2012","cum_ym":"201206","cum_type_code":"half-base","cum":513.97,"memo":"a"},{"insutype":"","year":"2012","cum_ym":"201206","cum_type_code":"half-paid","cum":256.99,"memo":"b，限额1000.00元"},)"},
    {"AccumulatorsOfToday", "5206", R"({"data":{"certno":"CANARYNO1"}})",
     R"({"cuminfo":[{"insutype":"","year":"2012","cum_ym":"201206","cum_type_code":"half-base","cum":513.97,)"},
    {"AccumulatorsOfAYear", "5206", R"({"data":{"certno":"CANARYNO1","year":"2011"}})",
     R"({"cuminfo":[{"insutype":"","year":"2011","cum_ym":"201112","cum_type_code":"half-base","cum":0.00,)"},
    {"AccumulatorsOfNoMonth", "5206", R"({"data":{"certno":"CANARYNO1","cum_ym":"201213"}})", "[FIELD_MALFORMED] 格式不正确（input.data.cum_ym）", true},
    {"AccumulatorsOfNoYear", "5206", R"({"data":{"certno":"CANARYNO1","year":"MMXI"}})", "[FIELD_MALFORMED] 格式不正确（input.data.year）", true},
    {"AccumulatorsOfNobody", "5206", R"({"data":{"certno":"NOBODY"}})", "[PERSON_UNKNOWN]", true},
    {"AccumulatorsWithoutData", "5206", R"({"data":[]})", "[FIELD_MALFORMED] 格式不正确（input.data）", true},
    {"SignIn", "9001", R"({"signIn":{"opter_no":"001","mac":"00-00-5E-00-53-01","ip":"192.0.2.7"}})",
     R"({"signinoutb":{"sign_time":"2012-06-29 09:30:00","sign_no":"YZ201206290930000002"}})"},
    {"SignInWithoutOperator", "9001", R"({"signIn":{"mac":"m","ip":"i"}})", "[FIELD_MISSING] 缺少必填项（input.signIn.opter_no）", true},
    {"SignInWithoutBody", "9001", "{}", "[FIELD_MISSING] 缺少必填项（input.signIn）", true},
    {"SignOut", "9002", R"({"signOut":{"sign_no":"YZ201206290930000002","opter_no":"001"}})", R"({"signoutoutb":{"sign_time":"2012-06-29 09:30:00"}})"},
    {"SignOutWithoutNumber", "9002", R"({"signOut":{"opter_no":"001"}})", "[FIELD_MISSING] 缺少必填项（input.signOut.sign_no）", true},
    {"SignOutWithoutBody", "9002", R"({"signIn":{}})", "[FIELD_MISSING] 缺少必填项（input.signOut）", true},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Table, QuestionTest, testing::ValuesIn(kQuestions),
                         [](const auto& row) { return row.param.name; });

struct Identity {
  const char* name;
  const char* value;
  const char* from;
  const char* until;
  const char* row;
};

// What the centre says of one identity, as a row of idetinfo.
class FixedIntake : public test::MemoryIntake {
 public:
  using MemoryIntake::MemoryIntake;
  absl::StatusOr<v1::VerifyReply> Verify(const v1::VerifyRequest& /*request*/) override {
    return reply;
  }
  v1::VerifyReply reply;
};

class IdentityRowTest : public testing::TestWithParam<Identity> {};

TEST_P(IdentityRowTest, SaysFromWhenToWhen) {
  const Identity& row = GetParam();
  test::Desk desk;
  FixedIntake intake(desk, kHospital);
  intake.reply.add_identities(row.value);
  if (row.from[0] != '\0') {
    v1::DatedValue& held = *intake.reply.add_held();
    held.set_value(row.value);
    held.set_from(row.from);
    held.set_until(row.until);
  }
  const auto input = ParseJson(R"({"data":{"certno":"CARD2"}})");
  const auto output = AnswerPerson(*input, {{"severe_disability", "6"}}, intake);
  ASSERT_TRUE(output.ok()) << output.status();
  JsonWriter out;
  output->write(out);
  EXPECT_THAT(out.Take(), HasSubstr("\"idetinfo\":[{" + std::string(row.row) + "}]"));
}

// clang-format off
const Identity kIdentities[] = {
    {"Open", "severe_disability", "2012-01-01", "", R"("psn_idet_type":"6","psn_type_lv":"","memo":"severe_disability","begntime":"2012-01-01 00:00:00","endtime":"")"},
    {"Ends", "severe_disability", "2012-06-01", "2012-06-30", R"("psn_idet_type":"6","psn_type_lv":"","memo":"severe_disability","begntime":"2012-06-01 00:00:00","endtime":"2012-06-30 23:59:59")"},
    {"OfOneDay", "1", "2012-06-29", "2012-06-29", R"("psn_idet_type":"1","psn_type_lv":"","memo":"1","begntime":"2012-06-29 00:00:00","endtime":"2012-06-29 23:59:59")"},
    {"WithoutACode", "dibao", "2012-01-01", "", R"("psn_idet_type":"","psn_type_lv":"","memo":"dibao","begntime":"2012-01-01 00:00:00","endtime":"")"},
    {"OfAnOlderEngine", "severe_disability", "", "", R"("psn_idet_type":"6","psn_type_lv":"","memo":"severe_disability")"},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Table, IdentityRowTest, testing::ValuesIn(kIdentities),
                         [](const auto& row) { return row.param.name; });

class SignedInTest : public testing::Test {
 protected:
  std::string SignIn() {
    const Json answer =
        scene_.Ask("9001", "IN", R"({"signIn":{"opter_no":"001","mac":"m","ip":"192.0.2.7"}})");
    return TextAt(answer, {"output", "signinoutb", "sign_no"});
  }
  std::string AskWith(const std::string& sign_no) {
    const std::string body = GoodForDoor(
        {{"2207", "2206"},
         {"\"mdtrtarea_admvs\"", "\"sign_no\": \"" + sign_no + "\", \"mdtrtarea_admvs\""}});
    return TextAt(scene_.Answer(body), {"err_msg"});
  }

  DoorScene scene_;
};

TEST_F(SignedInTest, HoldsUntilMidnight) {
  const std::string sign_no = SignIn();
  EXPECT_EQ(AskWith(sign_no), "");
  scene_.desk->clock().Advance(test::kDayMs);
  EXPECT_THAT(AskWith(sign_no), StartsWith("[NOT_AUTHENTICATED]"));
  const std::string next = SignIn();
  EXPECT_NE(next, sign_no);
  EXPECT_EQ(AskWith(next), "");
  EXPECT_FALSE(scene_.intake->notes().Find("national.sign", sign_no)->has_value());
}

TEST_F(SignedInTest, SigningOutEndsIt) {
  const std::string sign_no = SignIn();
  scene_.Ask("9002", "OUT", R"({"signOut":{"opter_no":"001","sign_no":")" + sign_no + "\"}}");
  EXPECT_THAT(AskWith(sign_no), HasSubstr("重新签到9001"));
}

TEST_F(SignedInTest, TheInsurersNumberIsNotOurs) { EXPECT_EQ(AskWith("310114000000123"), ""); }

TEST_F(SignedInTest, DiskThatIsFullSignsNobodyIn) {
  scene_.intake->notes().disk_full = true;
  EXPECT_EQ(SignIn(), "");
}

}  // namespace
}  // namespace yizhan::national
