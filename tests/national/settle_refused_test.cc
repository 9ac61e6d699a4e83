// Every way a 2207 is refused: with the path, and without telling whose it is.

#include "adapters/national/settlement_message.h"

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/national/good_message.h"

namespace yizhan::national {
namespace {

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

INSTANTIATE_TEST_SUITE_P(
    Envelope, RefusedTest,
    testing::Values(
        Refused{"NoInfno", {{"\"infno\": \"2207\",", ""}}, v1::FIELD_MISSING, "infno"},
        Refused{"UnknownInfno", {{"2207", "2206"}}, v1::FIELD_UNKNOWN_VALUE, "infno"},
        Refused{"NoMsgid", {{"\"msgid\"", "\"x\""}}, v1::FIELD_MISSING, "msgid"},
        Refused{"EmptyMsgid", {{"H31011400001201206290930000001", ""}}, v1::FIELD_MISSING, "msgid"},
        Refused{"LongMsgid",
                {{"H31011400001201206290930000001", std::string(65, '7')}},
                v1::FIELD_TOO_LONG,
                "msgid"},
        Refused{"NumericMsgid",
                {{"\"H31011400001201206290930000001\"", "7"}},
                v1::FIELD_MALFORMED,
                "msgid"},
        Refused{"ControlInMsgid",
                {{"H31011400001201206290930000001", "a\\u0000b"}},
                v1::FIELD_MALFORMED,
                "msgid"},
        Refused{"NoInstitution",
                {{"\"fixmedins_code\"", "\"x\""}},
                v1::FIELD_MISSING,
                "fixmedins_code"},
        Refused{"NoInput", {{"\"input\"", "\"x\""}}, v1::FIELD_MISSING, "input"},
        Refused{"InputNoObject",
                {{"\"input\": {", "\"input\": [], \"x\": {"}},
                v1::FIELD_MALFORMED,
                "input"},
        Refused{"NoSetlinfo", {{"\"setlinfo\"", "\"x\""}}, v1::FIELD_MISSING, "input.setlinfo"},
        Refused{"KeyTwice",
                {{"\"balc\": 77.7", "\"certno\": \"CANARYNO2\""}},
                v1::FIELD_MALFORMED,
                "input.setlinfo.certno"},
        Refused{"CutOff", {{"\"diseinfo\": [", "\"diseinfo\": "}}, v1::FIELD_MALFORMED, ""}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Setlinfo, RefusedTest,
    testing::Values(
        Refused{"NoVisit",
                {{"\"mdtrt_id\": \"V1\",", ""}},
                v1::FIELD_MISSING,
                "input.setlinfo.mdtrt_id"},
        Refused{"LongVisit",
                {{"\"V1\"", "\"" + std::string(31, 'V') + "\""}},
                v1::FIELD_TOO_LONG,
                "input.setlinfo.mdtrt_id"},
        Refused{"NoCertificate", {{"CANARYNO1", ""}}, v1::FIELD_MISSING, "input.setlinfo.certno"},
        Refused{"LongCertificate",
                {{"CANARYNO1", "CANARY" + std::string(45, '7')}},
                v1::FIELD_TOO_LONG,
                "input.setlinfo.certno"},
        Refused{"CertificateNoText",
                {{"\"CANARYNO1\"", "[\"CANARYNO1\"]"}},
                v1::FIELD_MALFORMED,
                "input.setlinfo.certno"},
        Refused{"ControlInName",
                {{"金丝雀", "金丝雀\\n"}},
                v1::FIELD_MALFORMED,
                "input.setlinfo.psn_name"},
        Refused{"UnknownMedType",
                {{"\"med_type\": \"21\"", "\"med_type\": \"52\""}},
                v1::FIELD_UNKNOWN_VALUE,
                "input.setlinfo.med_type"},
        Refused{"NameAsMedType",
                {{"\"med_type\": \"21\"", "\"med_type\": \"金丝雀\""}},
                v1::FIELD_UNKNOWN_VALUE,
                "input.setlinfo.med_type"},
        Refused{"NoMedType",
                {{"\"med_type\": \"21\"", "\"med_type\": \"\""}},
                v1::FIELD_MISSING,
                "input.setlinfo.med_type"},
        Refused{
            "NoTime", {{"\"setl_time\"", "\"x\""}}, v1::FIELD_MISSING, "input.setlinfo.setl_time"},
        Refused{"NoSuchTime",
                {{"09:30:00", "24:00:00"}},
                v1::FIELD_MALFORMED,
                "input.setlinfo.setl_time"},
        Refused{"TimeOfAnotherForm",
                {{"2012-06-29 09:30:00", "2012-06-29T09:30:00"}},
                v1::FIELD_MALFORMED,
                "input.setlinfo.setl_time"},
        Refused{"NoSuchDay",
                {{"2012-06-29 ", "2012-06-31 "}},
                v1::FIELD_MALFORMED,
                "input.setlinfo.setl_time"},
        Refused{"BeginAlone",
                {{"\"endtime\": \"2012-06-28\",", ""}},
                v1::FIELD_MISSING,
                "input.mdtrtinfo.endtime"},
        Refused{"EndAlone",
                {{"\"begntime\": \"2012-06-20 08:00:00\",", ""}},
                v1::FIELD_MISSING,
                "input.mdtrtinfo.begntime"},
        Refused{"StayNoObject",
                {{"\"mdtrtinfo\": {", "\"mdtrtinfo\": 1, \"x\": {"}},
                v1::FIELD_MALFORMED,
                "input.mdtrtinfo"},
        Refused{"DiagnosesNoList",
                {{"\"diseinfo\": [", "\"diseinfo\": {}, \"x\": ["}},
                v1::FIELD_MALFORMED,
                "input.diseinfo"},
        Refused{"DiagnosisNoObject",
                {{"\"diseinfo\": [", "\"diseinfo\": [\"I10\", "}},
                v1::FIELD_MALFORMED,
                "input.diseinfo[0]"},
        Refused{"DiagnosisWithoutCode",
                {{"\"diag_code\": \"C34.9\", ", ""}},
                v1::FIELD_MISSING,
                "input.diseinfo[1].diag_code"},
        Refused{"DiagnosisWithoutNumber",
                {{", \"diag_srt_no\": 1", ""}},
                v1::FIELD_MISSING,
                "input.diseinfo[1].diag_srt_no"},
        Refused{"TwoPrincipals",
                {{"\"diag_srt_no\": 1", "\"diag_srt_no\": 2"}},
                v1::FIELD_MALFORMED,
                "input.diseinfo.diag_srt_no"},
        Refused{"DiagnosisNumberNoNumber",
                {{"\"diag_srt_no\": 1", "\"diag_srt_no\": 1.5"}},
                v1::FIELD_MALFORMED,
                "input.diseinfo[1].diag_srt_no"}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Amounts, RefusedTest,
    testing::Values(
        Refused{"NoTotal",
                {{"\"medfee_sumamt\": 18523.47,", ""}},
                v1::FIELD_MISSING,
                "input.setlinfo.medfee_sumamt"},
        Refused{
            "NullTotal", {{"18523.47", "null"}}, v1::FIELD_MISSING, "input.setlinfo.medfee_sumamt"},
        Refused{"EmptyPart",
                {{"\"10014.11\"", "\"\""}},
                v1::FIELD_MISSING,
                "input.setlinfo.inscp_scp_amt"},
        Refused{"NoPart",
                {{"\"overlmt_selfpay\": 0,", ""}},
                v1::FIELD_MISSING,
                "input.setlinfo.overlmt_selfpay"},
        Refused{"Scientific",
                {{"18523.47", "1.852347e4"}},
                v1::FIELD_MALFORMED,
                "input.setlinfo.medfee_sumamt"},
        Refused{"ScientificText",
                {{"\"10014.11\"", "\"1e4\""}},
                v1::FIELD_MALFORMED,
                "input.setlinfo.inscp_scp_amt"},
        Refused{"ThreeDecimals",
                {{"18523.47", "18523.470"}},
                v1::FIELD_MALFORMED,
                "input.setlinfo.medfee_sumamt"},
        Refused{"NaN",
                {{"\"10014.11\"", "\"NaN\""}},
                v1::FIELD_MALFORMED,
                "input.setlinfo.inscp_scp_amt"},
        Refused{
            "Bool", {{"18523.47", "true"}}, v1::FIELD_MALFORMED, "input.setlinfo.medfee_sumamt"},
        Refused{"AmountIsTheName",
                {{"18523.47", "\"金丝雀\""}},
                v1::FIELD_MALFORMED,
                "input.setlinfo.medfee_sumamt"},
        Refused{"Negative",
                {{"18523.47", "-18523.47"}},
                v1::AMOUNT_NEGATIVE,
                "input.setlinfo.medfee_sumamt"},
        Refused{"NegativeFund",
                {{"\"hifes_pay\": 0.00", "\"hifes_pay\": -0.01"}},
                v1::AMOUNT_NEGATIVE,
                "input.setlinfo.hifes_pay"},
        Refused{"AboveTheBound",
                {{"18523.47", "100000000000.01"}},
                v1::AMOUNT_TOO_LARGE,
                "input.setlinfo.medfee_sumamt"},
        Refused{"BeyondInt64",
                {{"18523.47", "99999999999999999999"}},
                v1::FIELD_MALFORMED,
                "input.setlinfo.medfee_sumamt"},
        Refused{"FundSumDiffers",
                {{"9500.14", "9500.15"}},
                v1::FIELD_MALFORMED,
                "input.setlinfo.fund_pay_sumamt"},
        Refused{"AidNotInTheFundSum",
                {{"\"maf_pay\": 0", "\"maf_pay\": 1"}},
                v1::FIELD_MALFORMED,
                "input.setlinfo.fund_pay_sumamt"},
        Refused{"PersonalPartDiffers",
                {{"9023.33", "9023.34"}},
                v1::FIELD_MALFORMED,
                "input.setlinfo.psn_part_amt"},
        Refused{"CashDiffers",
                {{"\"9000.00\"", "\"9000.01\""}},
                v1::FIELD_MALFORMED,
                "input.setlinfo.psn_cash_pay"},
        Refused{"AccountDiffersFromDetail",
                {Detail(Fund("310100", "9000") + "," + Fund("390200", "500.14") + "," +
                        Fund("310200", "21"))},
                v1::FIELD_MALFORMED,
                "input.setlinfo.acct_pay"},
        Refused{"ColumnDiffersFromDetail",
                {Detail(Fund("310100", "9000") + "," + Fund("390200", "500.13"))},
                v1::FIELD_MALFORMED,
                "input.setlinfo.hifmi_pay"},
        Refused{"FundInAnotherColumn",
                {Detail(Fund("310100", "9000") + "," + Fund("330100", "500.14"))},
                v1::FIELD_MALFORMED,
                "input.setlinfo.hifmi_pay"},
        Refused{"DetailNoList",
                {{"\"setldetail\": null", "\"setldetail\": {}"}},
                v1::FIELD_MALFORMED,
                "input.setldetail"},
        Refused{"DetailItemNoObject", {Detail("7")}, v1::FIELD_MALFORMED, "input.setldetail[0]"},
        Refused{"DetailWithoutFund",
                {Detail("{\"fund_payamt\": 1}")},
                v1::FIELD_MISSING,
                "input.setldetail[0].fund_pay_type"},
        Refused{"DetailWithoutAmount",
                {Detail(Fund("310100", "1") + ",{\"fund_pay_type\": \"1\"}")},
                v1::FIELD_MISSING,
                "input.setldetail[1].fund_payamt"},
        Refused{"DetailNegative",
                {Detail(Fund("310100", "-1"))},
                v1::AMOUNT_NEGATIVE,
                "input.setldetail[0].fund_payamt"}),
    [](const auto& row) { return row.param.name; });

TEST(SettleMessageTest, TooManyItemsAreRefused) {
  std::string funds = Fund("310100", "1");
  std::string diagnoses = "{\"diag_code\": \"I10\", \"diag_srt_no\": 99}, ";
  for (int i = 0; i < 50; ++i) funds += std::string(",") + Fund("310100", "1");
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

}  // namespace
}  // namespace yizhan::national
