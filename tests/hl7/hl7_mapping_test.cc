// A mapping file is checked at start, and the error names the field.

#include "adapters/hl7/hl7_mapping.h"

#include <gtest/gtest.h>

#include "engine/base/refusal.h"
#include "engine/base/whole_file.h"
#include "tests/hl7/good_message.h"
#include "tests/support/scratch_folder.h"

namespace yizhan::hl7 {
namespace {

TEST(MappingTest, DefaultsAreThoseOfTheProto) {
  const auto mapping = CheckMapping(MappingText("in_scope: 'ZPR-2'"));
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  EXPECT_EQ(PlaceText(mapping->visit_no), "PV1-19.1");
  EXPECT_EQ(PlaceText(mapping->cert_no), "PID-3.1");
  EXPECT_EQ(mapping->cert_type_literal, "01");
  EXPECT_EQ(PlaceText(mapping->care_kind), "PV1-2");
  EXPECT_EQ(PlaceText(mapping->service_start), "PV1-44");
  EXPECT_EQ(PlaceText(mapping->service_end), "PV1-45");
  EXPECT_EQ(mapping->care_kinds.at("I"), v1::INPATIENT);
  EXPECT_EQ(mapping->charset_default, Charset::kUtf8);
  EXPECT_EQ(mapping->processing_ids, std::vector<std::string>{"P"});
  EXPECT_FALSE(mapping->bill_no.has_value() || mapping->total.has_value());
}

TEST(MappingTest, OwnValuesHold) {
  const auto mapping = CheckMapping(MappingText(R"pb(
    in_scope: "ZPR-2"
    cert_type: "PID-3.5"
    care_kinds { from: "M" to: "SPECIAL_OUTPATIENT" }
    transaction_types { from: "CH" to: "CG" }
    charset_default: "GB18030"
    processing_ids: "T"
  )pb"));
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  EXPECT_EQ(PlaceText(*mapping->cert_type), "PID-3.5");
  EXPECT_EQ(mapping->care_kinds.at("M"), v1::SPECIAL_OUTPATIENT);
  EXPECT_EQ(mapping->care_kinds.at("O"), v1::OUTPATIENT);
  EXPECT_EQ(mapping->transaction_types.at("CH"), Transaction::kCharge);
  EXPECT_EQ(mapping->charset_default, Charset::kGb18030);
}

struct Row {
  const char* name;
  const char* text;
  const char* field;
};
class RefusedMappingTest : public ::testing::TestWithParam<Row> {};
TEST_P(RefusedMappingTest, NamesTheField) {
  v1::Hl7Mapping text = GoodMapping();
  text.MergeFrom(MappingText(GetParam().text));
  const auto mapping = CheckMapping(text);
  ASSERT_FALSE(mapping.ok());
  EXPECT_EQ(DetailOf(mapping.status()).field(), "hl7_mapping." + std::string(GetParam().field));
}
// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, RefusedMappingTest, ::testing::ValuesIn(std::vector<Row>{
    {"visit_no", "visit_no: 'PV1'", "visit_no"},
    {"bill_no", "bill_no: 'ZPR-'", "bill_no"},
    {"cert_type_place", "cert_type: 'x'", "cert_type"},
    {"cert_type_literal_empty", "cert_type: '\"\"'", "cert_type"},
    {"cert_type_literal_long", "cert_type: '\"1234567\"'", "cert_type"},
    {"cert_no", "cert_no: 'x'", "cert_no"},
    {"patient_name", "patient_name: 'x'", "patient_name"},
    {"insurance_type", "insurance_type: 'x'", "insurance_type"},
    {"care_kind", "care_kind: 'x'", "care_kind"},
    {"care_kinds_from", "care_kinds { to: 'INPATIENT' }", "care_kinds[0].from"},
    {"care_kinds_to", "care_kinds { from: 'I' to: 'HOSPITAL' }", "care_kinds[0].to"},
    {"care_kinds_none", "care_kinds { from: 'I' to: 'CARE_KIND_UNSPECIFIED' }", "care_kinds[0].to"},
    {"service_start", "service_start: 'x'", "service_start"},
    {"service_end", "service_end: 'x'", "service_end"},
    {"accounting_date", "accounting_date: 'x'", "accounting_date"},
    {"total", "total: 'x'", "total"},
    {"in_scope", "in_scope: 'x'", "in_scope"},
    {"pre_self_pay", "pre_self_pay: 'x'", "pre_self_pay"},
    {"over_limit", "over_limit: 'x'", "over_limit"},
    {"out_of_scope", "out_of_scope: 'x'", "out_of_scope"},
    {"payment_place", "payments { fund_code: '1' place: 'x' }", "payments[1].place"},
    {"payment_no_place", "payments { fund_code: '1' }", "payments[1].place"},
    {"payment_no_code", "payments { place: 'ZPR-1' }", "payments[1].fund_code"},
    {"upstream_aid", "upstream_aid { fund_code: '1' place: 'x' }", "upstream_aid[0].place"},
    {"account_pay", "account_pay: 'x'", "account_pay"},
    {"hospital_borne", "hospital_borne: 'x'", "hospital_borne"},
    {"referral_no", "referral_no: 'x'", "referral_no"},
    {"cancels", "cancels: 'x'", "cancels"},
    {"transaction_from", "transaction_types { to: 'CG' }", "transaction_types[0].from"},
    {"transaction_to", "transaction_types { from: 'CH' to: 'XX' }", "transaction_types[0].to"},
    {"charset_default", "charset_default: 'BIG5'", "charset_default"},
    {"processing_ids", "processing_ids: 'X'", "processing_ids"},
}), [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(MappingTest, WithoutInScopeThereIsNoBill) {
  const auto mapping = CheckMapping(v1::Hl7Mapping());
  EXPECT_EQ(ReasonOf(mapping.status()), v1::FIELD_MISSING);
  EXPECT_EQ(DetailOf(mapping.status()).field(), "hl7_mapping.in_scope");
}

TEST(MappingTest, TooManyPaymentsAreRefused) {
  v1::Hl7Mapping text = GoodMapping();
  for (std::size_t i = 0; i < kPaymentsMax; ++i) *text.add_payments() = text.payments(0);
  EXPECT_EQ(ReasonOf(CheckMapping(text).status()), v1::TOO_MANY_ITEMS);
}

TEST(MappingTest, AFileIsReadWithItsLines) {
  const ScratchFolder folder;
  const std::string path = folder / "mapping.textproto";
  ASSERT_TRUE(WriteWhole(path, kMapping, Privacy::kPublic).ok());
  EXPECT_TRUE(ReadMapping(path).ok());
  ASSERT_TRUE(WriteWhole(path, "in_scope: 'ZPR-2'\nno_such: 1\n", Privacy::kPublic).ok());
  EXPECT_NE(std::string(ReadMapping(path).status().message()).find(":2:"), std::string::npos);
  EXPECT_FALSE(ReadMapping(folder / "missing").ok());
}

TEST(MappingTest, AFieldOfTheBillHasItsPlace) {
  const auto mapping = CheckMapping(GoodMapping());
  const auto place = [&](const char* field) {
    const auto found = PlaceOfBillField(*mapping, field);
    return found.has_value() ? PlaceText(*found) : "";
  };
  EXPECT_EQ(place("bill.total_fen"), "ZPR-1");
  EXPECT_EQ(place("bill.in_scope_fen"), "ZPR-2");
  EXPECT_EQ(place("bill.pre_self_pay_fen"), "ZPR-3");
  EXPECT_EQ(place("bill.over_limit_fen"), "ZPR-4");
  EXPECT_EQ(place("bill.out_of_scope_fen"), "ZPR-5");
  EXPECT_EQ(place("bill.account_pay_fen"), "ZPR-7");
  EXPECT_EQ(place("bill.bill_no"), "ZPR-8");
  EXPECT_EQ(place("bill.visit_no"), "PV1-19.1");
  EXPECT_EQ(place("bill.care_kind"), "PV1-2");
  EXPECT_EQ(place("bill.service_start"), "PV1-44");
  EXPECT_EQ(place("bill.service_end"), "PV1-45");
  EXPECT_EQ(place("person.card"), "PID-3.1");
  for (const char* none : {"bill.accounting_date", "bill.referral_no", "bill.hospital_borne_fen",
                           "bill.diagnoses", ""}) {
    EXPECT_EQ(place(none), "") << none;
  }
}

}  // namespace
}  // namespace yizhan::hl7
