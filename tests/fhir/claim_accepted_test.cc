// What a Claim says, element by element, as a bill.

#include <gtest/gtest.h>

#include <functional>

#include "adapters/fhir/claim_bill.h"
#include "tests/fhir/good_claim.h"

namespace yizhan::fhir {
namespace {

ClaimMessage Read(const std::string& json) {
  const absl::StatusOr<Json> root = ParseJson(json);
  EXPECT_TRUE(root.ok()) << root.status();
  const absl::StatusOr<ClaimMessage> claim = ReadClaim(root.value(), "H1");
  EXPECT_TRUE(claim.ok()) << claim.status();
  return claim.value();
}

TEST(ClaimBillTest, EveryElementHasItsPlace) {
  const ClaimMessage claim = Read(kGood);
  EXPECT_EQ(claim.use, ClaimUse::kSettle);
  EXPECT_EQ(claim.path, "Claim");
  EXPECT_EQ(claim.person.card().cert_type(), "01");
  EXPECT_EQ(claim.person.card().cert_no(), "CANARYNO1");
  const v1::Bill& bill = claim.bill;
  EXPECT_EQ(bill.institution_id(), "H1");
  EXPECT_EQ(bill.visit_no(), "V1");
  EXPECT_EQ(bill.bill_no(), "B1");
  EXPECT_EQ(bill.message_id(), "M1");
  EXPECT_EQ(bill.revision(), 0U);
  EXPECT_EQ(bill.care_kind(), v1::INPATIENT);
  EXPECT_EQ(bill.service_start(), "2012-06-20");
  EXPECT_EQ(bill.service_end(), "2012-06-28");
  EXPECT_EQ(bill.accounting_date(), "2012-06-29");
  ASSERT_EQ(bill.diagnoses_size(), 2);
  EXPECT_EQ(bill.diagnoses(0), "J18.9");
  EXPECT_EQ(bill.diagnoses(1), "I10");
  EXPECT_EQ(bill.referral_no(), "R1");
  EXPECT_EQ(bill.total_fen(), 30'000);
  EXPECT_EQ(bill.in_scope_fen(), 20'000);
  EXPECT_EQ(bill.pre_self_pay_fen(), 5'000);
  EXPECT_EQ(bill.over_limit_fen(), 3'000);
  EXPECT_EQ(bill.out_of_scope_fen(), 2'000);
  ASSERT_EQ(bill.insurer_payments_size(), 2);
  EXPECT_EQ(bill.insurer_payments(0).fund_code(), "390100");
  EXPECT_EQ(bill.insurer_payments(0).amount_fen(), 9'000);
  EXPECT_EQ(bill.account_pay_fen(), 2'050);
  EXPECT_EQ(bill.hospital_borne_fen(), 0);
  ASSERT_EQ(bill.fee_lines_size(), 2);
  EXPECT_EQ(bill.fee_lines(0).line_no(), "1");
  EXPECT_EQ(bill.fee_lines(0).amount_fen(), 25'600);
  EXPECT_EQ(bill.level(), v1::HOSPITAL_LEVEL_UNSPECIFIED);
}

TEST(ClaimBillTest, RequestsAskForReasonsAndCarryTheQuote) {
  const std::string digest = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=";
  const ClaimMessage claim =
      Read(Changed({{"\"extension\": [",
                     "\"extension\": [{\"url\": \"urn:yizhan:fhir:quote-digest\", "
                     "\"valueBase64Binary\": \"" +
                         digest + "\"}, "}}));
  const v1::SettleRequest request = SettleRequestOf(claim);
  EXPECT_TRUE(request.explain());
  EXPECT_EQ(request.quote_digest(), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef");
  EXPECT_EQ(request.not_after_ms(), 0);
}

TEST(ClaimBillTest, ACancelledClaimNeedsOnlyItsKeys) {
  const ClaimMessage claim = Read(
      R"({"resourceType": "Claim", "status": "cancelled", "use": "claim",
          "identifier": [{"value": "B1"}],
          "provider": {"identifier": {"value": "H1"}}})");
  EXPECT_EQ(claim.use, ClaimUse::kCancel);
  const v1::ReverseRequest request = ReverseRequestOf(claim);
  EXPECT_EQ(request.message_id(), "B1");
  EXPECT_EQ(request.request_id(), "B1~c");
}

TEST(ClaimBillTest, AStoredBodyCanBeReadAgain) {
  const auto request = RereadClaim(kGood, "H1");
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->bill().total_fen(), 30'000);
  EXPECT_FALSE(RereadClaim("{", "H1").ok());
  EXPECT_FALSE(RereadClaim(kGood, "H2").ok());
  EXPECT_FALSE(RereadClaim(Changed({{"\"claim\",", "\"predetermination\","}}), "H1").ok());
}

struct Accepted {
  const char* name;
  Changes changes;
  std::function<std::string(const ClaimMessage&)> see;
  const char* seen;
};

class AcceptedTest : public testing::TestWithParam<Accepted> {};

TEST_P(AcceptedTest, Says) {
  EXPECT_EQ(GetParam().see(Read(Changed(GetParam().changes))), GetParam().seen);
}

std::string Keys(const ClaimMessage& claim) {
  return claim.bill.bill_no() + "/" + std::to_string(claim.bill.revision()) + "/" +
         claim.bill.message_id();
}
std::string Kind(const ClaimMessage& claim) { return v1::CareKind_Name(claim.bill.care_kind()); }
std::string Visit(const ClaimMessage& claim) { return claim.bill.visit_no(); }
std::string Card(const ClaimMessage& claim) {
  return claim.person.card().cert_type() + "/" + claim.person.card().cert_no();
}
std::string Diagnoses(const ClaimMessage& claim) {
  std::string codes;
  for (const std::string& code : claim.bill.diagnoses()) codes += code + " ";
  return codes;
}
std::string Path(const ClaimMessage& claim) { return claim.path; }
std::string Money(const ClaimMessage& claim) {
  const v1::Bill& bill = claim.bill;
  std::string text = std::to_string(bill.total_fen()) + "=" + std::to_string(bill.in_scope_fen()) +
                     "+" + std::to_string(bill.pre_self_pay_fen()) + "+" +
                     std::to_string(bill.over_limit_fen()) + "+" +
                     std::to_string(bill.out_of_scope_fen());
  for (const auto& payment : bill.insurer_payments()) {
    text += " " + payment.fund_code() + ":" + std::to_string(payment.amount_fen());
  }
  for (const auto& aid : bill.upstream_aid()) {
    text += " aid " + aid.fund_code() + ":" + std::to_string(aid.amount_fen());
  }
  if (bill.hospital_borne_fen() != 0) text += " h:" + std::to_string(bill.hospital_borne_fen());
  return text + " a:" + std::to_string(bill.account_pay_fen());
}

const char kSubType[] =
    R"("subType": {"coding": [{"system": "urn:yizhan:fhir:care-kind", "code": "inpatient"}]},)";
const char kEncounter[] = R"("encounter": [{"identifier": {"value": "V1"}}])";
const char kResource[] = "\"resourceType\": \"Claim\",";

std::string Encounter(const std::string& code) {
  return R"("resourceType": "Claim", "contained": [{"resourceType": "Encounter", "id": "e",
    "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": ")" +
         code + R"("}, "identifier": [{"value": "V7"}]}],)";
}
Changes ByClass(const std::string& code) {
  return {{kSubType, ""},
          {kEncounter, R"("encounter": [{"reference": "#e"}])"},
          {kResource, Encounter(code)}};
}
Changes ByInfo(const std::string& code) {
  return {{kSubType, R"("supportingInfo": [{"sequence": 1, "category": {"text": "class"},
    "code": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": ")" +
                         code + R"("}]}}],)"}};
}
std::pair<std::string, std::string> OwnKind(const std::string& code) {
  return {"\"code\": \"inpatient\"", "\"code\": \"" + code + "\""};
}
const char kSystems[] = R"({"system": "urn:yizhan:fhir:bill-no", "value": "B1"},
    {"system": "urn:yizhan:fhir:message-id", "value": "M1"})";

const std::string kTotals =
    Total(Standard("submitted"), "300.00") + "," +
    Total(Standard("eligible") + "," + Own("in-scope"), "200") + "," +
    Total(Own("pre-self-pay"), "50") + "," + Total(Own("over-limit"), "30") + "," +
    Total(Own("out-of-scope"), "20") + "," +
    Total(Standard("benefit") + "," + Fund("390100"), "90") + "," +
    Total(Standard("benefit") + "," + Fund("610100"), "10") + "," + Total(Own("account"), "1.5") +
    "," + Total(Own("hospital-borne"), "2") + "," + Total(Standard("copay"), "9");

// clang-format off
INSTANTIATE_TEST_SUITE_P(Keys, AcceptedTest, testing::Values(
    Accepted{"BillNumberAlone", {{kSystems, R"({"system": "urn:yizhan:fhir:bill-no", "value": "B1"})"}}, Keys, "B1/0/B1"},
    Accepted{"MessageIdAlone", {{kSystems, R"({"system": "urn:yizhan:fhir:message-id", "value": "M1"})"}}, Keys, "/0/M1"},
    Accepted{"OneOfTheHospital", {{kSystems, R"({"system": "http://his.example/claim", "value": "C1"})"}}, Keys, "C1/0/C1"},
    Accepted{"OneMoreOfTheHospital", {{kSystems, std::string(kSystems) + R"(, {"system": "http://his.example", "value": "C1"})"}}, Keys, "B1/0/M1"},
    Accepted{"Revision", {{"\"extension\": [", R"("extension": [{"url": "urn:yizhan:fhir:revision", "valueUnsignedInt": 2},)"}}, Keys, "B1/2/M1"},
    Accepted{"Facility", {{"\"provider\": {\"identifier\"", R"("provider": {"display": "x"}, "facility": {"identifier")"}}, Keys, "B1/0/M1"},
    Accepted{"ContainedOrganization", {{R"("provider": {"identifier": {"system": "urn:yizhan:fhir:institution", "value": "H1"}})", R"("provider": {"reference": "#o"})"},
        {kResource, R"("resourceType": "Claim", "contained": [{"resourceType": "Organization", "id": "o", "identifier": [{"system": "x", "value": "X"}, {"system": "urn:yizhan:fhir:institution", "value": "H1"}]}],)"}}, Keys, "B1/0/M1"},
    Accepted{"UnknownExtensionIsPassedOver", {{"\"extension\": [", R"("extension": [{"url": "urn:other", "valueInteger": 7},)"}}, Keys, "B1/0/M1"}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(Wrapped, AcceptedTest, testing::Values(
    Accepted{"Parameters", {{"{\n  \"resourceType\": \"Claim\",", R"({"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": {"resourceType": "Claim",)"},
        {"\"total\": {\"value\": 300.00, \"currency\": \"CNY\"}\n}", "\"total\": {\"value\": 300.00, \"currency\": \"CNY\"}}}]}"}}, Path, "Parameters.parameter[0].resource"},
    Accepted{"Bundle", {{"{\n  \"resourceType\": \"Claim\",", R"({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {"resourceType": "Patient"}}, {"resource": {"resourceType": "Claim",)"},
        {"\"total\": {\"value\": 300.00, \"currency\": \"CNY\"}\n}", "\"total\": {\"value\": 300.00, \"currency\": \"CNY\"}}}]}"}}, Path, "Bundle.entry[1].resource"}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(Patient, AcceptedTest, testing::Values(
    Accepted{"OtherCertificate", {{"\"code\": \"01\"", "\"code\": \"99\""}}, Card, "99/CANARYNO1"},
    Accepted{"Contained", {{"\"patient\": {\"identifier\": {", "\"patient\": {\"reference\": \"#p\", \"x\": {"},
        {kResource, R"("resourceType": "Claim", "contained": [{"resourceType": "Patient", "id": "p", "identifier": [{"value": "MRN1"}, {"type": {"coding": [{"system": "urn:yizhan:fhir:cert-type", "code": "02"}]}, "value": "C2"}]}],)"}}, Card, "02/C2"}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(Care, AcceptedTest, testing::Values(
    Accepted{"Outpatient", {OwnKind("outpatient")}, Kind, "OUTPATIENT"},
    Accepted{"Emergency", {OwnKind("emergency")}, Kind, "EMERGENCY"},
    Accepted{"Observation", {OwnKind("observation")}, Kind, "OBSERVATION"},
    Accepted{"Special", {OwnKind("special-outpatient")}, Kind, "SPECIAL_OUTPATIENT"},
    Accepted{"HomeBed", {OwnKind("home-bed")}, Kind, "HOME_BED"},
    Accepted{"Pharmacy", {OwnKind("pharmacy")}, Kind, "PHARMACY"},
    Accepted{"ClassAmb", ByClass("AMB"), Kind, "OUTPATIENT"},
    Accepted{"ClassEmer", ByClass("EMER"), Kind, "EMERGENCY"},
    Accepted{"ClassObsenc", ByClass("OBSENC"), Kind, "OBSERVATION"},
    Accepted{"ClassImp", ByClass("IMP"), Kind, "INPATIENT"},
    Accepted{"ClassAcute", ByInfo("ACUTE"), Kind, "INPATIENT"},
    Accepted{"ClassNonac", ByInfo("NONAC"), Kind, "INPATIENT"},
    Accepted{"ClassHh", ByInfo("HH"), Kind, "HOME_BED"},
    Accepted{"TypePharmacy", {{kSubType, ""}, {"\"institutional\"", "\"pharmacy\""}}, Kind, "PHARMACY"},
    Accepted{"ContainedVisit", ByClass("IMP"), Visit, "V7"},
    Accepted{"VisitExtension", {{kEncounter, "\"x\": 1"}, {"\"extension\": [", R"("extension": [{"url": "urn:yizhan:fhir:visit-no", "valueString": "V3"},)"}}, Visit, "V3"},
    Accepted{"SameVisitTwice", {{R"({"text": "西药"},)", R"({"text": "西药"}, "encounter": [{"identifier": {"value": "V1"}}],)"}}, Visit, "V1"},
    Accepted{"PrincipalFirst", {{"\"sequence\": 2, \"diagnosisCodeableConcept\"", R"("sequence": 2, "type": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/ex-diagnosistype", "code": "principal"}]}], "diagnosisCodeableConcept")"}}, Diagnoses, "I10 J18.9 "},
    Accepted{"Icd10Cn", {{"sid/icd-10\", \"code\": \"I10\"", "sid/icd-10-cn\", \"code\": \"I10.x00\""}}, Diagnoses, "J18.9 I10.x00 "}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(Money, AcceptedTest, testing::Values(
    Accepted{"AsItIs", {}, Money, "30000=20000+5000+3000+2000 390100:9000 390200:1000 a:2050"},
    Accepted{"TotalIsTheSumOfItems", {{"],\n  \"total\": {\"value\": 300.00, \"currency\": \"CNY\"}", "]"}}, Money, "30000=20000+5000+3000+2000 390100:9000 390200:1000 a:2050"},
    Accepted{"RefundLine", {{"\"net\": {\"value\": 44, \"currency\": \"CNY\"}}", R"("net": {"value": 45, "currency": "CNY"}}, {"sequence": 3, "net": {"value": -1, "currency": "CNY"}})"}}, Money, "30000=20000+5000+3000+2000 390100:9000 390200:1000 a:2050"},
    Accepted{"AidFundIsUpstreamAid", {{"390200", "610100"}}, Money, "30000=20000+5000+3000+2000 390100:9000 aid 610100:1000 a:2050"},
    Accepted{"FundOfNothing", {{"\"value\": 10.00", "\"value\": 0.00"}}, Money, "30000=20000+5000+3000+2000 390100:9000 a:2050"},
    Accepted{"HospitalBorne", {{"\"url\": \"account\"", "\"url\": \"hospital-borne\""}}, Money, "30000=20000+5000+3000+2000 390100:9000 390200:1000 h:2050 a:0"},
    Accepted{"InsurersOwnAnswer", ByInsurer(kTotals, "100.00"), Money, "30000=20000+5000+3000+2000 390100:9000 aid 610100:1000 h:200 a:150"},
    Accepted{"AllInScope", ByInsurer(Total(Standard("eligible"), "300"), "0"), Money, "30000=30000+0+0+0 a:0"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan::fhir
