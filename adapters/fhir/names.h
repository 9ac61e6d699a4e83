// Names: the code systems and URLs that this door reads and writes.
//
// Threads:  constant.
// Source:   hl7.org/fhir/R4; those of our own begin with urn:yizhan:fhir and are listed in
// GUIDE.md.
#pragma once

namespace yizhan::fhir {

// HL7's.
inline constexpr char kAdjudicationSystem[] = "http://terminology.hl7.org/CodeSystem/adjudication";
inline constexpr char kClaimTypeSystem[] = "http://terminology.hl7.org/CodeSystem/claim-type";
inline constexpr char kActCodeSystem[] = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
inline constexpr char kActReasonSystem[] = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
inline constexpr char kPayeeTypeSystem[] = "http://terminology.hl7.org/CodeSystem/payeetype";
inline constexpr char kPaymentTypeSystem[] = "http://terminology.hl7.org/CodeSystem/ex-paymenttype";
inline constexpr char kDiagnosisTypeSystem[] =
    "http://terminology.hl7.org/CodeSystem/ex-diagnosistype";
inline constexpr char kBenefitTypeSystem[] = "http://terminology.hl7.org/CodeSystem/benefit-type";
inline constexpr char kIcd10System[] = "http://hl7.org/fhir/sid/icd-10";  // And what begins so.

// Identifiers of our own.
inline constexpr char kMessageIdSystem[] = "urn:yizhan:fhir:message-id";
inline constexpr char kBillNoSystem[] = "urn:yizhan:fhir:bill-no";
inline constexpr char kInstitutionSystem[] = "urn:yizhan:fhir:institution";  // fixmedins_code
inline constexpr char kSettlementSystem[] = "urn:yizhan:fhir:settlement";
inline constexpr char kEntrySystem[] = "urn:yizhan:fhir:entry";  // A contra's.
inline constexpr char kPersonNoSystem[] = "urn:yizhan:fhir:person-no";
inline constexpr char kVisitSystem[] = "urn:yizhan:fhir:visit-no";  // mdtrt_id
inline constexpr char kPayerSystem[] = "urn:yizhan:fhir:payer";

// Codes of our own.
inline constexpr char kCertTypeSystem[] = "urn:yizhan:fhir:cert-type";  // psn_cert_type
inline constexpr char kCareKindSystem[] = "urn:yizhan:fhir:care-kind";
inline constexpr char kPartSystem[] = "urn:yizhan:fhir:adjudication";
inline constexpr char kFundSystem[] = "urn:yizhan:fhir:fund";  // fund_pay_type
inline constexpr char kReasonSystem[] = "urn:yizhan:fhir:reason";
inline constexpr char kAccountSystem[] = "urn:yizhan:fhir:account";

// Extensions of our own.
inline constexpr char kInsuranceUrl[] = "urn:yizhan:fhir:insurance";
inline constexpr char kVisitNoUrl[] = "urn:yizhan:fhir:visit-no";
inline constexpr char kRevisionUrl[] = "urn:yizhan:fhir:revision";
inline constexpr char kQuoteDigestUrl[] = "urn:yizhan:fhir:quote-digest";
inline constexpr char kProgramUrl[] = "urn:yizhan:fhir:program";
inline constexpr char kIdentityUrl[] = "urn:yizhan:fhir:identity";
inline constexpr char kDepositUrl[] = "urn:yizhan:fhir:deposit";
inline constexpr char kBackUrl[] = "urn:yizhan:fhir:back";
inline constexpr char kRelatedUrl[] = "urn:yizhan:fhir:settlement";

inline constexpr char kCurrency[] = "CNY";

}  // namespace yizhan::fhir
