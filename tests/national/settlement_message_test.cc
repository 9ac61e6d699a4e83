// National messages: 2207 and 2304 as bills, 2208 and 2601 as reversals, and every way to be
// refused with the path. One good message; each row says what it changes of it.

#include "adapters/national/settlement_message.h"

#include <utility>
#include <vector>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"

namespace yizhan::national {
namespace {

// Each row replaces the first occurrence of a text in the good message.
using Changes = std::vector<std::pair<std::string, std::string>>;

// Invented person. 18523.47 = 10014.11 in scope + 1200.50 + 0.00 + 7308.86; funds 9000.00 + 500.14.
constexpr char kGood[] = R"({
  "infno": "2207", "msgid": "H31011400001201206290930000001", "mdtrtarea_admvs": "310114",
  "fixmedins_code": "H31011400001", "opter_name": "CANARY-OPERATOR",
  "input": {
    "setlinfo": {
      "mdtrt_id": "V1", "setl_id": "S1", "psn_cert_type": "01", "certno": "CANARYNO1",
      "psn_name": "金丝雀", "insutype": "310", "med_type": "21", "hosp_lv": "03",
      "setl_time": "2012-06-29 09:30:00", "age": 61.5,
      "medfee_sumamt": 18523.47, "inscp_scp_amt": "10014.11", "preselfpay_amt": 1200.5,
      "overlmt_selfpay": 0, "fulamt_ownpay_amt": "7308.86",
      "hifp_pay": 9000.00, "cvlserv_pay": 0, "hifes_pay": 0.00, "hifmi_pay": 500.14,
      "hifob_pay": 0, "maf_pay": 0, "oth_pay": 0, "fund_pay_sumamt": 9500.14,
      "psn_part_amt": 9023.33, "acct_pay": 20.00, "acct_mulaid_pay": 3.33,
      "psn_cash_pay": "9000.00", "hosp_part_amt": 0, "balc": 77.7
    },
    "setldetail": null,
    "mdtrtinfo": {"begntime": "2012-06-20 08:00:00", "endtime": "2012-06-28", "refl_no": "R1"},
    "diseinfo": [{"diag_code": "I10", "diag_srt_no": "2"}, {"diag_code": "C34.9", "diag_srt_no": 1}]
  }
})";

std::string Changed(const Changes& changes) {
  std::string json = kGood;
  for (const auto& [from, to] : changes) {
    const std::size_t at = json.find(from);
    EXPECT_NE(at, std::string::npos) << "the good message has no " << from;
    if (at != std::string::npos) json.replace(at, from.size(), to);
  }
  return json;
}

std::string BillText(const v1::Bill& bill) {
  std::string text = v1::CareKind_Name(bill.care_kind()) + " " +
                     v1::HospitalLevel_Name(bill.level()) + " " + bill.service_start() + ".." +
                     bill.service_end() + " " + bill.accounting_date() + " dx";
  for (const std::string& code : bill.diagnoses()) text += " " + code;
  text += " paid";
  for (const v1::InsurerPayment& paid : bill.insurer_payments()) {
    text += " " + paid.fund_code() + "=" + std::to_string(paid.amount_fen());
  }
  for (const v1::UpstreamAid& aid : bill.upstream_aid()) {
    text += " aid " + aid.fund_code() + "=" + std::to_string(aid.amount_fen());
  }
  return text + " hospital " + std::to_string(bill.hospital_borne_fen()) + " account " +
         std::to_string(bill.account_pay_fen());
}

TEST(SettleMessageTest, CarriesEveryField) {
  const absl::StatusOr<Message> message = ParseMessage(kGood);
  ASSERT_TRUE(message.ok()) << message.status();
  EXPECT_EQ(message->infno, "2207");
  EXPECT_EQ(message->msgid, "H31011400001201206290930000001");
  EXPECT_EQ(message->fixmedins_code, "H31011400001");
  const auto& settle = std::get<SettleMessage>(message->body);
  EXPECT_EQ(settle.psn_name, "金丝雀");
  EXPECT_EQ(settle.person.card().cert_type(), "01");
  EXPECT_EQ(settle.person.card().cert_no(), "CANARYNO1");
  const v1::Bill& bill = settle.bill;
  EXPECT_EQ(bill.institution_id(), "H31011400001");
  EXPECT_EQ(bill.message_id(), message->msgid);
  EXPECT_EQ(bill.visit_no(), "V1");
  EXPECT_EQ(bill.bill_no(), "S1");
  EXPECT_EQ(bill.revision(), 0U);
  EXPECT_EQ(bill.referral_no(), "R1");
  EXPECT_EQ(bill.total_fen(), 1'852'347);
  EXPECT_EQ(bill.in_scope_fen(), 1'001'411);
  EXPECT_EQ(bill.pre_self_pay_fen(), 120'050);
  EXPECT_EQ(bill.over_limit_fen(), 0);
  EXPECT_EQ(bill.out_of_scope_fen(), 730'886);
  EXPECT_EQ(bill.SerializeAsString().find("CANARYNO"), std::string::npos);
  EXPECT_EQ(bill.SerializeAsString().find("金丝雀"), std::string::npos);
}

struct Accepted {
  const char* name;
  Changes changes;
  const char* bill;
};

class AcceptedTest : public testing::TestWithParam<Accepted> {};

TEST_P(AcceptedTest, BecomesABill) {
  const absl::StatusOr<Message> message = ParseMessage(Changed(GetParam().changes));
  ASSERT_TRUE(message.ok()) << DetailOf(message.status()).message_en();
  EXPECT_EQ(BillText(std::get<SettleMessage>(message->body).bill), GetParam().bill);
}

#define STAY "INPATIENT LEVEL_3 2012-06-20..2012-06-28 2012-06-29 dx C34.9 I10"
#define PAID " paid 310100=900000 390200=50014 hospital 0 account 2333"
#define DETAIL(items) \
  { "\"setldetail\": null", "\"setldetail\": [" items "]" }
#define FUND(code, amount) "{\"fund_pay_type\": \"" code "\", \"fund_payamt\": " amount "}"

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, AcceptedTest, testing::Values(
    Accepted{"AsItIs", {}, STAY PAID},
    Accepted{"Transaction2304", {{"2207", "2304"}}, STAY PAID},
    Accepted{"ResidentsInsurance", {{"\"310\"", "\"390\""}},
             STAY " paid 390100=900000 390200=50014 hospital 0 account 2333"},
    Accepted{"NoLevel", {{"\"hosp_lv\": \"03\",", ""}},
             "INPATIENT HOSPITAL_LEVEL_UNSPECIFIED 2012-06-20..2012-06-28 2012-06-29 dx C34.9 I10" PAID},
    Accepted{"Outpatient", {{"\"med_type\": \"21\"", "\"med_type\": \"11\""}},
             "OUTPATIENT LEVEL_3 2012-06-20..2012-06-28 2012-06-29 dx C34.9 I10" PAID},
    Accepted{"NoStay", {{"\"mdtrtinfo\": {\"begntime\": \"2012-06-20 08:00:00\", \"endtime\": \"2012-06-28\", \"refl_no\": \"R1\"},", ""}},
             "INPATIENT LEVEL_3 2012-06-29..2012-06-29 2012-06-29 dx C34.9 I10" PAID},
    Accepted{"SettlementDateAlone", {{"2012-06-29 09:30:00", "2012-06-29"}}, STAY PAID},
    Accepted{"NoDiagnoses", {{"\"diseinfo\"", "\"other\""}},
             "INPATIENT LEVEL_3 2012-06-20..2012-06-28 2012-06-29 dx" PAID},
    Accepted{"OneDiagnosisWithoutNumber",
             {{"{\"diag_code\": \"I10\", \"diag_srt_no\": \"2\"}, ", ""}, {", \"diag_srt_no\": 1", ""}},
             "INPATIENT LEVEL_3 2012-06-20..2012-06-28 2012-06-29 dx C34.9" PAID},
    Accepted{"NoOptionalSums",
             {{"\"fund_pay_sumamt\": 9500.14,", ""}, {"\"psn_part_amt\": 9023.33,", ""},
              {"\"psn_cash_pay\": \"9000.00\",", ""}}, STAY PAID},
    Accepted{"HospitalBears",
             {{"\"hosp_part_amt\": 0", "\"hosp_part_amt\": 1000.00"}, {"9023.33", "8023.33"}, {"9000.00\"", "8000.00\""}},
             STAY " paid 310100=900000 390200=50014 hospital 100000 account 2333"},
    Accepted{"AidUpstreamByColumn",
             {{"\"maf_pay\": 0", "\"maf_pay\": 100.00"}, {"9500.14", "9600.14"}, {"9023.33", "8923.33"}, {"9000.00\"", "8900.00\""}},
             STAY " paid 310100=900000 390200=50014 aid 610100=10000 hospital 0 account 2333"},
    Accepted{"EveryColumn",
             {{"\"cvlserv_pay\": 0", "\"cvlserv_pay\": 1"}, {"\"hifes_pay\": 0.00", "\"hifes_pay\": 2"},
              {"\"hifob_pay\": 0", "\"hifob_pay\": 3"}, {"\"oth_pay\": 0", "\"oth_pay\": 4"},
              {"9500.14", "9510.14"}, {"9023.33", "9013.33"}, {"9000.00\"", "8990.00\""}},
             STAY " paid 310100=900000 320100=100 370100=200 390200=50014 330100=300 999997=400 hospital 0 account 2333"},
    Accepted{"DetailNamesTheFunds", {DETAIL(FUND("310100", "9000") "," FUND("390200", "\"500.14\""))}, STAY PAID},
    Accepted{"DetailOrderIsKept", {DETAIL(FUND("390200", "500.14") "," FUND("310100", "9000"))},
             STAY " paid 390200=50014 310100=900000 hospital 0 account 2333"},
    Accepted{"DetailHasTheAccount",
             {DETAIL(FUND("310100", "9000") "," FUND("390200", "500.14") "," FUND("310200", "20.00"))}, STAY PAID},
    Accepted{"DetailAloneKnowsTheAccount",
             {DETAIL(FUND("310100", "9000") "," FUND("390200", "500.14") "," FUND("310200", "20.00")),
              {"\"acct_pay\": 20.00, ", ""}}, STAY PAID},
    Accepted{"DetailOfZeroIsNoPayment",
             {DETAIL(FUND("310100", "9000") "," FUND("390200", "500.14") "," FUND("610100", "0"))}, STAY PAID},
    Accepted{"DetailNamesTheAid",
             {DETAIL(FUND("310100", "9000") "," FUND("390200", "400.14") "," FUND("610102", "100")),
              {"\"hifmi_pay\": 500.14", "\"hifmi_pay\": 400.14"}, {"\"maf_pay\": 0", "\"maf_pay\": 100"}},
             STAY " paid 310100=900000 390200=40014 aid 610102=10000 hospital 0 account 2333"},
    Accepted{"AidHiddenInOther",
             {DETAIL(FUND("310100", "9000") ",{\"fund_pay_type\": \"999997\", \"fund_payamt\": 500.14, \"setl_proc_info\": \"610101\"}"),
              {"\"hifmi_pay\": 500.14", "\"hifmi_pay\": 0"}, {"\"oth_pay\": 0", "\"oth_pay\": 500.14"}},
             STAY " paid 310100=900000 aid 610101=50014 hospital 0 account 2333"},
    Accepted{"EmptyDetailSaysNothing", {DETAIL("")}, STAY PAID},
    Accepted{"MessageIdOf64", {{"H31011400001201206290930000001", std::string(64, '7')}}, STAY PAID},
    Accepted{"UnknownFieldsAreTheirs", {{"\"balc\": 77.7", "\"x\": {\"y\": [1, null, true]}"}}, STAY PAID}),
    [](const auto& row) { return row.param.name; });
// clang-format on

struct Refused {
  const char* name;
  Changes changes;
  v1::Reason reason;
  const char* field;
};

class RefusedTest : public testing::TestWithParam<Refused> {};

TEST_P(RefusedTest, NamesThePathAndNobody) {
  const absl::StatusOr<Message> message = ParseMessage(Changed(GetParam().changes));
  ASSERT_FALSE(message.ok());
  const v1::ErrorDetail detail = DetailOf(message.status());
  EXPECT_EQ(v1::Reason_Name(detail.reason()), v1::Reason_Name(GetParam().reason));
  EXPECT_EQ(detail.field(), GetParam().field);
  const std::string all = message.status().ToString() + detail.SerializeAsString();
  for (const char* secret : {"CANARY", "金丝雀"}) EXPECT_EQ(all.find(secret), std::string::npos);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Envelope, RefusedTest, testing::Values(
    Refused{"NoInfno", {{"\"infno\": \"2207\",", ""}}, v1::FIELD_MISSING, "infno"},
    Refused{"UnknownInfno", {{"2207", "2206"}}, v1::FIELD_UNKNOWN_VALUE, "infno"},
    Refused{"NoMsgid", {{"\"msgid\"", "\"x\""}}, v1::FIELD_MISSING, "msgid"},
    Refused{"EmptyMsgid", {{"H31011400001201206290930000001", ""}}, v1::FIELD_MISSING, "msgid"},
    Refused{"LongMsgid", {{"H31011400001201206290930000001", std::string(65, '7')}}, v1::FIELD_TOO_LONG, "msgid"},
    Refused{"NumericMsgid", {{"\"H31011400001201206290930000001\"", "7"}}, v1::FIELD_MALFORMED, "msgid"},
    Refused{"ControlInMsgid", {{"H31011400001201206290930000001", "a\\u0000b"}}, v1::FIELD_MALFORMED, "msgid"},
    Refused{"NoInstitution", {{"\"fixmedins_code\"", "\"x\""}}, v1::FIELD_MISSING, "fixmedins_code"},
    Refused{"NoInput", {{"\"input\"", "\"x\""}}, v1::FIELD_MISSING, "input"},
    Refused{"InputNoObject", {{"\"input\": {", "\"input\": [], \"x\": {"}}, v1::FIELD_MALFORMED, "input"},
    Refused{"NoSetlinfo", {{"\"setlinfo\"", "\"x\""}}, v1::FIELD_MISSING, "input.setlinfo"},
    Refused{"KeyTwice", {{"\"balc\": 77.7", "\"certno\": \"CANARYNO2\""}}, v1::FIELD_MALFORMED, "input.setlinfo.certno"},
    Refused{"CutOff", {{"\"diseinfo\": [", "\"diseinfo\": "}}, v1::FIELD_MALFORMED, ""}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(Setlinfo, RefusedTest, testing::Values(
    Refused{"NoVisit", {{"\"mdtrt_id\": \"V1\",", ""}}, v1::FIELD_MISSING, "input.setlinfo.mdtrt_id"},
    Refused{"NoBillNumber", {{"\"S1\"", "\"\""}}, v1::FIELD_MISSING, "input.setlinfo.setl_id"},
    Refused{"LongVisit", {{"\"V1\"", "\"" + std::string(31, 'V') + "\""}}, v1::FIELD_TOO_LONG, "input.setlinfo.mdtrt_id"},
    Refused{"NoCertificate", {{"CANARYNO1", ""}}, v1::FIELD_MISSING, "input.setlinfo.certno"},
    Refused{"LongCertificate", {{"CANARYNO1", "CANARY" + std::string(45, '7')}}, v1::FIELD_TOO_LONG, "input.setlinfo.certno"},
    Refused{"CertificateNoText", {{"\"CANARYNO1\"", "[\"CANARYNO1\"]"}}, v1::FIELD_MALFORMED, "input.setlinfo.certno"},
    Refused{"ControlInName", {{"金丝雀", "金丝雀\\n"}}, v1::FIELD_MALFORMED, "input.setlinfo.psn_name"},
    Refused{"UnknownMedType", {{"\"med_type\": \"21\"", "\"med_type\": \"52\""}}, v1::FIELD_UNKNOWN_VALUE, "input.setlinfo.med_type"},
    Refused{"NameAsMedType", {{"\"med_type\": \"21\"", "\"med_type\": \"金丝雀\""}}, v1::FIELD_UNKNOWN_VALUE, "input.setlinfo.med_type"},
    Refused{"NoMedType", {{"\"med_type\": \"21\"", "\"med_type\": \"\""}}, v1::FIELD_MISSING, "input.setlinfo.med_type"},
    Refused{"UnknownLevel", {{"\"03\"", "\"07\""}}, v1::FIELD_UNKNOWN_VALUE, "input.setlinfo.hosp_lv"},
    Refused{"NoTime", {{"\"setl_time\"", "\"x\""}}, v1::FIELD_MISSING, "input.setlinfo.setl_time"},
    Refused{"NoSuchTime", {{"09:30:00", "24:00:00"}}, v1::FIELD_MALFORMED, "input.setlinfo.setl_time"},
    Refused{"TimeOfAnotherForm", {{"2012-06-29 09:30:00", "2012-06-29T09:30:00"}}, v1::FIELD_MALFORMED, "input.setlinfo.setl_time"},
    Refused{"NoSuchDay", {{"2012-06-29 ", "2012-06-31 "}}, v1::FIELD_MALFORMED, "input.setlinfo.setl_time"},
    Refused{"BeginAlone", {{"\"endtime\": \"2012-06-28\",", ""}}, v1::FIELD_MISSING, "input.mdtrtinfo.endtime"},
    Refused{"EndAlone", {{"\"begntime\": \"2012-06-20 08:00:00\",", ""}}, v1::FIELD_MISSING, "input.mdtrtinfo.begntime"},
    Refused{"StayNoObject", {{"\"mdtrtinfo\": {", "\"mdtrtinfo\": 1, \"x\": {"}}, v1::FIELD_MALFORMED, "input.mdtrtinfo"},
    Refused{"DiagnosesNoList", {{"\"diseinfo\": [", "\"diseinfo\": {}, \"x\": ["}}, v1::FIELD_MALFORMED, "input.diseinfo"},
    Refused{"DiagnosisNoObject", {{"\"diseinfo\": [", "\"diseinfo\": [\"I10\", "}}, v1::FIELD_MALFORMED, "input.diseinfo[0]"},
    Refused{"DiagnosisWithoutCode", {{"\"diag_code\": \"C34.9\", ", ""}}, v1::FIELD_MISSING, "input.diseinfo[1].diag_code"},
    Refused{"DiagnosisWithoutNumber", {{", \"diag_srt_no\": 1", ""}}, v1::FIELD_MISSING, "input.diseinfo[1].diag_srt_no"},
    Refused{"TwoPrincipals", {{"\"diag_srt_no\": 1", "\"diag_srt_no\": 2"}}, v1::FIELD_MALFORMED, "input.diseinfo.diag_srt_no"},
    Refused{"DiagnosisNumberNoNumber", {{"\"diag_srt_no\": 1", "\"diag_srt_no\": 1.5"}}, v1::FIELD_MALFORMED, "input.diseinfo[1].diag_srt_no"}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(Amounts, RefusedTest, testing::Values(
    Refused{"NoTotal", {{"\"medfee_sumamt\": 18523.47,", ""}}, v1::FIELD_MISSING, "input.setlinfo.medfee_sumamt"},
    Refused{"NullTotal", {{"18523.47", "null"}}, v1::FIELD_MISSING, "input.setlinfo.medfee_sumamt"},
    Refused{"EmptyPart", {{"\"10014.11\"", "\"\""}}, v1::FIELD_MISSING, "input.setlinfo.inscp_scp_amt"},
    Refused{"NoPart", {{"\"overlmt_selfpay\": 0,", ""}}, v1::FIELD_MISSING, "input.setlinfo.overlmt_selfpay"},
    Refused{"Scientific", {{"18523.47", "1.852347e4"}}, v1::FIELD_MALFORMED, "input.setlinfo.medfee_sumamt"},
    Refused{"ScientificText", {{"\"10014.11\"", "\"1e4\""}}, v1::FIELD_MALFORMED, "input.setlinfo.inscp_scp_amt"},
    Refused{"ThreeDecimals", {{"18523.47", "18523.470"}}, v1::FIELD_MALFORMED, "input.setlinfo.medfee_sumamt"},
    Refused{"NaN", {{"\"10014.11\"", "\"NaN\""}}, v1::FIELD_MALFORMED, "input.setlinfo.inscp_scp_amt"},
    Refused{"Bool", {{"18523.47", "true"}}, v1::FIELD_MALFORMED, "input.setlinfo.medfee_sumamt"},
    Refused{"AmountIsTheName", {{"18523.47", "\"金丝雀\""}}, v1::FIELD_MALFORMED, "input.setlinfo.medfee_sumamt"},
    Refused{"Negative", {{"18523.47", "-18523.47"}}, v1::AMOUNT_NEGATIVE, "input.setlinfo.medfee_sumamt"},
    Refused{"NegativeFund", {{"\"hifes_pay\": 0.00", "\"hifes_pay\": -0.01"}}, v1::AMOUNT_NEGATIVE, "input.setlinfo.hifes_pay"},
    Refused{"AboveTheBound", {{"18523.47", "100000000000.01"}}, v1::AMOUNT_TOO_LARGE, "input.setlinfo.medfee_sumamt"},
    Refused{"BeyondInt64", {{"18523.47", "99999999999999999999"}}, v1::FIELD_MALFORMED, "input.setlinfo.medfee_sumamt"},
    Refused{"FundSumDiffers", {{"9500.14", "9500.15"}}, v1::FIELD_MALFORMED, "input.setlinfo.fund_pay_sumamt"},
    Refused{"AidNotInTheFundSum", {{"\"maf_pay\": 0", "\"maf_pay\": 1"}}, v1::FIELD_MALFORMED, "input.setlinfo.fund_pay_sumamt"},
    Refused{"PersonalPartDiffers", {{"9023.33", "9023.34"}}, v1::FIELD_MALFORMED, "input.setlinfo.psn_part_amt"},
    Refused{"CashDiffers", {{"\"9000.00\"", "\"9000.01\""}}, v1::FIELD_MALFORMED, "input.setlinfo.psn_cash_pay"},
    Refused{"AccountDiffersFromDetail",
            {DETAIL(FUND("310100", "9000") "," FUND("390200", "500.14") "," FUND("310200", "21"))},
            v1::FIELD_MALFORMED, "input.setlinfo.acct_pay"},
    Refused{"ColumnDiffersFromDetail", {DETAIL(FUND("310100", "9000") "," FUND("390200", "500.13"))},
            v1::FIELD_MALFORMED, "input.setlinfo.hifmi_pay"},
    Refused{"FundInAnotherColumn", {DETAIL(FUND("310100", "9000") "," FUND("330100", "500.14"))},
            v1::FIELD_MALFORMED, "input.setlinfo.hifmi_pay"},
    Refused{"DetailNoList", {{"\"setldetail\": null", "\"setldetail\": {}"}}, v1::FIELD_MALFORMED, "input.setldetail"},
    Refused{"DetailItemNoObject", {DETAIL("7")}, v1::FIELD_MALFORMED, "input.setldetail[0]"},
    Refused{"DetailWithoutFund", {DETAIL("{\"fund_payamt\": 1}")}, v1::FIELD_MISSING, "input.setldetail[0].fund_pay_type"},
    Refused{"DetailWithoutAmount", {DETAIL(FUND("310100", "1") ",{\"fund_pay_type\": \"1\"}")},
            v1::FIELD_MISSING, "input.setldetail[1].fund_payamt"},
    Refused{"DetailNegative", {DETAIL(FUND("310100", "-1"))}, v1::AMOUNT_NEGATIVE, "input.setldetail[0].fund_payamt"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(SettleMessageTest, TooManyItemsAreRefused) {
  std::string funds = FUND("310100", "1");
  std::string diagnoses = "{\"diag_code\": \"I10\", \"diag_srt_no\": 99}, ";
  for (int i = 0; i < 50; ++i) funds += std::string(",") + FUND("310100", "1");
  const auto many_funds =
      ParseMessage(Changed({{"\"setldetail\": null", "\"setldetail\": [" + funds + "]"}}));
  EXPECT_EQ(ReasonOf(many_funds.status()), v1::TOO_MANY_ITEMS);
  EXPECT_EQ(DetailOf(many_funds.status()).field(), "input.setldetail");
  std::string many;
  for (int i = 0; i < 49; ++i) many += diagnoses;
  const auto many_diagnoses =
      ParseMessage(Changed({{"\"diseinfo\": [", "\"diseinfo\": [" + many}}));
  EXPECT_EQ(ReasonOf(many_diagnoses.status()), v1::TOO_MANY_ITEMS);
}

struct Reversal {
  const char* name;
  const char* infno;
  const char* data;
  const char* request;  // "number/message id"; null: refused.
  v1::Reason reason;
  const char* field;
};

class ReversalTest : public testing::TestWithParam<Reversal> {};

TEST_P(ReversalTest, Reads) {
  const Reversal& row = GetParam();
  const auto message = ParseMessage(std::string("{\"infno\": \"") + row.infno +
                                    "\", \"msgid\": \"M2\", \"fixmedins_code\": \"H1\", "
                                    "\"input\": {" +
                                    row.data + "}}");
  if (row.request == nullptr) {
    ASSERT_FALSE(message.ok());
    EXPECT_EQ(v1::Reason_Name(ReasonOf(message.status())), v1::Reason_Name(row.reason));
    EXPECT_EQ(DetailOf(message.status()).field(), row.field);
    return;
  }
  ASSERT_TRUE(message.ok()) << message.status();
  const v1::ReverseRequest& request = std::get<ReverseMessage>(message->body).request;
  EXPECT_EQ(std::to_string(request.number()) + "/" + request.message_id(), row.request);
  EXPECT_EQ(request.request_id(), "M2");
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, ReversalTest, testing::Values(
    Reversal{"ByNumber", "2208", "\"data\": {\"setl_id\": \"17\", \"psn_no\": \"x\"}", "17/", {}, ""},
    Reversal{"ByJsonNumber", "2208", "\"data\": {\"setl_id\": 17}", "17/", {}, ""},
    Reversal{"ByMessage", "2601", "\"data\": {\"omsgid\": \"M1\", \"oinfno\": \"2207\"}", "0/M1", {}, ""},
    Reversal{"ByMessageOf2304", "2601", "\"data\": {\"omsgid\": \"M1\", \"oinfno\": \"2304\"}", "0/M1", {}, ""},
    Reversal{"NoData", "2208", "", nullptr, v1::FIELD_MISSING, "input.data"},
    Reversal{"DataNoObject", "2601", "\"data\": []", nullptr, v1::FIELD_MALFORMED, "input.data"},
    Reversal{"NoNumber", "2208", "\"data\": {}", nullptr, v1::FIELD_MISSING, "input.data.setl_id"},
    Reversal{"NumberZero", "2208", "\"data\": {\"setl_id\": \"0\"}", nullptr, v1::FIELD_MALFORMED, "input.data.setl_id"},
    Reversal{"NumberNegative", "2208", "\"data\": {\"setl_id\": -17}", nullptr, v1::FIELD_MALFORMED, "input.data.setl_id"},
    Reversal{"TheirNumber", "2208", "\"data\": {\"setl_id\": \"S17\"}", nullptr, v1::FIELD_MALFORMED, "input.data.setl_id"},
    Reversal{"NumberTooLarge", "2208", "\"data\": {\"setl_id\": \"18446744073709551616\"}", nullptr, v1::FIELD_MALFORMED, "input.data.setl_id"},
    Reversal{"NoOldMessage", "2601", "\"data\": {\"oinfno\": \"2207\"}", nullptr, v1::FIELD_MISSING, "input.data.omsgid"},
    Reversal{"NoOldTransaction", "2601", "\"data\": {\"omsgid\": \"M1\"}", nullptr, v1::FIELD_MISSING, "input.data.oinfno"},
    Reversal{"OldTransactionNoSettlement", "2601", "\"data\": {\"omsgid\": \"M1\", \"oinfno\": \"2208\"}", nullptr, v1::FIELD_UNKNOWN_VALUE, "input.data.oinfno"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan::national
