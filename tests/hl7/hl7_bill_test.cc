// DFT and BAR as bills: fields, versions, transactions, sums; what is refused and where.

#include <gtest/gtest.h>

#include "engine/base/refusal.h"
#include "tests/hl7/read_bill.h"

namespace yizhan::hl7 {
namespace {

TEST(BillTest, EveryFieldOfAGoodOne) {
  const auto read = Read(GoodDft());
  ASSERT_TRUE(read.ok()) << read.status();
  const v1::Bill& bill = read->request.bill();
  EXPECT_EQ(bill.institution_id(), "H1");
  EXPECT_EQ(bill.visit_no(), "V1");
  EXPECT_EQ(bill.bill_no(), "B1");
  EXPECT_EQ(bill.message_id(), "HL7:HIS:M1");
  EXPECT_EQ(bill.care_kind(), v1::INPATIENT);
  EXPECT_EQ(bill.service_start(), "2012-06-20");
  EXPECT_EQ(bill.service_end(), "2012-06-28");
  EXPECT_EQ(bill.accounting_date(), "2012-06-29");
  ASSERT_EQ(bill.diagnoses_size(), 1);
  EXPECT_EQ(bill.diagnoses(0), "J18.9");
  EXPECT_EQ(bill.total_fen(), 30'000);
  EXPECT_EQ(bill.in_scope_fen(), 10'000);
  EXPECT_EQ(bill.pre_self_pay_fen(), 5'000);
  EXPECT_EQ(bill.over_limit_fen(), 3'000);
  EXPECT_EQ(bill.out_of_scope_fen(), 12'000);
  ASSERT_EQ(bill.insurer_payments_size(), 1);
  EXPECT_EQ(bill.insurer_payments(0).fund_code(), "310100");
  EXPECT_EQ(bill.insurer_payments(0).amount_fen(), 2'000);
  EXPECT_EQ(bill.account_pay_fen(), 0);
  ASSERT_EQ(bill.fee_lines_size(), 2);
  EXPECT_EQ(bill.fee_lines(0).line_no(), "F1");
  EXPECT_EQ(bill.fee_lines(0).amount_fen(), 20'000);
  EXPECT_EQ(read->request.person().card().cert_type(), "01");
  EXPECT_EQ(read->request.person().card().cert_no(), kCard);
}

// What a message, perhaps with a mapping of its own, comes to: one value of the bill.
struct ValueRow {
  const char* name;
  std::vector<Edit> edits;
  const char* mapping;
  std::string expected;
};
class ValueTest : public ::testing::TestWithParam<ValueRow> {};
TEST_P(ValueTest, IsRead) {
  const auto read = Read(GoodDft(GetParam().edits), With(GetParam().mapping));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(Value(GetParam().name, read->request), GetParam().expected);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, ValueTest, ::testing::ValuesIn(std::vector<ValueRow>{
    {"lines_2_1_has_the_amount_in_10", {{"MSH-12", "2.1"}, {"FT1-10", "200.00"}, {"FT1-11", "2"}, {"FT1[2]-10", "100.00"}, {"FT1[2]-11", "7"}}, "", "F1=20000 F2=10000 "},
    {"lines_2_2_has_it_in_11", {{"MSH-12", "2.2"}, {"FT1-10", "200.00"}}, "", "F1=20000 F2=10000 "},
    {"lines_cp", {{"FT1-11", "200.00&CNY^UP"}, {"FT1[2]-11", "100&RMB"}}, "", "F1=20000 F2=10000 "},
    {"lines_mo", {{"FT1-11", "200.00^CNY"}, {"FT1[2]-11", "100.0"}}, "", "F1=20000 F2=10000 "},
    {"lines_price_type_is_no_currency", {{"FT1-11", "200.00^UP"}}, "", "F1=20000 F2=10000 "},
    {"lines_spare_zeros", {{"FT1-11", "+200.000000"}}, "", "F1=20000 F2=10000 "},
    {"lines_number_of_the_set", {{"FT1-2", ""}}, "", "1=20000 F2=10000 "},
    {"lines_number_of_the_place", {{"FT1-2", ""}, {"FT1-1", ""}, {"FT1[2]-2", ""}, {"FT1[2]-1", ""}}, "", "1=20000 2=10000 "},
    {"lines_negative_charge", {{"FT1-11", "400.00"}, {"FT1[2]-11", "-100.00"}}, "", "F1=40000 F2=-10000 "},
    {"lines_credit", {{"FT1-11", "400.00"}, {"FT1[2]-6", "CD"}}, "", "F1=40000 F2=-10000 "},
    {"lines_adjustment_down", {{"FT1-11", "400.00"}, {"FT1[2]-6", "AJ"}, {"FT1[2]-11", "-100"}}, "", "F1=40000 F2=-10000 "},
    {"lines_adjustment_up", {{"FT1[2]-6", "AJ"}}, "", "F1=20000 F2=10000 "},
    {"lines_payment_is_none", {{"FT1-11", "300.00"}, {"FT1[2]-6", "PY"}}, "", "F1=30000 "},
    {"lines_copayment_is_none", {{"FT1-11", "300.00"}, {"FT1[2]-6", "CO"}, {"FT1[2]-11", ""}}, "", "F1=30000 "},
    {"lines_own_code", {{"FT1-6", "CH"}}, "transaction_types { from: 'CH' to: 'CG' }", "F1=20000 F2=10000 "},
    {"lines_own_code_is_a_credit", {{"FT1-11", "400.00"}, {"FT1[2]-6", "2"}}, "transaction_types { from: '2' to: 'CD' }", "F1=40000 F2=-10000 "},
    {"lines_negative_credit_quirk", {{"FT1-11", "400.00"}, {"FT1[2]-6", "CD"}, {"FT1[2]-11", "-100.00"}}, "amounts_negative_in_credits: true", "F1=40000 F2=-10000 "},
    {"lines_p11", {{"MSH-9", "DFT^P11^DFT_P11"}}, "", "F1=20000 F2=10000 "},
    {"in_scope_summed_over_charges", {{"FT1-15", "60.00"}, {"FT1[2]-15", "40.00"}}, "in_scope: 'FT1-15'", "10000"},
    {"in_scope_less_credits", {{"FT1-11", "400.00"}, {"FT1-15", "160.00"}, {"FT1[2]-6", "CD"}, {"FT1[2]-15", "60.00"}}, "in_scope: 'FT1-15'", "10000"},
    {"in_scope_without_payments", {{"FT1-11", "300.00"}, {"FT1-15", "100.00"}, {"FT1[2]-6", "PY"}, {"FT1[2]-15", "60.00"}}, "in_scope: 'FT1-15'", "10000"},
    {"in_scope_of_one_charge", {{"FT1[2]-15", "100.00"}}, "in_scope: 'FT1[2]-15'", "10000"},
    {"in_scope_subcomponent", {{"ZPR-2", "7^100.00&CNY"}}, "in_scope: 'ZPR-2.2'", "10000"},
    {"paid_second_insurance", {{"IN1-2", "310"}, {"IN1[2]-2", "390"}, {"IN1[2]-30", "15.00"}}, "payments { fund_code: '390200' place: 'IN1[2]-30' }", "310100=2000 390200=1500 "},
    {"paid_nothing", {{"ZPR-6", "0.00"}}, "", ""},
    {"paid_field_empty", {{"ZPR-6", ""}}, "", ""},
    {"paid_field_null", {{"ZPR-6", "\"\""}}, "", ""},
    {"paid_upstream_aid", {{"ZPR-10", "12.00"}}, "upstream_aid { fund_code: '610100' place: 'ZPR-10' }", "310100=2000 aid 610100=1200 "},
    {"paid_upstream_aid_zero", {{"ZPR-10", "0"}}, "upstream_aid { fund_code: '610100' place: 'ZPR-10' }", "310100=2000 "},
    {"account_pay", {{"ZPR-7", "10.00"}}, "", "1000"},
    {"borne_by_the_hospital", {{"ZPR-10", "3.00"}}, "hospital_borne: 'ZPR-10'", "300"},
    {"referral", {{"ZPR-10", "R7"}}, "referral_no: 'ZPR-10'", "R7"},
    {"days_of_the_charges_outside_a_stay", {{"PV1-2", "O"}, {"PV1-44", ""}, {"PV1-45", ""}, {"FT1-4", "20120625"}}, "", "2012-06-25 2012-06-28 2012-06-29"},
    {"days_range_since_2_6", {{"MSH-12", "2.6"}, {"PV1-2", "E"}, {"PV1-44", ""}, {"PV1-45", ""}, {"FT1-4", "20120625^20120626"}, {"FT1[2]-4", "20120626"}}, "", "2012-06-25 2012-06-26 2012-06-29"},
    {"days_precision_is_no_end", {{"MSH-12", "2.3"}, {"PV1-2", "E"}, {"PV1-44", ""}, {"PV1-45", ""}, {"FT1-4", "20120625^D"}, {"FT1[2]-4", "20120626^D"}}, "", "2012-06-25 2012-06-26 2012-06-29"},
    {"days_latest_posting", {{"FT1-5", "20120628"}}, "", "2012-06-20 2012-06-28 2012-06-29"},
    {"days_event_without_posting", {{"FT1-5", ""}, {"FT1[2]-5", ""}, {"EVN-2", "201206292359"}}, "", "2012-06-20 2012-06-28 2012-06-29"},
    {"days_mapped", {{"ZPR-10", "20120628"}}, "accounting_date: 'ZPR-10'", "2012-06-20 2012-06-28 2012-06-28"},
    {"days_of_another_zone", {{"PV1-45", "20120627200000+0000"}}, "", "2012-06-20 2012-06-28 2012-06-29"},
    {"diagnoses_in_order_of_priority", {{"DG1-15", "2"}, {"DG1[2]-3", "E11.9^x^I10"}, {"DG1[2]-15", "1"}, {"DG1[3]-3", "I10"}}, "", "E11.9 J18.9 I10 "},
    {"diagnoses_once", {{"DG1[2]-3", "J18.9"}, {"DG1[3]-3", ""}}, "", "J18.9 "},
    {"diagnoses_priority_word", {{"DG1-15", "x"}, {"DG1[2]-3", "E11.9"}, {"DG1[2]-15", "5"}}, "", "E11.9 J18.9 "},
    {"care_emergency", {{"PV1-2", "E"}}, "", "EMERGENCY"},
    {"care_mapped", {{"PV1-2", "M"}}, "care_kinds { from: 'M' to: 'SPECIAL_OUTPATIENT' }", "SPECIAL_OUTPATIENT"},
    {"card_literal", {}, "cert_type: '\"02\"'", "02 000000195001010011"},
    {"card_type_mapped", {{"PID-3", "CARD0001^^^^07"}}, "cert_type: 'PID-3.5'", "07 CARD0001"},
    {"card_second_number", {{"PID-3", "0815~CARD0001"}}, "cert_no: 'PID-3[2].1'", "01 CARD0001"},
    {"bill_no", {{"ZPR-8", "B\\T\\2"}}, "", "B&2"},
}), [](const auto& row) { return std::string(row.param.name); });

struct RefusedRow {
  const char* name;
  std::vector<Edit> edits;
  const char* mapping;
  v1::Reason reason;
  const char* field;
};
class RefusedBillTest : public ::testing::TestWithParam<RefusedRow> {};
TEST_P(RefusedBillTest, NamesThePlace) {
  const auto read = Read(GoodDft(GetParam().edits), With(GetParam().mapping));
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(v1::Reason_Name(ReasonOf(read.status())), v1::Reason_Name(GetParam().reason));
  EXPECT_EQ(DetailOf(read.status()).field(), GetParam().field);
  EXPECT_EQ(read.status().message().find(kCard), std::string::npos);
}
INSTANTIATE_TEST_SUITE_P(Rows, RefusedBillTest, ::testing::ValuesIn(std::vector<RefusedRow>{
    {"no_message_id", {{"MSH-10", ""}}, "", v1::FIELD_MISSING, "MSH-10"},
    {"no_visit", {{"PV1-19", ""}}, "", v1::FIELD_MISSING, "PV1-19.1"},
    {"visit_null", {{"PV1-19", "\"\""}}, "", v1::FIELD_MISSING, "PV1-19.1"},
    {"visit_long", {{"PV1-19", std::string(31, 'x')}}, "", v1::FIELD_TOO_LONG, "PV1-19.1"},
    {"visit_control", {{"PV1-19", "a\tb"}}, "", v1::FIELD_MALFORMED, "PV1-19.1"},
    {"no_bill_no", {{"ZPR-8", ""}}, "", v1::FIELD_MISSING, "ZPR-8"},
    {"no_card", {{"PID-3", ""}}, "", v1::FIELD_MISSING, "PID-3.1"},
    {"card_long", {{"PID-3", std::string(51, '1')}}, "", v1::FIELD_TOO_LONG, "PID-3.1"},
    {"no_card_type", {}, "cert_type: 'PID-3.5'", v1::FIELD_MISSING, "PID-3.5"},
    {"care_unknown", {{"PV1-2", "P"}}, "", v1::FIELD_UNKNOWN_VALUE, "PV1-2"},
    {"no_care", {{"PV1-2", ""}}, "", v1::FIELD_MISSING, "PV1-2"},
    {"stay_without_start", {{"PV1-44", ""}}, "", v1::FIELD_MISSING, "PV1-44"},
    {"stay_without_end", {{"PV1-45", ""}}, "", v1::FIELD_MISSING, "PV1-45"},
    {"start_no_day", {{"PV1-44", "June"}}, "", v1::FIELD_MALFORMED, "PV1-44"},
    {"end_month_only", {{"PV1-45", "201206"}}, "", v1::FIELD_MALFORMED, "PV1-45"},
    {"no_accounting_day", {{"FT1-5", ""}, {"FT1[2]-5", ""}, {"EVN-2", ""}}, "", v1::FIELD_MISSING, "EVN-2"},
    {"mapped_accounting_day_missing", {}, "accounting_date: 'ZPR-10'", v1::FIELD_MISSING, "ZPR-10"},
    {"posting_no_day", {{"FT1[2]-5", "x"}}, "", v1::FIELD_MALFORMED, "FT1[2]-5"},
    {"no_total", {{"ZPR-1", ""}}, "", v1::FIELD_MISSING, "ZPR-1"},
    {"no_in_scope", {{"ZPR-2", ""}}, "", v1::FIELD_MISSING, "ZPR-2"},
    {"in_scope_null", {{"ZPR-2", "\"\""}}, "", v1::FIELD_MISSING, "ZPR-2"},
    {"mapped_segment_missing", {}, "pre_self_pay: 'ZPX-1'", v1::FIELD_MISSING, "ZPX-1"},
    {"payment_segment_missing", {}, "payments { fund_code: '1' place: 'IN1[3]-30' }", v1::FIELD_MISSING, "IN1[3]-30"},
    {"amount_word", {{"ZPR-1", "x"}}, "", v1::FIELD_MALFORMED, "ZPR-1"},
    {"amount_three_decimals", {{"ZPR-1", "300.001"}}, "", v1::FIELD_MALFORMED, "ZPR-1"},
    {"amount_exponent", {{"ZPR-1", "3e2"}}, "", v1::FIELD_MALFORMED, "ZPR-1"},
    {"amount_comma", {{"ZPR-1", "1,300.00"}}, "", v1::FIELD_MALFORMED, "ZPR-1"},
    {"amount_large", {{"ZPR-1", "100000000000.01"}}, "", v1::AMOUNT_TOO_LARGE, "ZPR-1"},
    {"amount_negative", {{"ZPR-2", "-1.00"}}, "", v1::AMOUNT_NEGATIVE, "ZPR-2"},
    {"payment_negative", {{"ZPR-6", "-1.00"}}, "", v1::AMOUNT_NEGATIVE, "ZPR-6"},
    {"currency_cp", {{"FT1-11", "200.00&USD"}}, "", v1::FIELD_UNKNOWN_VALUE, "FT1-11.1.2"},
    {"currency_mo", {{"FT1[2]-11", "100.00^USD"}}, "", v1::FIELD_UNKNOWN_VALUE, "FT1[2]-11.2"},
    {"transaction_unknown", {{"FT1[2]-6", "CH"}}, "", v1::FIELD_UNKNOWN_VALUE, "FT1[2]-6"},
    {"no_transaction", {{"FT1-6", ""}}, "", v1::FIELD_MISSING, "FT1-6"},
    {"no_line_amount", {{"FT1[2]-11", ""}}, "", v1::FIELD_MISSING, "FT1[2]-11"},
    {"no_line_amount_in_2_1", {{"MSH-12", "2.1"}, {"FT1-10", ""}}, "", v1::FIELD_MISSING, "FT1-10"},
    {"negative_credit", {{"FT1-11", "400.00"}, {"FT1[2]-6", "CD"}, {"FT1[2]-11", "-100.00"}}, "", v1::AMOUNT_NEGATIVE, "FT1[2]-11"},
    {"line_number_long", {{"FT1-2", std::string(31, 'x')}}, "", v1::FIELD_TOO_LONG, "FT1-2"},
    {"parts_not_total", {{"ZPR-3", "50.01"}}, "", v1::PARTS_NOT_TOTAL, "ZPR-1"},
    {"lines_not_total", {{"FT1-11", "200.01"}}, "", v1::FEE_LINES_NOT_TOTAL, "ZPR-1"},
    {"payments_above_total", {{"ZPR-6", "300.01"}}, "", v1::PAYMENTS_EXCEED_TOTAL, "ZPR-6"},
    {"diagnosis_long", {{"DG1-3", std::string(65, 'x')}}, "", v1::FIELD_TOO_LONG, "DG1-3"},
    {"referral_long", {{"ZPR-10", std::string(65, 'x')}}, "referral_no: 'ZPR-10'", v1::FIELD_TOO_LONG, "ZPR-10"},
}), [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(TotalTest, IsTheSumOfTheChargesWhenItIsNotMapped) {
  const auto read = Read(GoodDft(), WithoutTotal());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->request.bill().total_fen(), 30'000);
  EXPECT_EQ(DetailOf(Read(GoodDft({{"ZPR-3", "1.00"}}), WithoutTotal()).status()).field(), "ZPR-2");
  const auto none = Read(Without(GoodDft(), "FT1"), WithoutTotal());
  EXPECT_EQ(ReasonOf(none.status()), v1::FIELD_MISSING);
}

TEST(TotalTest, CreditsAboveChargesAreNoBill) {
  const auto read = Read(GoodDft({{"FT1-6", "CD"}}), WithoutTotal());
  EXPECT_EQ(ReasonOf(read.status()), v1::AMOUNT_NEGATIVE);
  EXPECT_EQ(DetailOf(read.status()).field(), "FT1");
}

TEST(BillTest, BarHasNoLines) {
  const auto read = Read(Without(GoodDft({{"MSH-9", "BAR^P01"}, {"EVN-1", "P01"}}), "FT1"));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->request.bill().fee_lines_size(), 0);
  EXPECT_EQ(read->request.bill().total_fen(), 30'000);
  EXPECT_EQ(read->request.bill().accounting_date(), "2012-06-29");
}

TEST(BillTest, DiagnosesOfTheChargesWhenThereIsNoDg1) {
  const std::string raw =
      Without(GoodDft({{"FT1-19", "J18.9^x~E11.9"}, {"FT1[2]-19", "E11.9"}}), "DG1");
  const auto read = Read(raw);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(Value("diagnoses", read->request), "J18.9 E11.9 ");
}

TEST(BillTest, TooManyOfAKindAreRefused) {
  std::string lines;
  for (std::size_t i = 0; i <= kLinesMax; ++i) lines += "FT1|1|x|||20120629|CG||||1|0.00\r";
  EXPECT_EQ(DetailOf(Read(GoodDft() + lines).status()).field(), "FT1");
  std::string diagnoses;
  for (int i = 0; i < 50; ++i) diagnoses += "DG1|1||A" + std::to_string(i) + "\r";
  EXPECT_EQ(DetailOf(Read(GoodDft() + diagnoses).status()).field(), "DG1");
}

TEST(BillTest, WithoutAMappedNumberTheMessageStandsIn) {
  v1::Hl7Mapping mapping = GoodMapping();
  mapping.clear_bill_no();
  const auto read = Read(GoodDft(), mapping);
  EXPECT_EQ(read->request.bill().bill_no(), "");
}

v1::Hl7Visit Told() {
  v1::Hl7Visit visit;
  visit.set_care_kind(v1::INPATIENT);
  visit.set_service_start("2012-06-01");
  visit.set_service_end("2012-06-02");
  visit.add_diagnoses("C50.9");
  visit.set_cert_type("03");
  visit.set_cert_no("CARD0002");
  return visit;
}

TEST(VisitTest, StandsInForWhatIsMissing) {
  const std::string bare =
      Without(GoodDft({{"PV1-2", ""}, {"PV1-44", ""}, {"PV1-45", ""}, {"PID-3", ""}}), "DG1");
  const auto read = Read(bare, GoodMapping(), Told());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(Value("days", read->request), "2012-06-01 2012-06-02 2012-06-29");
  EXPECT_EQ(Value("care", read->request), "INPATIENT");
  EXPECT_EQ(Value("card", read->request), "03 CARD0002");
  EXPECT_EQ(Value("diagnoses", read->request), "C50.9 ");
}

TEST(VisitTest, WhatTheMessageSaysHolds) {
  const auto read = Read(GoodDft(), GoodMapping(), Told());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->request.SerializeAsString(), Read(GoodDft())->request.SerializeAsString());
}

}  // namespace
}  // namespace yizhan::hl7
