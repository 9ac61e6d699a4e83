// The door: what is stored, what is told, and what a HIS reads when something is wrong.

#include "adapters/national/national_door.h"

#include "adapters/files/charset.h"
#include "engine/base/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/national/door_scene.h"

namespace yizhan::national {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr char kMsgid[] = "H31011400001201206290930000001";

struct Refused {
  const char* name;
  Changes changes;
  const char* error;
  bool unreadable = true;  // A person can look at it.
};

class RefusedByDoorTest : public testing::TestWithParam<Refused> {};

TEST_P(RefusedByDoorTest, SaysWhatIsWrongAndMovesNothing) {
  DoorScene scene;
  const std::uint64_t before = scene.desk->Head().size;
  const Json answer = scene.Answer(GoodForDoor(GetParam().changes));
  EXPECT_EQ(TextAt(answer, {"infcode"}), "-1");
  EXPECT_THAT(TextAt(answer, {"err_msg"}), StartsWith(GetParam().error));
  EXPECT_THAT(TextAt(answer, {"err_msg"}), testing::Not(HasSubstr("CANARY")));
  EXPECT_EQ(scene.desk->Head().size, before);
  EXPECT_EQ(scene.intake->unreadable.size(), GetParam().unreadable ? 1U : 0U);
  EXPECT_EQ(scene.intake->delivered.size(), scene.intake->arrivals.size());
}

// clang-format off
const Refused kRefused[] = {
    {"NoInfno", {{"\"infno\": \"2207\", ", ""}}, "[FIELD_MISSING] 缺少必填项（infno）", false},
    {"UnknownInfno", {{"\"2207\"", "\"2211\""}}, "[FIELD_UNKNOWN_VALUE] 代码值不在代码表内（infno）", false},
    {"NoMessageId", {{kMsgid, ""}}, "[FIELD_MISSING] 缺少必填项（msgid）"},
    {"MessageIdTooLong", {{kMsgid, "H3101140000120120629093000000123456789012345678901234567890"}}, "[FIELD_TOO_LONG] 内容过长（msgid）；应为 <= 58；实为 59"},
    {"NoRegion", {{"\"mdtrtarea_admvs\": \"310114\",", ""}}, "[FIELD_MISSING] 缺少必填项（mdtrtarea_admvs）"},
    {"NoOperator", {{"\"opter\": \"001\",", ""}}, "[FIELD_MISSING] 缺少必填项（opter）"},
    {"NoTime", {{"\"inf_time\": \"2012-06-29 09:30:00\",", ""}}, "[FIELD_MISSING] 缺少必填项（inf_time）"},
    {"TimeIsNone", {{"\"inf_time\": \"2012-06-29 09:30:00\"", "\"inf_time\": \"morning\""}}, "[FIELD_MALFORMED] 格式不正确（inf_time）"},
    {"OperatorNameTooLong", {{"CANARY-OPERATOR", std::string(51, 'o')}}, "[FIELD_TOO_LONG] 内容过长（opter_name）"},
    {"VersionTooLong", {{"\"mdtrtarea_admvs\"", "\"infver\": \"V1.0.0.0\", \"mdtrtarea_admvs\""}}, "[FIELD_TOO_LONG] 内容过长（infver）"},
    {"OtherHospital", {{"\"fixmedins_code\": \"H31011400001\"", "\"fixmedins_code\": \"H31011400002\""}}, "[NOT_ALLOWED] 本终端无权办理此业务（fixmedins_code）"},
    {"SignedOut", {{"\"mdtrtarea_admvs\"", "\"sign_no\": \"YZ201206290930000001\", \"mdtrtarea_admvs\""}}, "[NOT_AUTHENTICATED] 未能确认终端身份，请联系管理员（sign_no）"},
    {"NoInput", {{"\"input\"", "\"output\""}}, "[FIELD_MISSING] 缺少必填项（input）"},
    {"NoMedType", {{"\"med_type\": \"21\",", ""}}, "[FIELD_MISSING] 缺少必填项（input.setlinfo.med_type）"},
    {"UnknownMedType", {{"\"med_type\": \"21\"", "\"med_type\": \"99\""}}, "[FIELD_UNKNOWN_VALUE] 代码值不在代码表内（input.setlinfo.med_type）；实为 99"},
    {"SumsDisagree", {{"\"psn_part_amt\": 9023.33", "\"psn_part_amt\": 9023.34"}}, "[FIELD_MALFORMED] 格式不正确（input.setlinfo.psn_part_amt）；应为 9023.33；实为 9023.34"},
    {"NoSettlementTime", {{"\"setl_time\": \"2012-06-29 09:30:00\",", ""}}, "[FIELD_MISSING] 缺少必填项（input.setlinfo.setl_time）"},
    {"PartsAreNotTheTotal", {{"\"preselfpay_amt\": 1200.5", "\"preselfpay_amt\": 1200.51"}}, "[PARTS_NOT_TOTAL] 四部分之和不等于医疗费总额", false},
    {"TomorrowsBill", {{"\"setl_time\": \"2012-06-29 09:30:00\"", "\"setl_time\": \"2012-06-30 09:30:00\""}}, "[ACCOUNTING_IN_FUTURE] 结算日期晚于今天（input.setlinfo.setl_time）", false},
    {"NotInTheRegister", {{"CANARYNO1", "NOBODY"}}, "[PERSON_UNKNOWN] 非救助登记人员，请按普通病人结算", false},
    {"AidNotMapped", {{"\"maf_pay\": 0", "\"maf_pay\": 1.00"}, {"9500.14", "9501.14"}, {"9023.33", "9022.33"}, {"\"9000.00\"", "\"8999.00\""}}, "[UPSTREAM_AID_UNMAPPED] 上游已付医疗救助且未配置对应项目", false},
    {"NoJson", {{"{", "["}}, "[FIELD_MALFORMED] 格式不正确"},
    {"KeyTwice", {{"\"setl_id\": \"S1\"", "\"setl_id\": \"S1\", \"setl_id\": \"S2\""}}, "[FIELD_MALFORMED] 格式不正确（input.setlinfo.setl_id）"},
    {"ReversalWithoutNumber", {{"2207", "2208"}, {"\"input\": {", "\"input\": {\"data\": {},"}}, "[FIELD_MISSING] 缺少必填项（input.data.setl_id）"},
    {"ReversalOfNothing", {{"2207", "2305"}, {"\"input\": {", "\"input\": {\"data\": {\"setl_id\": 4711},"}}, "[SETTLEMENT_UNKNOWN] 没有这个结算号", false},
    {"UndoWithoutMessage", {{"2207", "2601"}, {"\"input\": {", "\"input\": {\"data\": {\"oinfno\": \"2207\"},"}}, "[FIELD_MISSING] 缺少必填项（input.data.omsgid）"},
    {"QuoteWithoutMedType", {{"2207", "2206"}, {"\"med_type\": \"21\",", ""}}, "[FIELD_MISSING] 缺少必填项（input.setlinfo.med_type）", false},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Table, RefusedByDoorTest, testing::ValuesIn(kRefused),
                         [](const auto& row) { return row.param.name; });

TEST(NationalDoorTest, StoresTheBytesAsTheyCameBeforeItSettles) {
  DoorScene scene;
  const std::string body = GoodForDoor();
  EXPECT_EQ(TextAt(scene.Answer(body), {"infcode"}), "0");
  ASSERT_EQ(scene.intake->arrivals.size(), 1U);
  EXPECT_EQ(scene.intake->arrivals[0].raw, body);
  EXPECT_EQ(scene.intake->arrivals[0].peer, "10.0.0.7");
  EXPECT_EQ(scene.intake->arrivals[0].protocol, edge::Protocol::kNational);
  EXPECT_TRUE(scene.intake->delivered.contains(1));
}

TEST(NationalDoorTest, DiskThatIsFullAcknowledgesNothing) {
  DoorScene scene;
  scene.intake->disk_full = true;
  const std::uint64_t before = scene.desk->Head().size;
  const Json answer = scene.Answer(GoodForDoor());
  EXPECT_EQ(TextAt(answer, {"infcode"}), "-1");
  EXPECT_THAT(TextAt(answer, {"err_msg"}), HasSubstr("未受理，请重发"));
  EXPECT_EQ(scene.desk->Head().size, before);
}

TEST(NationalDoorTest, LateIsToldToProceedWithoutAid) {
  DoorScene scene;
  scene.intake->centre_away = true;
  const Json answer = scene.Answer(GoodForDoor());
  EXPECT_EQ(TextAt(answer, {"infcode"}), "-1");
  EXPECT_THAT(TextAt(answer, {"err_msg"}), StartsWith("[LATE] 救助未能实时结算，请按无救助收费"));
  EXPECT_THAT(TextAt(answer, {"err_msg"}), HasSubstr("事后补记，救助款直接付给患者本人"));
  EXPECT_THAT(answer.Find("output")->members, IsEmpty());
}

TEST(NationalDoorTest, SameBillUnderAnotherMessageNamesTheSettlement) {
  DoorScene scene;
  const Json first = scene.Answer(GoodForDoor());
  const Json second = scene.Answer(GoodForDoor({{kMsgid, "OTHER"}}));
  EXPECT_EQ(TextAt(second, {"infcode"}), "-1");
  EXPECT_THAT(TextAt(second, {"err_msg"}), StartsWith("[BILL_ALREADY_SETTLED] 该单据已结算"));
  EXPECT_THAT(TextAt(second, {"err_msg"}),
              HasSubstr("见编号 " + TextAt(first, {"output", "setlinfo", "setl_id"})));
}

TEST(NationalDoorTest, SameMessageAgainGetsTheFirstResult) {
  DoorScene scene;
  const Json first = scene.Answer(GoodForDoor());
  const Json second = scene.Answer(GoodForDoor());
  EXPECT_EQ(TextAt(second, {"infcode"}), "0");
  EXPECT_EQ(TextAt(first, {"output", "setlinfo", "setl_id"}),
            TextAt(second, {"output", "setlinfo", "setl_id"}));
  EXPECT_EQ(TextAt(first, {"output", "setlinfo", "maf_pay"}),
            TextAt(second, {"output", "setlinfo", "maf_pay"}));
}

TEST(NationalDoorTest, WithoutASettlementNumberTheMessageIsTheKey) {
  DoorScene scene;
  const Changes no_number = {{"\"setl_id\": \"S1\", ", ""}};
  EXPECT_EQ(TextAt(scene.Answer(GoodForDoor(no_number)), {"infcode"}), "0");
  Changes other = no_number;
  other.emplace_back(kMsgid, "OTHER");
  EXPECT_EQ(TextAt(scene.Answer(GoodForDoor(other)), {"infcode"}), "0");
}

TEST(NationalDoorTest, QuoteStoresAndMovesNothing) {
  DoorScene scene;
  const std::uint64_t before = scene.desk->Head().size;
  for (const char* infno : {"2206", "2303"}) {
    const Json answer = scene.Answer(GoodForDoor({{"2207", infno}}));
    EXPECT_EQ(TextAt(answer, {"infcode"}), "0");
    EXPECT_EQ(TextAt(answer, {"output", "setlinfo", "maf_pay"}), "256.99");
    EXPECT_EQ(TextAt(answer, {"output", "setlinfo", "setl_id"}), "S1");
  }
  EXPECT_EQ(scene.desk->Head().size, before);
  EXPECT_THAT(scene.intake->arrivals, IsEmpty());
}

TEST(NationalDoorTest, QuestionsOfACentreThatIsAwayAreAskedAgain) {
  DoorScene scene;
  scene.intake->centre_away = true;
  const Json answer = scene.Answer(GoodForDoor({{"2207", "2206"}}));
  EXPECT_EQ(TextAt(answer, {"infcode"}), "-1");
  EXPECT_THAT(TextAt(answer, {"err_msg"}), StartsWith("[ENGINE_BUSY]"));
}

struct Undone {
  const char* name;
  const char* infno;
  const char* data;  // NUMBER stands for the settlement's.
  const char* infcode;
  const char* says;
  bool away = false;
};

class ReversedByDoorTest : public testing::TestWithParam<Undone> {};

TEST_P(ReversedByDoorTest, TakesBack) {
  DoorScene scene;
  const Json settled = scene.Answer(GoodForDoor());
  std::string data = GetParam().data;
  if (const std::size_t at = data.find("NUMBER"); at != std::string::npos) {
    data.replace(at, 6, TextAt(settled, {"output", "setlinfo", "setl_id"}));
  }
  scene.intake->centre_away = GetParam().away;
  const Json answer = scene.Ask(GetParam().infno, "REV1", "{\"data\":" + data + "}");
  EXPECT_EQ(TextAt(answer, {"infcode"}), GetParam().infcode) << TextAt(answer, {"err_msg"});
  EXPECT_THAT(TextAt(answer, {"err_msg"}) + TextAt(answer, {"warn_msg"}),
              HasSubstr(GetParam().says));
  EXPECT_EQ(scene.intake->arrivals.size(), 2U);
}

// clang-format off
const Undone kUndone[] = {
    {"ByNumber", "2208", R"({"setl_id":"NUMBER"})", "0", "应退患者现金8743.01元，退回个人账户23.33元"},
    {"Inpatient", "2305", R"({"setl_id":NUMBER})", "0", "应退患者现金8743.01元"},
    {"ByMessage", "2208", R"({"msgid":"H31011400001201206290930000001"})", "0", "应退患者现金8743.01元"},
    {"Undo", "2601", R"({"omsgid":"H31011400001201206290930000001","oinfno":"2207"})", "0", "应退患者现金8743.01元"},
    {"UndoBeforeArrival", "2601", R"({"omsgid":"NEVER","oinfno":"2304"})", "0", "原报文未到达"},
    {"UndoPromised", "2601", R"({"omsgid":"H31011400001201206290930000001","oinfno":"2207"})", "0", "冲正已登记，中心恢复后自动完成", true},
    {"ByNumberIsNotPromised", "2208", R"({"setl_id":"NUMBER"})", "-1", "[ENGINE_BUSY]", true},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Table, ReversedByDoorTest, testing::ValuesIn(kUndone),
                         [](const auto& row) { return row.param.name; });

TEST(NationalDoorTest, ReversalAnswersWithNegativeAmounts) {
  DoorScene scene;
  scene.Answer(GoodForDoor());
  const Json answer =
      scene.Ask("2208", "REV1", std::string(R"({"data":{"msgid":")") + kMsgid + R"("}})");
  const auto sum = [&](const char* key) { return TextAt(answer, {"output", "setlinfo", key}); };
  EXPECT_EQ(sum("medfee_sumamt"), "-18523.47");
  EXPECT_EQ(sum("fund_pay_sumamt"), "-9757.13");
  EXPECT_EQ(sum("psn_part_amt"), "-8766.34");
  EXPECT_EQ(sum("acct_pay"), "-23.33");
  EXPECT_EQ(sum("psn_cash_pay"), "-8743.01");
}

TEST(NationalDoorTest, TakenBackTwice) {
  DoorScene scene;
  scene.Answer(GoodForDoor());
  const std::string data =
      std::string(R"({"data":{"oinfno":"2207","omsgid":")") + kMsgid + R"("}})";
  scene.Ask("2601", "U1", data);
  const Json again = scene.Ask("2601", "U2", data);
  EXPECT_EQ(TextAt(again, {"infcode"}), "0");
  EXPECT_THAT(TextAt(again, {"warn_msg"}), StartsWith("此前已冲正，冲正号"));
  const std::string by_message = std::string(R"({"data":{"msgid":")") + kMsgid + R"("}})";
  EXPECT_THAT(TextAt(scene.Ask("2208", "U3", by_message), {"err_msg"}),
              StartsWith("[ALREADY_REVERSED]"));
}

// R42: the first result is history then, and no aid may be taken off the patient's bill.
TEST(NationalDoorTest, MessageThatWasTakenBackIsNotSettled) {
  DoorScene scene;
  scene.Answer(GoodForDoor());
  scene.Ask("2601", "U1",
            std::string(R"({"data":{"oinfno":"2207","omsgid":")") + kMsgid + R"("}})");
  const Json again = scene.Answer(GoodForDoor());
  EXPECT_EQ(TextAt(again, {"infcode"}), "-1");
  EXPECT_THAT(TextAt(again, {"err_msg"}), StartsWith("[ALREADY_REVERSED]"));
}

struct Charset {
  const char* name;
  const char* content_type;
  bool sent_as_gb;
  bool answered_as_gb;
};

class DoorCharsetTest : public testing::TestWithParam<Charset> {};

TEST_P(DoorCharsetTest, AnswersInTheCharsetOfTheRequest) {
  DoorScene scene;
  const std::string body = GoodForDoor();
  const edge::HttpResponse response = scene.Post(
      GetParam().sent_as_gb ? files::ToGb18030(body).value() : body, GetParam().content_type);
  const std::string utf8 = files::ToUtf8(response.body).value();
  EXPECT_EQ(utf8 != response.body, GetParam().answered_as_gb);
  EXPECT_EQ(response.content_type, GetParam().answered_as_gb ? "application/json; charset=gb18030"
                                                             : "application/json; charset=utf-8");
  const auto answer = ParseJson(utf8);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(TextAt(*answer, {"output", "setlinfo", "psn_name"}), "金丝雀");
}

INSTANTIATE_TEST_SUITE_P(
    Table, DoorCharsetTest,
    testing::Values(Charset{"None", "", false, false}, Charset{"NoneAndGb", "", true, true},
                    Charset{"Utf8", "application/json; charset=UTF-8", false, false},
                    Charset{"Gbk", "application/json;charset=GBK", true, true},
                    Charset{"Gb18030Quoted", "application/json; charset=\"gb18030\"; q=1", true,
                            true}),
    [](const auto& row) { return row.param.name; });

TEST(NationalDoorTest, OtherCharsetsAreRefused) {
  DoorScene scene;
  const edge::HttpResponse response = scene.Post(GoodForDoor(), "application/json; charset=big5");
  EXPECT_THAT(response.body, HasSubstr("[FIELD_UNKNOWN_VALUE]"));
  EXPECT_THAT(scene.intake->arrivals, IsEmpty());
}

TEST(NationalDoorTest, OnlyPost) {
  DoorScene scene;
  const edge::HttpResponse response =
      scene.door->Handle({.method = "GET", .target = "/", .body = "", .peer = ""});
  EXPECT_EQ(response.status, 405);
  EXPECT_THAT(response.body, HasSubstr("\"infcode\":\"-1\""));
}

TEST(NationalDoorTest, AnswersHaveTheEnvelope) {
  DoorScene scene;
  const Json answer = scene.Answer(GoodForDoor());
  EXPECT_EQ(TextAt(answer, {"inf_refmsgid"}), "310114201206290930000000000001");
  EXPECT_EQ(TextAt(answer, {"refmsg_time"}), "20120629093000000");
  EXPECT_EQ(TextAt(answer, {"respond_time"}), "20120629093000000");
}

TEST(NationalDoorTest, HooksOpenAndSeal) {
  NationalOptions options;
  options.open = [](const std::string& text) -> absl::StatusOr<std::string> {
    if (text == "sealed") return GoodForDoor();
    return Refuse({.reason = v1::NOT_AUTHENTICATED, .field = "cainfo"});
  };
  options.seal = [](const std::string& text) -> absl::StatusOr<std::string> {
    return "sealed " + text;
  };
  DoorScene scene("", options);
  EXPECT_THAT(scene.Post("sealed").body, StartsWith("sealed {\"infcode\":\"0\""));
  EXPECT_EQ(scene.intake->arrivals[0].raw, "sealed");
  EXPECT_THAT(scene.Post("forged").body, HasSubstr("[NOT_AUTHENTICATED]"));
  EXPECT_EQ(scene.intake->unreadable.size(), 1U);
  EXPECT_TRUE(scene.door->Reread("sealed").ok());
  EXPECT_FALSE(scene.door->Reread("forged").ok());
}

TEST(NationalDoorTest, WhatCannotBeSealedIsNotDelivered) {
  NationalOptions options;
  options.seal = [](const std::string&) -> absl::StatusOr<std::string> {
    return absl::InternalError("no key");
  };
  DoorScene scene("", options);
  const edge::HttpResponse response = scene.Post(GoodForDoor());
  EXPECT_EQ(response.status, 500);
  EXPECT_FALSE(response.delivered);
}

TEST(NationalDoorTest, RereadGivesTheSameRequest) {
  DoorScene scene;
  const auto request = scene.door->Reread(files::ToGb18030(GoodForDoor()).value());
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->bill().message_id(), kMsgid);
  EXPECT_EQ(request->person().card().cert_no(), "CANARYNO1");
  EXPECT_EQ(request->not_after_ms(), 0);
  const auto reversal =
      scene.door->Reread(DoorScene::Enveloped("2208", "R", R"({"data":{"setl_id":"1"}})"));
  EXPECT_EQ(ReasonOf(reversal.status()), v1::FIELD_UNKNOWN_VALUE);
}

TEST(NationalDoorTest, CashierReadsWarningsAndThatRulesAreInvented) {
  DoorScene scene(R"(thresholds { id: "visit-total" metric: VISIT_TOTAL value: 1000000
                      severity: WARNING route: CASHIER message: "费用较高" next_step: "请告知患者"
                      source { document: "test" article: "1" quote: "q"
                               confidence: ILLUSTRATIVE } })");
  const Json answer = scene.Answer(GoodForDoor());
  ASSERT_EQ(TextAt(answer, {"infcode"}), "0") << TextAt(answer, {"err_msg"});
  EXPECT_THAT(TextAt(answer, {"warn_msg"}), StartsWith("【示例】"));
  EXPECT_THAT(TextAt(answer, {"warn_msg"}), HasSubstr("费用较高：请告知患者"));
  const Json& row = answer.Find("output")->Find("setldetail")->items.at(0);
  EXPECT_THAT(TextAt(row, {"setl_proc_info"}), StartsWith("【示例】"));
  EXPECT_THAT(TextAt(row, {"setl_proc_info"}), HasSubstr("513.97元"));
}

TEST(CashierWarningTest, TrainingComesFirst) {
  v1::SettleResult result;
  result.set_training(true);
  result.set_illustrative(true);
  EXPECT_THAT(CashierWarning(result), StartsWith("【培训】"));
}

}  // namespace
}  // namespace yizhan::national
