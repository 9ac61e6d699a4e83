// Every way a Claim is refused: with the FHIRPath, and without telling whose it is.

#include <gtest/gtest.h>

#include "adapters/fhir/claim_bill.h"
#include "engine/base/refusal.h"
#include "tests/fhir/good_claim.h"

namespace yizhan::fhir {
namespace {

absl::Status StatusOf(const std::string& json) {
  const absl::StatusOr<Json> root = ParseJson(json);
  if (!root.ok()) return root.status();
  return ReadClaim(*root, "H1").status();
}

struct Refused {
  const char* name;
  Changes changes;
  v1::Reason reason;
  const char* field;
};

class RefusedTest : public testing::TestWithParam<Refused> {};

TEST_P(RefusedTest, NamesThePathAndNobody) {
  const absl::Status status = StatusOf(Changed(GetParam().changes));
  ASSERT_FALSE(status.ok());
  const v1::ErrorDetail detail = DetailOf(status);
  EXPECT_EQ(v1::Reason_Name(detail.reason()), v1::Reason_Name(GetParam().reason));
  EXPECT_EQ(detail.field(), GetParam().field);
  const std::string all = status.ToString() + detail.SerializeAsString();
  for (const char* secret : {"CANARY", "金丝雀"}) EXPECT_EQ(all.find(secret), std::string::npos);
}

const char kSystems[] = R"({"system": "urn:yizhan:fhir:bill-no", "value": "B1"},
    {"system": "urn:yizhan:fhir:message-id", "value": "M1"})";
const char kSubType[] =
    R"("subType": {"coding": [{"system": "urn:yizhan:fhir:care-kind", "code": "inpatient"}]},)";
const char kEncounter[] = R"("encounter": [{"identifier": {"value": "V1"}}])";
const char kProvider[] =
    R"({"identifier": {"system": "urn:yizhan:fhir:institution", "value": "H1"}})";
const char kResource[] = "\"resourceType\": \"Claim\",";
const char kTotalValue[] = "\"total\": {\"value\": 300.00";
const char kSplit[] = "\"urn:yizhan:fhir:insurance\"";

// clang-format off
INSTANTIATE_TEST_SUITE_P(Document, RefusedTest, testing::Values(
    Refused{"CutOff", {{"}\n  ],\n  \"total\"", "\"total\""}}, v1::FIELD_MALFORMED, ""},
    Refused{"KeyTwice", {{"\"use\": \"claim\"", "\"use\": \"claim\", \"status\": \"active\""}}, v1::FIELD_MALFORMED, "status"},
    Refused{"NoType", {{"\"resourceType\"", "\"x\""}}, v1::FIELD_UNKNOWN_VALUE, "resourceType"},
    Refused{"OtherType", {{"\"Claim\"", "\"Patient\""}}, v1::FIELD_UNKNOWN_VALUE, "resourceType"},
    Refused{"TypeNoText", {{"\"Claim\"", "7"}}, v1::FIELD_UNKNOWN_VALUE, "resourceType"},
    Refused{"BundleWithoutClaim", {{"\"Claim\"", "\"Bundle\""}}, v1::FIELD_MISSING, "Bundle.entry"},
    Refused{"ParametersWithoutClaim", {{"\"Claim\"", "\"Parameters\""}}, v1::FIELD_MISSING, "Parameters.parameter"},
    Refused{"TwoClaims", {{kResource, R"("resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Claim"}}, {"resource": {"resourceType": "Claim"}}],)"}}, v1::TOO_MANY_ITEMS, "Bundle.entry"},
    Refused{"Modifier", {{kResource, R"("resourceType": "Claim", "modifierExtension": [{"url": "urn:x"}],)"}}, v1::UNKNOWN_FIELDS, "Claim.modifierExtension"},
    Refused{"ModifierBelow", {{"\"sequence\": 1, \"productOrService\"", R"("modifierExtension": [{"url": "urn:x"}], "sequence": 1, "productOrService")"}}, v1::UNKNOWN_FIELDS, "Claim.item[0].modifierExtension"},
    Refused{"ImplicitRules", {{kResource, R"("resourceType": "Claim", "implicitRules": "urn:x",)"}}, v1::UNKNOWN_FIELDS, "Claim.implicitRules"}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(Use, RefusedTest, testing::Values(
    Refused{"Preauthorization", {{"\"claim\",", "\"preauthorization\","}}, v1::FIELD_UNKNOWN_VALUE, "Claim.use"},
    Refused{"NoUse", {{"\"use\"", "\"x\""}}, v1::FIELD_MISSING, "Claim.use"},
    Refused{"UnknownUse", {{"\"claim\",", "\"金丝雀\","}}, v1::FIELD_UNKNOWN_VALUE, "Claim.use"},
    Refused{"NoStatus", {{"\"status\"", "\"x\""}}, v1::FIELD_MISSING, "Claim.status"},
    Refused{"Draft", {{"\"active\"", "\"draft\""}}, v1::FIELD_UNKNOWN_VALUE, "Claim.status"},
    Refused{"EnteredInError", {{"\"active\"", "\"entered-in-error\""}}, v1::FIELD_UNKNOWN_VALUE, "Claim.status"},
    Refused{"CancelledQuote", {{"\"active\"", "\"cancelled\""}, {"\"claim\",", "\"predetermination\","}}, v1::FIELD_UNKNOWN_VALUE, "Claim.status"},
    Refused{"StatusNoText", {{"\"active\"", "true"}}, v1::FIELD_MALFORMED, "Claim.status"},
    Refused{"StatusEmpty", {{"\"active\"", "\"\""}}, v1::FIELD_MALFORMED, "Claim.status"}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(Keys, RefusedTest, testing::Values(
    Refused{"NoIdentifier", {{"\"identifier\": [", "\"x\": ["}}, v1::FIELD_MISSING, "Claim.identifier"},
    Refused{"IdentifiersNoList", {{"\"identifier\": [", "\"identifier\": {}, \"x\": ["}}, v1::FIELD_MALFORMED, "Claim.identifier"},
    Refused{"IdentifierEmptyList", {{kSystems, ""}}, v1::FIELD_MALFORMED, "Claim.identifier"},
    Refused{"IdentifierNoObject", {{kSystems, "7"}}, v1::FIELD_MALFORMED, "Claim.identifier[0]"},
    Refused{"TwoOfTheHospital", {{kSystems, R"({"value": "C1"}, {"value": "C2"})"}}, v1::FIELD_MISSING, "Claim.identifier"},
    Refused{"MessageIdTwice", {{"bill-no", "message-id"}}, v1::TOO_MANY_ITEMS, "Claim.identifier[1].system"},
    Refused{"NoValue", {{"\"value\": \"M1\"", "\"x\": 1"}}, v1::FIELD_MISSING, "Claim.identifier[1].value"},
    Refused{"ValueNoText", {{"\"M1\"", "7"}}, v1::FIELD_MALFORMED, "Claim.identifier[1].value"},
    Refused{"ControlCharacter", {{"\"M1\"", "\"M\\u0007\""}}, v1::FIELD_MALFORMED, "Claim.identifier[1].value"},
    Refused{"LongMessageId", {{"\"M1\"", "\"" + std::string(57, 'M') + "\""}}, v1::FIELD_TOO_LONG, "Claim.identifier[1].value"},
    Refused{"LongBillNumber", {{"\"B1\"", "\"" + std::string(31, 'B') + "\""}}, v1::FIELD_TOO_LONG, "Claim.identifier[0].value"},
    Refused{"RevisionOfAnotherType", {{"\"extension\": [", R"("extension": [{"url": "urn:yizhan:fhir:revision", "valueString": "2"},)"}}, v1::FIELD_MISSING, "Claim.extension[0].value"},
    Refused{"RevisionNegative", {{"\"extension\": [", R"("extension": [{"url": "urn:yizhan:fhir:revision", "valueUnsignedInt": -2},)"}}, v1::FIELD_MALFORMED, "Claim.extension[0].valueUnsignedInt"},
    Refused{"ExtensionTwice", {{"\"extension\": [", R"("extension": [{"url": "urn:yizhan:fhir:insurance"},)"}}, v1::TOO_MANY_ITEMS, "Claim.extension[1].url"},
    Refused{"ExtensionWithoutUrl", {{"\"extension\": [", R"("extension": [{"valueString": "2"},)"}}, v1::FIELD_MISSING, "Claim.extension[0].url"},
    Refused{"DigestShort", {{"\"extension\": [", R"("extension": [{"url": "urn:yizhan:fhir:quote-digest", "valueBase64Binary": "QUJD"},)"}}, v1::FIELD_MALFORMED, "Claim.extension[0].value"}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(Parties, RefusedTest, testing::Values(
    Refused{"NoProvider", {{"\"provider\"", "\"x\""}}, v1::FIELD_MISSING, "Claim.provider"},
    Refused{"ExternalProvider", {{kProvider, R"({"reference": "Organization/1"})"}}, v1::FIELD_MISSING, "Claim.provider.identifier"},
    Refused{"ContainedProviderMissing", {{kProvider, R"({"reference": "#o"})"}}, v1::FIELD_MISSING, "Claim.provider.identifier"},
    Refused{"OtherInstitution", {{"\"H1\"", "\"H2\""}}, v1::NOT_ALLOWED, "Claim.provider.identifier"},
    Refused{"OtherFacility", {{"\"provider\"", R"("facility": {"identifier": {"value": "H2"}}, "provider")"}}, v1::NOT_ALLOWED, "Claim.facility.identifier"},
    Refused{"NoPatient", {{"\"patient\"", "\"x\""}}, v1::FIELD_MISSING, "Claim.patient"},
    Refused{"ExternalPatient", {{"\"patient\": {\"identifier\"", R"("patient": {"reference": "Patient/1", "x")"}}, v1::FIELD_MISSING, "Claim.patient.identifier"},
    Refused{"CardWithoutType", {{"\"urn:yizhan:fhir:cert-type\"", "\"urn:other\""}}, v1::FIELD_MISSING, "Claim.patient.identifier.type"},
    Refused{"CardTypeLong", {{"\"01\"", "\"0000001\""}}, v1::FIELD_MISSING, "Claim.patient.identifier.type"},
    Refused{"CardWithoutNumber", {{"\"value\": \"CANARYNO1\"", "\"x\": 1"}}, v1::FIELD_MISSING, "Claim.patient.identifier.value"},
    Refused{"CardNoText", {{"\"CANARYNO1\"", "[\"CANARYNO1\"]"}}, v1::FIELD_MALFORMED, "Claim.patient.identifier.value"},
    Refused{"CardLong", {{"CANARYNO1", "CANARY" + std::string(45, '7')}}, v1::FIELD_TOO_LONG, "Claim.patient.identifier.value"}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(Care, RefusedTest, testing::Values(
    Refused{"NoVisit", {{kEncounter, "\"x\": 1"}}, v1::FIELD_MISSING, "Claim.item"},
    Refused{"ExternalEncounter", {{kEncounter, R"("encounter": [{"reference": "Encounter/1"}])"}}, v1::FIELD_MISSING, "Claim.item"},
    Refused{"TwoVisits", {{R"({"text": "西药"},)", R"({"text": "西药"}, "encounter": [{"identifier": {"value": "V2"}}],)"}}, v1::TOO_MANY_ITEMS, "Claim.extension"},
    Refused{"LongVisit", {{"\"V1\"", "\"" + std::string(31, 'V') + "\""}}, v1::FIELD_TOO_LONG, "Claim.item"},
    Refused{"NoType", {{"\"type\": {\"coding\": [{\"system\": \"http://term", "\"x\": {\"coding\": [{\"system\": \"http://term"}}, v1::FIELD_MISSING, "Claim.type"},
    Refused{"UnknownKind", {{"\"inpatient\"", "\"spa\""}}, v1::FIELD_UNKNOWN_VALUE, "Claim.subType.coding"},
    Refused{"TypeAloneTellsNoKind", {{kSubType, ""}}, v1::FIELD_MISSING, "Claim.subType"},
    Refused{"TwoClasses", {{kSubType, R"("supportingInfo": [
        {"code": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}]}},
        {"code": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"}]}}],)"}}, v1::FIELD_UNKNOWN_VALUE, "Claim.subType"},
    Refused{"ClassWithoutKind", {{kSubType, R"("supportingInfo": [{"code": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "SS"}]}}],)"}}, v1::FIELD_UNKNOWN_VALUE, "Claim.subType"},
    Refused{"NoPeriod", {{"\"billablePeriod\"", "\"x\""}}, v1::FIELD_MISSING, "Claim.billablePeriod"},
    Refused{"NoEnd", {{", \"end\": \"2012-06-28\"", ""}}, v1::FIELD_MISSING, "Claim.billablePeriod.end"},
    Refused{"EndIsAMonth", {{"\"2012-06-28\"", "\"2012-06\""}}, v1::FIELD_MALFORMED, "Claim.billablePeriod.end"},
    Refused{"StartIsNoText", {{"\"2012-06-20T08:00:00+08:00\"", "20120620"}}, v1::FIELD_MALFORMED, "Claim.billablePeriod.start"},
    Refused{"NoCreated", {{"\"created\"", "\"x\""}}, v1::FIELD_MISSING, "Claim.created"},
    Refused{"CreatedWithoutZone", {{"09:30:00+08:00", "09:30:00"}}, v1::FIELD_MALFORMED, "Claim.created"},
    Refused{"DiagnosesNoList", {{"\"diagnosis\": [", "\"diagnosis\": {}, \"x\": ["}}, v1::FIELD_MALFORMED, "Claim.diagnosis"},
    Refused{"DiagnosisWithoutSequence", {{"\"sequence\": 2, \"diagnosisC", "\"diagnosisC"}}, v1::FIELD_MISSING, "Claim.diagnosis[0].sequence"},
    Refused{"DiagnosisSequenceZero", {{"\"sequence\": 2, \"diagnosisC", "\"sequence\": 0, \"diagnosisC"}}, v1::FIELD_MALFORMED, "Claim.diagnosis[0].sequence"},
    Refused{"DiagnosisSequenceText", {{"\"sequence\": 2, \"diagnosisC", "\"sequence\": \"2\", \"diagnosisC"}}, v1::FIELD_MALFORMED, "Claim.diagnosis[0].sequence"},
    Refused{"DiagnosisSequenceTwice", {{"\"sequence\": 2, \"diagnosisC", "\"sequence\": 1, \"diagnosisC"}}, v1::FIELD_MALFORMED, "Claim.diagnosis"},
    Refused{"DiagnosisByReference", {{"\"diagnosisCodeableConcept\"", "\"diagnosisReference\""}}, v1::FIELD_MISSING, "Claim.diagnosis[0].diagnosisCodeableConcept"},
    Refused{"DiagnosisOfAnotherSystem", {{"http://hl7.org/fhir/sid/icd-10", "http://snomed.info/sct"}}, v1::FIELD_MISSING, "Claim.diagnosis[0].diagnosisCodeableConcept.coding"},
    Refused{"ReferralOfNobody", {{"\"referral\": {\"identifier\": {\"value\": \"R1\"}}", "\"referral\": {\"display\": \"x\"}"}}, v1::FIELD_MISSING, "Claim.referral.identifier"},
    Refused{"ReferralLong", {{"\"R1\"", "\"" + std::string(65, 'R') + "\""}}, v1::FIELD_TOO_LONG, "Claim.referral.identifier"}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(Amounts, RefusedTest, testing::Values(
    Refused{"TotalNoNumber", {{kTotalValue, "\"total\": {\"value\": \"300.00\""}}, v1::FIELD_MALFORMED, "Claim.total.value"},
    Refused{"TotalIsTheName", {{kTotalValue, "\"total\": {\"value\": \"金丝雀\""}}, v1::FIELD_MALFORMED, "Claim.total.value"},
    Refused{"HalfAFen", {{kTotalValue, "\"total\": {\"value\": 300.005"}}, v1::FIELD_MALFORMED, "Claim.total.value"},
    Refused{"LongNumber", {{kTotalValue, "\"total\": {\"value\": 1234567890123456789"}}, v1::FIELD_MALFORMED, "Claim.total.value"},
    Refused{"NoValue", {{kTotalValue, "\"total\": {\"x\": 1"}}, v1::FIELD_MISSING, "Claim.total.value"},
    Refused{"Negative", {{kTotalValue, "\"total\": {\"value\": -300.00"}}, v1::AMOUNT_NEGATIVE, "Claim.total.value"},
    Refused{"TooLarge", {{kTotalValue, "\"total\": {\"value\": 100000000000.01"}}, v1::AMOUNT_TOO_LARGE, "Claim.total.value"},
    Refused{"Dollars", {{"300.00, \"currency\": \"CNY\"", "300.00, \"currency\": \"USD\""}}, v1::FIELD_UNKNOWN_VALUE, "Claim.total.currency"},
    Refused{"CurrencyIsTheName", {{"300.00, \"currency\": \"CNY\"", "300.00, \"currency\": \"金丝雀\""}}, v1::FIELD_UNKNOWN_VALUE, "Claim.total.currency"},
    Refused{"NoCurrency", {{"300.00, \"currency\": \"CNY\"", "300.00"}}, v1::FIELD_MISSING, "Claim.total.currency"},
    Refused{"TotalNoObject", {{"\"total\": {", "\"total\": [{}], \"x\": {"}}, v1::FIELD_MALFORMED, "Claim.total"},
    Refused{"ItemsDoNotAddUp", {{"\"value\": 44,", "\"value\": 44.01,"}}, v1::FEE_LINES_NOT_TOTAL, "Claim.total.value"},
    Refused{"NoTotalAndNoItems", {{"\"item\": [", R"("extensions": 1, "item": [{"sequence": 1, "net": {"value": 1, "currency": "CNY"}, "encounter": [{"identifier": {"value": "V1"}}]}], "x": [)"}, {"\"sequence\": 1, \"net\"", "\"net\""}}, v1::FIELD_MISSING, "Claim.item[0].sequence"},
    Refused{"ItemWithoutNet", {{"\"net\": {\"value\": 44", "\"x\": {\"value\": 44"}}, v1::FIELD_MISSING, "Claim.item[1].net"},
    Refused{"ItemSequenceTwice", {{"\"sequence\": 2, \"productOrService\"", "\"sequence\": 1, \"productOrService\""}}, v1::FIELD_MALFORMED, "Claim.item[1].sequence"},
    Refused{"ItemInDollars", {{"44, \"currency\": \"CNY\"", "44, \"currency\": \"USD\""}}, v1::FIELD_UNKNOWN_VALUE, "Claim.item[1].net.currency"},
    Refused{"PriceInDollars", {{"40.000, \"currency\": \"CNY\"", "40.000, \"currency\": \"USD\""}}, v1::FIELD_UNKNOWN_VALUE, "Claim.item[0].unitPrice.currency"},
    Refused{"PriceTimesQuantity", {{"\"quantity\": {\"value\": 8}", "\"quantity\": {\"value\": 7}"}}, v1::FEE_LINES_NOT_TOTAL, "Claim.item[0].net"},
    Refused{"FactorText", {{"\"factor\": 0.8", "\"factor\": \"0.8\""}}, v1::FIELD_MALFORMED, "Claim.item[0].factor"},
    Refused{"QuantityTooLong", {{"\"value\": 8}", "\"value\": 8.0000000000000000001}"}}, v1::FIELD_MALFORMED, "Claim.item[0].quantity.value"}),
    [](const auto& row) { return row.param.name; });

const std::string kEligible = Total(Standard("eligible"), "300");
const std::string kBenefit = Total(Standard("benefit") + "," + Fund("390100"), "90.47");

Changes With(Changes changes, const std::string& from, const std::string& to) {
  changes.emplace_back(from, to);
  return changes;
}

INSTANTIATE_TEST_SUITE_P(Insurer, RefusedTest, testing::Values(
    Refused{"NoSplit", {{kSplit, "\"urn:other\""}}, v1::FIELD_MISSING, "Claim.extension"},
    Refused{"BothWays", With(ByInsurer(kEligible, "0"), "\"url\": \"urn:other\"", "\"url\": \"urn:yizhan:fhir:insurance\""), v1::TOO_MANY_ITEMS, "Claim.extension"},
    Refused{"NoPart", {{"\"url\": \"over-limit\"", "\"url\": \"x\""}}, v1::FIELD_MISSING, "Claim.extension[0].extension"},
    Refused{"PartTwice", {{"\"url\": \"account\"", "\"url\": \"in-scope\""}}, v1::TOO_MANY_ITEMS, "Claim.extension[0].extension[6].url"},
    Refused{"PartOfAnotherType", {{"\"in-scope\", \"valueMoney\"", "\"in-scope\", \"valueDecimal\""}}, v1::FIELD_MISSING, "Claim.extension[0].extension[0].value"},
    Refused{"PartNegative", {{"\"value\": 50,", "\"value\": -50,"}}, v1::AMOUNT_NEGATIVE, "Claim.extension[0].extension[1].value.value"},
    Refused{"PartInDollars", {{"50, \"currency\": \"CNY\"", "50, \"currency\": \"USD\""}}, v1::FIELD_UNKNOWN_VALUE, "Claim.extension[0].extension[1].value.currency"},
    Refused{"PartsAreNotTheTotal", {{"\"value\": 50,", "\"value\": 49.99,"}}, v1::PARTS_NOT_TOTAL, "Claim.total"},
    Refused{"FundWithoutCode", {{"\"url\": \"code\"", "\"url\": \"x\""}}, v1::FIELD_MISSING, "Claim.extension[0].extension[4].extension"},
    Refused{"FundCodeLong", {{"\"390100\"", "\"390100390100390100390\""}}, v1::FIELD_TOO_LONG, "Claim.extension[0].extension[4].extension[0].valueCode"},
    Refused{"FundCodeNoCode", {{"\"valueCode\": \"390100\"", "\"valueString\": \"390100\""}}, v1::FIELD_MISSING, "Claim.extension[0].extension[4].extension[0].value"},
    Refused{"Unbalanced", ByInsurer(kEligible + "," + kBenefit, "100.47"), v1::FIELD_MALFORMED, "Claim.contained[0].payment"},
    Refused{"NothingEligible", ByInsurer(kBenefit, "90.47"), v1::FIELD_MISSING, "Claim.contained[0].total"},
    Refused{"BenefitOfNoFund", ByInsurer(kEligible + "," + Total(Standard("benefit"), "1"), "1"), v1::FIELD_MISSING, "Claim.contained[0].total[1].category.coding"},
    Refused{"EligibleTwice", ByInsurer(kEligible + "," + kEligible, "0"), v1::TOO_MANY_ITEMS, "Claim.contained[0].total[1].category.coding"},
    Refused{"RestIsNotGuessed", ByInsurer(Total(Standard("eligible"), "200"), "0"), v1::PARTS_NOT_TOTAL, "Claim.total"},
    Refused{"SubmittedIsAnother", ByInsurer(kEligible + "," + Total(Standard("submitted"), "301"), "0"), v1::PARTS_NOT_TOTAL, "Claim.contained[0].total"},
    Refused{"InsurerStillQueued", With(ByInsurer(kEligible, "0"), "\"complete\"", "\"queued\""), v1::FIELD_UNKNOWN_VALUE, "Claim.contained[0].outcome"},
    Refused{"InsurerWithdrew", With(ByInsurer(kEligible, "0"), "\"status\": \"active\", \"outcome\"", "\"status\": \"cancelled\", \"outcome\""), v1::FIELD_UNKNOWN_VALUE, "Claim.contained[0].status"},
    Refused{"InsurerElsewhere", With(ByInsurer(kEligible, "0"), "\"#cr\"", "\"ClaimResponse/1\""), v1::FIELD_MISSING, "Claim.extension"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

struct Many {
  const char* name;
  const char* from;
  const char* item;
  int count;
  const char* field;
};

class ManyTest : public testing::TestWithParam<Many> {};

TEST_P(ManyTest, IsRefused) {
  std::string items;
  for (int i = 0; i < GetParam().count; ++i) items += std::string(GetParam().item) + ",";
  const std::string from = GetParam().from;
  const absl::Status status = StatusOf(Changed({{from, from + items}}));
  EXPECT_EQ(ReasonOf(status), v1::TOO_MANY_ITEMS);
  EXPECT_EQ(DetailOf(status).field(), GetParam().field);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Lists, ManyTest, testing::Values(
    Many{"Items", "\"item\": [", "{}", 2'000, "Claim.item"},
    Many{"Diagnoses", "\"diagnosis\": [", "{}", 50, "Claim.diagnosis"},
    Many{"Identifiers", "\"identifier\": [", "{}", 20, "Claim.identifier"},
    Many{"Extensions", "\"extension\": [", "{}", 100, "Claim.extension"},
    Many{"Funds", R"({"url": "urn:yizhan:fhir:insurance", "extension": [)", R"({"url": "fund"})", 60, "Claim.extension[0].extension"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan::fhir
