// Bad bills: what fields say together (section 2, R2, R4, R6, R8, R9, R31); good ones; R40.

#include "engine/adjudicate/bill_form.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/adjudicate/spoiled_bill.h"

namespace yizhan {
namespace {

class BadBillTest : public testing::TestWithParam<BadRow> {};

TEST_P(BadBillTest, IsRefused) { ExpectRefused(GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Identities, BadBillTest,
    testing::Values(
        BadRow{"PartsBelowTotal", v1::PARTS_NOT_TOTAL, "bill.total_fen",
               [](v1::Bill& b) { b.set_in_scope_fen(6'999); }},
        BadRow{"PartsAboveTotal", v1::PARTS_NOT_TOTAL, "bill.total_fen",
               [](v1::Bill& b) { b.set_over_limit_fen(501); }},
        BadRow{"R2FeeLinesNotTotal", v1::FEE_LINES_NOT_TOTAL, "bill.fee_lines",
               [](v1::Bill& b) { b.mutable_fee_lines(1)->set_amount_fen(-501); }},
        BadRow{"InsurersPayMoreThanTheBill", v1::PAYMENTS_EXCEED_TOTAL, "bill.insurer_payments",
               [](v1::Bill& b) { b.mutable_insurer_payments(0)->set_amount_fen(9'901); }},
        BadRow{"R4HospitalBorneCounts", v1::PAYMENTS_EXCEED_TOTAL, "bill.insurer_payments",
               [](v1::Bill& b) { b.set_hospital_borne_fen(6'001); }},
        BadRow{"R6AccountAboveTheRest", v1::ACCOUNT_EXCEEDS_REST, "bill.account_pay_fen",
               [](v1::Bill& b) { b.set_account_pay_fen(5'901); }},
        BadRow{"R8EndBeforeStart", v1::SERVICE_DATES_REVERSED, "bill.service_end",
               [](v1::Bill& b) { b.set_service_end("2012-05-31"); }},
        BadRow{"R8AccountingBeforeEnd", v1::ACCOUNTING_BEFORE_SERVICE, "bill.accounting_date",
               [](v1::Bill& b) { b.set_accounting_date("2012-06-08"); }},
        BadRow{"R8AccountingInFuture", v1::ACCOUNTING_IN_FUTURE, "bill.accounting_date",
               [](v1::Bill& b) { b.set_accounting_date("2012-06-11"); }}),
    [](const auto& row) { return row.param.name; });

// R31: form, then identities, then dates.
INSTANTIATE_TEST_SUITE_P(
    Order, BadBillTest,
    testing::Values(BadRow{"R31FormBeforeIdentities", v1::FIELD_TOO_LONG, "bill.referral_no",
                           [](v1::Bill& b) {
                             b.set_in_scope_fen(1);
                             b.set_referral_no(Long(65));
                           }},
                    BadRow{"R31IdentitiesBeforeDates", v1::PARTS_NOT_TOTAL, "bill.total_fen",
                           [](v1::Bill& b) {
                             b.set_in_scope_fen(1);
                             b.set_accounting_date("2013-01-01");
                           }}),
    [](const auto& row) { return row.param.name; });

void ClearAmounts(v1::Bill& bill) {
  for (const char* name :
       {"total_fen", "in_scope_fen", "pre_self_pay_fen", "over_limit_fen", "out_of_scope_fen",
        "insurer_payments", "hospital_borne_fen", "account_pay_fen", "fee_lines"}) {
    bill.GetReflection()->ClearField(&bill, v1::Bill::descriptor()->FindFieldByName(name));
  }
}

struct GoodRow {
  const char* name;
  Spoil change;
};

class GoodBillTest : public testing::TestWithParam<GoodRow> {};

TEST_P(GoodBillTest, PassesAndReadsBack) {
  v1::Bill message = GoodBill();
  GetParam().change(message);
  const absl::StatusOr<Bill> checked = CheckBill(message, kToday);
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(ToMessage(*checked).SerializeAsString(), message.SerializeAsString());
}

INSTANTIATE_TEST_SUITE_P(
    Table, GoodBillTest,
    testing::Values(GoodRow{"AsItIs", [](v1::Bill&) {}},
                    GoodRow{"R7NoBillNo",
                            [](v1::Bill& b) {
                              b.clear_bill_no();
                              b.set_revision(0);
                            }},
                    GoodRow{"LevelNotStated", [](v1::Bill& b) { b.clear_level(); }},
                    GoodRow{"NoDiagnosis", [](v1::Bill& b) { b.clear_diagnoses(); }},
                    GoodRow{"LongestTexts",
                            [](v1::Bill& b) {
                              b.set_institution_id(Long(30));
                              b.set_message_id(Long(64));
                              b.set_bill_no(Long(30));
                              b.set_referral_no(Long(64));
                            }},
                    GoodRow{"R8OneDay",
                            [](v1::Bill& b) {
                              b.set_service_start("2012-06-10");
                              b.set_service_end("2012-06-10");
                            }},
                    GoodRow{"R2NegativeFeeLine",
                            [](v1::Bill& b) {
                              b.mutable_fee_lines(0)->set_amount_fen(kMax);
                              b.mutable_fee_lines(1)->set_amount_fen(10'000 - kMax);
                            }},
                    GoodRow{"NoFeeLines", [](v1::Bill& b) { b.clear_fee_lines(); }},
                    GoodRow{"InsurersPayAll",
                            [](v1::Bill& b) {
                              b.mutable_insurer_payments(0)->set_amount_fen(9'900);
                              b.set_account_pay_fen(0);
                            }},
                    GoodRow{"R6AccountPaysTheRest",
                            [](v1::Bill& b) { b.set_account_pay_fen(5'900); }},
                    GoodRow{"R9UpstreamAidOfZero",
                            [](v1::Bill& b) { b.add_upstream_aid()->set_fund_code("610100"); }},
                    GoodRow{"R9aZeroTotal", [](v1::Bill& b) { ClearAmounts(b); }},
                    GoodRow{"R1LargestAmounts",
                            [](v1::Bill& b) {
                              b.clear_fee_lines();
                              b.set_total_fen(kMax);
                              b.set_in_scope_fen(kMax - 3'000);
                            }}),
    [](const auto& row) { return row.param.name; });

// R40: every business field makes another content; received order counts.
class FingerprintTest : public testing::TestWithParam<GoodRow> {};

TEST_P(FingerprintTest, Differs) {
  v1::Bill other = GoodBill();
  GetParam().change(other);
  const Bill before = *CheckBill(GoodBill(), kToday);
  const absl::StatusOr<Bill> after = CheckBill(other, kOpenEnd);
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_NE(BillFingerprint(before, 7), BillFingerprint(*after, 7));
}

INSTANTIATE_TEST_SUITE_P(
    R40, FingerprintTest,
    testing::Values(
        GoodRow{"Institution", [](v1::Bill& b) { b.set_institution_id("H2"); }},
        GoodRow{"Level", [](v1::Bill& b) { b.set_level(v1::LEVEL_3); }},
        GoodRow{"Visit", [](v1::Bill& b) { b.set_visit_no("V2"); }},
        GoodRow{"BillNo", [](v1::Bill& b) { b.set_bill_no("S2"); }},
        GoodRow{"Revision", [](v1::Bill& b) { b.set_revision(2); }},
        GoodRow{"MessageId", [](v1::Bill& b) { b.set_message_id("M2"); }},
        GoodRow{"CareKind", [](v1::Bill& b) { b.set_care_kind(v1::EMERGENCY); }},
        GoodRow{"ServiceStart", [](v1::Bill& b) { b.set_service_start("2012-06-02"); }},
        GoodRow{"ServiceEnd", [](v1::Bill& b) { b.set_service_end("2012-06-10"); }},
        GoodRow{"AccountingDate", [](v1::Bill& b) { b.set_accounting_date("2012-06-11"); }},
        GoodRow{"DiagnosisOrder", [](v1::Bill& b) { b.mutable_diagnoses()->SwapElements(0, 1); }},
        GoodRow{"DiagnosisText", [](v1::Bill& b) { b.set_diagnoses(0, "n18.5"); }},
        GoodRow{"Referral", [](v1::Bill& b) { b.clear_referral_no(); }},
        GoodRow{"Parts",
                [](v1::Bill& b) {
                  b.set_in_scope_fen(6'999);
                  b.set_over_limit_fen(501);
                }},
        GoodRow{"FundCode",
                [](v1::Bill& b) { b.mutable_insurer_payments(0)->set_fund_code("310200"); }},
        GoodRow{"PaymentAmount",
                [](v1::Bill& b) { b.mutable_insurer_payments(0)->set_amount_fen(4'001); }},
        GoodRow{"PaymentsSplit",
                [](v1::Bill& b) {
                  b.mutable_insurer_payments(0)->set_amount_fen(2'000);
                  Repeat(*b.mutable_insurer_payments(), 2);
                }},
        GoodRow{"HospitalBorne", [](v1::Bill& b) { b.set_hospital_borne_fen(99); }},
        GoodRow{"AccountPay", [](v1::Bill& b) { b.set_account_pay_fen(201); }},
        GoodRow{"UpstreamAid", [](v1::Bill& b) { b.add_upstream_aid()->set_fund_code("610100"); }},
        GoodRow{"FeeLines", [](v1::Bill& b) { b.clear_fee_lines(); }},
        GoodRow{"FeeLineOrder", [](v1::Bill& b) { b.mutable_fee_lines()->SwapElements(0, 1); }}),
    [](const auto& row) { return row.param.name; });

TEST(FingerprintSameTest, R40SameContentSamePerson) {
  const Bill bill = *CheckBill(GoodBill(), kToday);
  EXPECT_EQ(BillFingerprint(bill, 7), BillFingerprint(bill, 7));
  EXPECT_NE(BillFingerprint(bill, 7), BillFingerprint(bill, 8));
}

// The bytes under the digest are kept for ever: a change here needs a new version word.
TEST(FingerprintSameTest, GoldenDigest) {
  EXPECT_EQ(HexText(BillFingerprint(*CheckBill(GoodBill(), kToday), 7)),
            "b493faf381fd8f0020b86d3750b197ca5aee15fe4c096d5d34ffe88d29712310");
}

TEST(RefusalTest, ShowsBothSides) {
  v1::Bill bill = GoodBill();
  bill.set_in_scope_fen(6'999);
  const v1::ErrorDetail detail = DetailOf(CheckBill(bill, kToday).status());
  EXPECT_EQ(detail.expected(), "99.99");
  EXPECT_EQ(detail.found(), "100.00");
}

}  // namespace
}  // namespace yizhan
