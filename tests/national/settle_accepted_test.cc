// 2207 and 2304 as bills. One good message; each row says what it changes of it.

#include "adapters/national/settlement_message.h"

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/national/good_message.h"

namespace yizhan::national {
namespace {

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

// 20.00 of his own account and 3.33 of a relative's.
TEST(SettleMessageTest, R5FamilyMutualAidMoneyIsAccountMoney) {
  const absl::StatusOr<Message> message = ParseMessage(kGood);
  ASSERT_TRUE(message.ok()) << message.status();
  EXPECT_EQ(std::get<SettleMessage>(message->body).bill.account_pay_fen(), 2'333);
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

#define STAY "INPATIENT HOSPITAL_LEVEL_UNSPECIFIED 2012-06-20..2012-06-28 2012-06-29 dx C34.9 I10"
#define PAID " paid 310100=900000 390200=50014 hospital 0 account 2333"

INSTANTIATE_TEST_SUITE_P(
    Table, AcceptedTest,
    testing::Values(
        Accepted{"AsItIs", {}, STAY PAID},
        Accepted{"Transaction2304", {{"2207", "2304"}}, STAY PAID},
        Accepted{"NoBillNumber", {{"\"S1\"", "\"\""}}, STAY PAID},
        Accepted{"ResidentsInsurance",
                 {{"\"310\"", "\"390\""}},
                 STAY " paid 390100=900000 390200=50014 hospital 0 account 2333"},
        Accepted{"Outpatient",
                 {{"\"med_type\": \"21\"", "\"med_type\": \"11\""}},
                 "OUTPATIENT HOSPITAL_LEVEL_UNSPECIFIED 2012-06-20..2012-06-28 2012-06-29 dx C34.9 "
                 "I10" PAID},
        Accepted{"NoStay",
                 {{"\"mdtrtinfo\": {\"begntime\": \"2012-06-20 08:00:00\", \"endtime\": "
                   "\"2012-06-28\", \"refl_no\": \"R1\"},",
                   ""}},
                 "INPATIENT HOSPITAL_LEVEL_UNSPECIFIED 2012-06-29..2012-06-29 2012-06-29 dx C34.9 "
                 "I10" PAID},
        Accepted{"SettlementDateAlone", {{"2012-06-29 09:30:00", "2012-06-29"}}, STAY PAID},
        Accepted{"NoDiagnoses",
                 {{"\"diseinfo\"", "\"other\""}},
                 "INPATIENT HOSPITAL_LEVEL_UNSPECIFIED 2012-06-20..2012-06-28 2012-06-29 dx" PAID},
        Accepted{
            "OneDiagnosisWithoutNumber",
            {{"{\"diag_code\": \"I10\", \"diag_srt_no\": \"2\"}, ", ""},
             {", \"diag_srt_no\": 1", ""}},
            "INPATIENT HOSPITAL_LEVEL_UNSPECIFIED 2012-06-20..2012-06-28 2012-06-29 dx C34.9" PAID},
        Accepted{"NoOptionalSums",
                 {{"\"fund_pay_sumamt\": 9500.14,", ""},
                  {"\"psn_part_amt\": 9023.33,", ""},
                  {"\"psn_cash_pay\": \"9000.00\",", ""}},
                 STAY PAID},
        Accepted{"HospitalBears",
                 {{"\"hosp_part_amt\": 0", "\"hosp_part_amt\": 1000.00"},
                  {"9023.33", "8023.33"},
                  {"9000.00\"", "8000.00\""}},
                 STAY " paid 310100=900000 390200=50014 hospital 100000 account 2333"},
        Accepted{"AidUpstreamByColumn",
                 {{"\"maf_pay\": 0", "\"maf_pay\": 100.00"},
                  {"9500.14", "9600.14"},
                  {"9023.33", "8923.33"},
                  {"9000.00\"", "8900.00\""}},
                 STAY " paid 310100=900000 390200=50014 aid 610100=10000 hospital 0 account 2333"},
        Accepted{"EveryColumn",
                 {{"\"cvlserv_pay\": 0", "\"cvlserv_pay\": 1"},
                  {"\"hifes_pay\": 0.00", "\"hifes_pay\": 2"},
                  {"\"hifob_pay\": 0", "\"hifob_pay\": 3"},
                  {"\"oth_pay\": 0", "\"oth_pay\": 4"},
                  {"9500.14", "9510.14"},
                  {"9023.33", "9013.33"},
                  {"9000.00\"", "8990.00\""}},
                 STAY " paid 310100=900000 320100=100 370100=200 390200=50014 330100=300 "
                      "999997=400 hospital 0 account 2333"},
        Accepted{"DetailNamesTheFunds",
                 {Detail(Fund("310100", "9000") + "," + Fund("390200", "\"500.14\""))},
                 STAY PAID},
        Accepted{"DetailOrderIsKept",
                 {Detail(Fund("390200", "500.14") + "," + Fund("310100", "9000"))},
                 STAY " paid 390200=50014 310100=900000 hospital 0 account 2333"},
        Accepted{"DetailHasTheAccount",
                 {Detail(Fund("310100", "9000") + "," + Fund("390200", "500.14") + "," +
                         Fund("310200", "20.00"))},
                 STAY PAID},
        Accepted{"DetailAloneKnowsTheAccount",
                 {Detail(Fund("310100", "9000") + "," + Fund("390200", "500.14") + "," +
                         Fund("310200", "20.00")),
                  {"\"acct_pay\": 20.00, ", ""}},
                 STAY PAID},
        Accepted{"DetailOfZeroIsNoPayment",
                 {Detail(Fund("310100", "9000") + "," + Fund("390200", "500.14") + "," +
                         Fund("330100", "0"))},
                 STAY PAID},
        Accepted{"D2DetailOfZeroAidIsStated",
                 {Detail(Fund("310100", "9000") + "," + Fund("390200", "500.14") + "," +
                         Fund("610100", "0"))},
                 STAY " paid 310100=900000 390200=50014 aid 610100=0 hospital 0 account 2333"},
        Accepted{"DetailNamesTheAid",
                 {Detail(Fund("310100", "9000") + "," + Fund("390200", "400.14") + "," +
                         Fund("610102", "100")),
                  {"\"hifmi_pay\": 500.14", "\"hifmi_pay\": 400.14"},
                  {"\"maf_pay\": 0", "\"maf_pay\": 100"}},
                 STAY " paid 310100=900000 390200=40014 aid 610102=10000 hospital 0 account 2333"},
        Accepted{
            "AidHiddenInOther",
            {Detail(Fund("310100", "9000") + ",{\"fund_pay_type\": \"999997\", \"fund_payamt\": "
                                             "500.14, \"setl_proc_info\": \"610101\"}"),
             {"\"hifmi_pay\": 500.14", "\"hifmi_pay\": 0"},
             {"\"oth_pay\": 0", "\"oth_pay\": 500.14"}},
            STAY " paid 310100=900000 aid 610101=50014 hospital 0 account 2333"},
        Accepted{"EmptyDetailSaysNothing", {Detail("")}, STAY PAID},
        Accepted{
            "MessageIdOf64", {{"H31011400001201206290930000001", std::string(64, '7')}}, STAY PAID},
        Accepted{"UnknownFieldsAreTheirs",
                 {{"\"balc\": 77.7", "\"x\": {\"y\": [1, null, true]}"}},
                 STAY PAID}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace yizhan::national
