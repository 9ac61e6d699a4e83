// Bad fields: one row per check of a field by itself (sections 1 and 2, R1, R2, R7).

#include "engine/adjudicate/bill_fields.h"

#include "gtest/gtest.h"
#include "tests/adjudicate/spoiled_bill.h"

namespace yizhan {
namespace {

class BadFieldTest : public testing::TestWithParam<BadRow> {};

TEST_P(BadFieldTest, IsRefused) { ExpectRefused(GetParam()); }

void AddUnknownField(google::protobuf::Message& message) {
  message.GetReflection()->MutableUnknownFields(&message)->AddVarint(999, 1);
}

INSTANTIATE_TEST_SUITE_P(
    Form, BadFieldTest,
    testing::Values(BadRow{"EmptyInstitution", v1::FIELD_MISSING, "bill.institution_id",
                           [](v1::Bill& b) { b.clear_institution_id(); }},
                    BadRow{"BlankInstitution", v1::FIELD_MISSING, "bill.institution_id",
                           [](v1::Bill& b) { b.set_institution_id("  "); }},
                    BadRow{"LongInstitution", v1::FIELD_TOO_LONG, "bill.institution_id",
                           [](v1::Bill& b) { b.set_institution_id(Long(31)); }},
                    BadRow{"NotUtf8Institution", v1::FIELD_NOT_UTF8, "bill.institution_id",
                           [](v1::Bill& b) { b.set_institution_id("\xB0\xB2"); }},
                    BadRow{"ControlCharacterInInstitution", v1::FIELD_MALFORMED,
                           "bill.institution_id",
                           [](v1::Bill& b) { b.set_institution_id("H1\n"); }},
                    BadRow{"UnknownLevel", v1::FIELD_UNKNOWN_VALUE, "bill.level",
                           [](v1::Bill& b) { b.set_level(static_cast<v1::HospitalLevel>(9)); }},
                    BadRow{"R7EmptyVisit", v1::FIELD_MISSING, "bill.visit_no",
                           [](v1::Bill& b) { b.clear_visit_no(); }},
                    BadRow{"LongVisit", v1::FIELD_TOO_LONG, "bill.visit_no",
                           [](v1::Bill& b) { b.set_visit_no(Long(31)); }},
                    BadRow{"ControlCharacterInVisit", v1::FIELD_MALFORMED, "bill.visit_no",
                           [](v1::Bill& b) { b.set_visit_no(std::string("V\0", 2)); }},
                    BadRow{"LongBillNo", v1::FIELD_TOO_LONG, "bill.bill_no",
                           [](v1::Bill& b) { b.set_bill_no(Long(31)); }},
                    BadRow{"NotUtf8BillNo", v1::FIELD_NOT_UTF8, "bill.bill_no",
                           [](v1::Bill& b) { b.set_bill_no("\xC0\x80"); }},
                    BadRow{"EmptyMessageId", v1::FIELD_MISSING, "bill.message_id",
                           [](v1::Bill& b) { b.clear_message_id(); }},
                    BadRow{"LongMessageId", v1::FIELD_TOO_LONG, "bill.message_id",
                           [](v1::Bill& b) { b.set_message_id(Long(65)); }},
                    BadRow{"ControlCharacterInMessageId", v1::FIELD_MALFORMED, "bill.message_id",
                           [](v1::Bill& b) { b.set_message_id("M\x7F"); }},
                    BadRow{"NoCareKind", v1::FIELD_MISSING, "bill.care_kind",
                           [](v1::Bill& b) { b.clear_care_kind(); }},
                    BadRow{"UnknownCareKind", v1::FIELD_UNKNOWN_VALUE, "bill.care_kind",
                           [](v1::Bill& b) { b.set_care_kind(static_cast<v1::CareKind>(8)); }},
                    BadRow{"NoServiceStart", v1::FIELD_MISSING, "bill.service_start",
                           [](v1::Bill& b) { b.clear_service_start(); }},
                    BadRow{"NoServiceEnd", v1::FIELD_MISSING, "bill.service_end",
                           [](v1::Bill& b) { b.clear_service_end(); }},
                    BadRow{"NoAccountingDate", v1::FIELD_MISSING, "bill.accounting_date",
                           [](v1::Bill& b) { b.clear_accounting_date(); }},
                    BadRow{"NoSuchDay", v1::FIELD_MALFORMED, "bill.service_end",
                           [](v1::Bill& b) { b.set_service_end("2012-06-31"); }},
                    BadRow{"DayWithTime", v1::FIELD_MALFORMED, "bill.service_end",
                           [](v1::Bill& b) { b.set_service_end("2012-06-09 10:00:00"); }},
                    BadRow{"NotUtf8Day", v1::FIELD_NOT_UTF8, "bill.service_end",
                           [](v1::Bill& b) { b.set_service_end("\xFF"); }},
                    BadRow{"ManyDiagnoses", v1::TOO_MANY_ITEMS, "bill.diagnoses",
                           [](v1::Bill& b) { Repeat(*b.mutable_diagnoses(), 51); }},
                    BadRow{"EmptyDiagnosis", v1::FIELD_MISSING, "bill.diagnoses[1]",
                           [](v1::Bill& b) { b.set_diagnoses(1, ""); }},
                    BadRow{"LongDiagnosis", v1::FIELD_TOO_LONG, "bill.diagnoses[1]",
                           [](v1::Bill& b) { b.set_diagnoses(1, Long(65)); }},
                    BadRow{"LongReferral", v1::FIELD_TOO_LONG, "bill.referral_no",
                           [](v1::Bill& b) { b.set_referral_no(Long(65)); }},
                    BadRow{"ManyPayments", v1::TOO_MANY_ITEMS, "bill.insurer_payments",
                           [](v1::Bill& b) { Repeat(*b.mutable_insurer_payments(), 51); }},
                    BadRow{"EmptyFundCode", v1::FIELD_MISSING, "bill.insurer_payments[0].fund_code",
                           [](v1::Bill& b) { b.mutable_insurer_payments(0)->clear_fund_code(); }},
                    BadRow{"LongFundCode", v1::FIELD_TOO_LONG, "bill.insurer_payments[0].fund_code",
                           [](v1::Bill& b) {
                             b.mutable_insurer_payments(0)->set_fund_code(Long(21));
                           }},
                    BadRow{"ManyUpstream", v1::TOO_MANY_ITEMS, "bill.upstream_aid",
                           [](v1::Bill& b) {
                             b.add_upstream_aid()->set_fund_code("m");
                             Repeat(*b.mutable_upstream_aid(), 21);
                           }},
                    BadRow{"EmptyUpstreamCode", v1::FIELD_MISSING, "bill.upstream_aid[0].fund_code",
                           [](v1::Bill& b) { b.add_upstream_aid(); }},
                    BadRow{"ManyFeeLines", v1::TOO_MANY_ITEMS, "bill.fee_lines",
                           [](v1::Bill& b) { Repeat(*b.mutable_fee_lines(), 2'001); }},
                    BadRow{"EmptyLineNo", v1::FIELD_MISSING, "bill.fee_lines[1].line_no",
                           [](v1::Bill& b) { b.mutable_fee_lines(1)->clear_line_no(); }},
                    BadRow{"LongLineNo", v1::FIELD_TOO_LONG, "bill.fee_lines[1].line_no",
                           [](v1::Bill& b) { b.mutable_fee_lines(1)->set_line_no(Long(31)); }},
                    BadRow{"UnknownField", v1::UNKNOWN_FIELDS, "bill",
                           [](v1::Bill& b) { AddUnknownField(b); }},
                    BadRow{"UnknownFieldInTheFirstItem", v1::UNKNOWN_FIELDS, "bill",
                           [](v1::Bill& b) { AddUnknownField(*b.mutable_fee_lines(0)); }},
                    BadRow{"LongUpstreamCode", v1::FIELD_TOO_LONG, "bill.upstream_aid[0].fund_code",
                           [](v1::Bill& b) { b.add_upstream_aid()->set_fund_code(Long(21)); }},
                    BadRow{"UnknownFieldInside", v1::UNKNOWN_FIELDS, "bill",
                           [](v1::Bill& b) { AddUnknownField(*b.mutable_fee_lines(1)); }}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Amounts, BadFieldTest,
    testing::Values(
        BadRow{"R2NegativeTotal", v1::AMOUNT_NEGATIVE, "bill.total_fen",
               [](v1::Bill& b) { b.set_total_fen(-1); }},
        BadRow{"R2NegativeInScope", v1::AMOUNT_NEGATIVE, "bill.in_scope_fen",
               [](v1::Bill& b) { b.set_in_scope_fen(-1); }},
        BadRow{"R2NegativePreSelfPay", v1::AMOUNT_NEGATIVE, "bill.pre_self_pay_fen",
               [](v1::Bill& b) { b.set_pre_self_pay_fen(-1); }},
        BadRow{"R2NegativeOverLimit", v1::AMOUNT_NEGATIVE, "bill.over_limit_fen",
               [](v1::Bill& b) { b.set_over_limit_fen(-1); }},
        BadRow{"R2NegativeOutOfScope", v1::AMOUNT_NEGATIVE, "bill.out_of_scope_fen",
               [](v1::Bill& b) { b.set_out_of_scope_fen(-1); }},
        BadRow{"R2NegativePayment", v1::AMOUNT_NEGATIVE, "bill.insurer_payments[0].amount_fen",
               [](v1::Bill& b) { b.mutable_insurer_payments(0)->set_amount_fen(kInt64Min); }},
        BadRow{"R2NegativeHospitalBorne", v1::AMOUNT_NEGATIVE, "bill.hospital_borne_fen",
               [](v1::Bill& b) { b.set_hospital_borne_fen(-1); }},
        BadRow{"R2NegativeAccount", v1::AMOUNT_NEGATIVE, "bill.account_pay_fen",
               [](v1::Bill& b) { b.set_account_pay_fen(-1); }},
        BadRow{"R1HugeTotal", v1::AMOUNT_TOO_LARGE, "bill.total_fen",
               [](v1::Bill& b) { b.set_total_fen(kMax + 1); }},
        BadRow{"R1HugeInScope", v1::AMOUNT_TOO_LARGE, "bill.in_scope_fen",
               [](v1::Bill& b) { b.set_in_scope_fen(kInt64Max); }},
        BadRow{"R1HugePreSelfPay", v1::AMOUNT_TOO_LARGE, "bill.pre_self_pay_fen",
               [](v1::Bill& b) { b.set_pre_self_pay_fen(kInt64Max); }},
        BadRow{"R1HugeOverLimit", v1::AMOUNT_TOO_LARGE, "bill.over_limit_fen",
               [](v1::Bill& b) { b.set_over_limit_fen(kInt64Max); }},
        BadRow{"R1HugeOutOfScope", v1::AMOUNT_TOO_LARGE, "bill.out_of_scope_fen",
               [](v1::Bill& b) { b.set_out_of_scope_fen(kInt64Max); }},
        BadRow{"R1HugePayment", v1::AMOUNT_TOO_LARGE, "bill.insurer_payments[0].amount_fen",
               [](v1::Bill& b) { b.mutable_insurer_payments(0)->set_amount_fen(kInt64Max); }},
        BadRow{"R1HugeHospitalBorne", v1::AMOUNT_TOO_LARGE, "bill.hospital_borne_fen",
               [](v1::Bill& b) { b.set_hospital_borne_fen(kInt64Max); }},
        BadRow{"R1HugeAccount", v1::AMOUNT_TOO_LARGE, "bill.account_pay_fen",
               [](v1::Bill& b) { b.set_account_pay_fen(kMax + 1); }},
        BadRow{"R1HugeUpstream", v1::AMOUNT_TOO_LARGE, "bill.upstream_aid[0].amount_fen",
               [](v1::Bill& b) {
                 auto& u = *b.add_upstream_aid();
                 u.set_fund_code("m");
                 u.set_amount_fen(kMax + 1);
               }},
        BadRow{"R1HugeFeeLine", v1::AMOUNT_TOO_LARGE, "bill.fee_lines[0].amount_fen",
               [](v1::Bill& b) { b.mutable_fee_lines(0)->set_amount_fen(kMax + 1); }},
        BadRow{"R1HugeNegativeFeeLine", v1::AMOUNT_TOO_LARGE, "bill.fee_lines[1].amount_fen",
               [](v1::Bill& b) { b.mutable_fee_lines(1)->set_amount_fen(kInt64Min); }}),
    [](const auto& row) { return row.param.name; });

// Exactly at its maximum a field is still good.
struct FullRow {
  const char* name;
  Spoil fill;
};

class FullFieldTest : public testing::TestWithParam<FullRow> {};

TEST_P(FullFieldTest, IsAccepted) {
  v1::Bill bill = GoodBill();
  GetParam().fill(bill);
  const absl::StatusOr<Bill> read = ReadFields(bill);
  EXPECT_TRUE(read.ok()) << read.status();
}

INSTANTIATE_TEST_SUITE_P(
    Form, FullFieldTest,
    testing::Values(
        FullRow{"Institution30", [](v1::Bill& b) { b.set_institution_id(Long(30)); }},
        FullRow{"MessageId64", [](v1::Bill& b) { b.set_message_id(Long(64)); }},
        FullRow{"Referral64", [](v1::Bill& b) { b.set_referral_no(Long(64)); }},
        FullRow{"Diagnosis64", [](v1::Bill& b) { b.set_diagnoses(0, Long(64)); }},
        FullRow{"FundCode20",
                [](v1::Bill& b) { b.mutable_insurer_payments(0)->set_fund_code(Long(20)); }},
        FullRow{"UpstreamCode20",
                [](v1::Bill& b) { b.add_upstream_aid()->set_fund_code(Long(20)); }},
        FullRow{"Diagnoses50", [](v1::Bill& b) { Repeat(*b.mutable_diagnoses(), 50); }},
        FullRow{"Payments50", [](v1::Bill& b) { Repeat(*b.mutable_insurer_payments(), 50); }},
        FullRow{"Upstream20",
                [](v1::Bill& b) {
                  b.add_upstream_aid()->set_fund_code("m");
                  Repeat(*b.mutable_upstream_aid(), 20);
                }},
        FullRow{"FeeLines2000", [](v1::Bill& b) { Repeat(*b.mutable_fee_lines(), 2'000); }},
        FullRow{"R1LargestTotal", [](v1::Bill& b) { b.set_total_fen(kMax); }},
        FullRow{"R1LargestNegativeFeeLine",
                [](v1::Bill& b) { b.mutable_fee_lines(1)->set_amount_fen(-kMax); }}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace yizhan
