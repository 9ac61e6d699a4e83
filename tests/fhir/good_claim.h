// GoodClaim: one good Claim, and how a row of a table changes it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace yizhan::fhir {

// Each row replaces the first occurrence of a text in the good claim.
using Changes = std::vector<std::pair<std::string, std::string>>;

// Invented person. 300.00 = 200.00 in scope + 50.00 + 30.00 + 20.00; funds 90.00 + 10.00.
inline constexpr char kGood[] = R"({
  "resourceType": "Claim",
  "identifier": [
    {"system": "urn:yizhan:fhir:bill-no", "value": "B1"},
    {"system": "urn:yizhan:fhir:message-id", "value": "M1"}
  ],
  "status": "active",
  "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/claim-type",
                       "code": "institutional"}]},
  "subType": {"coding": [{"system": "urn:yizhan:fhir:care-kind", "code": "inpatient"}]},
  "use": "claim",
  "patient": {"identifier": {
    "type": {"coding": [{"system": "urn:yizhan:fhir:cert-type", "code": "01"}]},
    "value": "CANARYNO1"}, "display": "金丝雀"},
  "billablePeriod": {"start": "2012-06-20T08:00:00+08:00", "end": "2012-06-28"},
  "created": "2012-06-29T09:30:00+08:00",
  "provider": {"identifier": {"system": "urn:yizhan:fhir:institution", "value": "H1"}},
  "priority": {"coding": [{"code": "normal"}]},
  "referral": {"identifier": {"value": "R1"}},
  "diagnosis": [
    {"sequence": 2, "diagnosisCodeableConcept": {"coding": [
      {"system": "http://hl7.org/fhir/sid/icd-10", "code": "I10"}]}},
    {"sequence": 1, "diagnosisCodeableConcept": {"coding": [
      {"system": "http://hl7.org/fhir/sid/icd-10", "code": "J18.9"}]}}
  ],
  "insurance": [{"sequence": 1, "focal": true, "coverage": {"display": "居民医保"}}],
  "extension": [
    {"url": "urn:yizhan:fhir:insurance", "extension": [
      {"url": "in-scope", "valueMoney": {"value": 200.00, "currency": "CNY"}},
      {"url": "pre-self-pay", "valueMoney": {"value": 50, "currency": "CNY"}},
      {"url": "over-limit", "valueMoney": {"value": 30.0, "currency": "CNY"}},
      {"url": "out-of-scope", "valueMoney": {"value": 2e1, "currency": "CNY"}},
      {"url": "fund", "extension": [
        {"url": "code", "valueCode": "390100"},
        {"url": "amount", "valueMoney": {"value": 90.00, "currency": "CNY"}}]},
      {"url": "fund", "extension": [
        {"url": "code", "valueCode": "390200"},
        {"url": "amount", "valueMoney": {"value": 10.00, "currency": "CNY"}}]},
      {"url": "account", "valueMoney": {"value": 20.5, "currency": "CNY"}}
    ]}
  ],
  "item": [
    {"sequence": 1, "productOrService": {"text": "床位"},
     "encounter": [{"identifier": {"value": "V1"}}],
     "quantity": {"value": 8}, "unitPrice": {"value": 40.000, "currency": "CNY"},
     "factor": 0.8, "net": {"value": 256.00, "currency": "CNY"}},
    {"sequence": 2, "productOrService": {"text": "西药"},
     "net": {"value": 44, "currency": "CNY"}}
  ],
  "total": {"value": 300.00, "currency": "CNY"}
})";

inline std::string Changed(const Changes& changes) {
  std::string json = kGood;
  for (const auto& [from, to] : changes) {
    const std::size_t at = json.find(from);
    EXPECT_NE(at, std::string::npos) << "the good claim has no " << from;
    if (at != std::string::npos) json.replace(at, from.size(), to);
  }
  return json;
}

// The change that takes the extension's split away and gives the insurer's own ClaimResponse
// instead, with these totals and payment.
inline Changes ByInsurer(const std::string& totals, const std::string& payment) {
  return {
      {"\"url\": \"urn:yizhan:fhir:insurance\"", "\"url\": \"urn:other\""},
      {"\"coverage\": {\"display\": \"居民医保\"}",
       "\"coverage\": {\"display\": \"居民医保\"}, \"claimResponse\": {\"reference\": \"#cr\"}"},
      {"\"resourceType\": \"Claim\",",
       "\"resourceType\": \"Claim\", \"contained\": [{\"resourceType\": \"ClaimResponse\", "
       "\"id\": \"cr\", \"status\": \"active\", \"outcome\": \"complete\", \"total\": [" +
           totals + "], \"payment\": {\"amount\": {\"value\": " + payment +
           ", \"currency\": \"CNY\"}}}],"}};
}

// One total: codings, and yuan.
inline std::string Total(const std::string& codings, const std::string& yuan) {
  return "{\"category\": {\"coding\": [" + codings + "]}, \"amount\": {\"value\": " + yuan +
         ", \"currency\": \"CNY\"}}";
}
inline std::string Standard(const std::string& code) {
  return "{\"system\": \"http://terminology.hl7.org/CodeSystem/adjudication\", \"code\": \"" +
         code + "\"}";
}
inline std::string Own(const std::string& code) {
  return "{\"system\": \"urn:yizhan:fhir:adjudication\", \"code\": \"" + code + "\"}";
}
inline std::string Fund(const std::string& code) {
  return "{\"system\": \"urn:yizhan:fhir:fund\", \"code\": \"" + code + "\"}";
}

}  // namespace yizhan::fhir
