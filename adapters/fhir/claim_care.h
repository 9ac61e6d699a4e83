// ClaimCare: which visit a Claim is about, what kind of care, when, and for which diagnoses.
//
// Errors:   the Reading of the claim.
// Threads:  pure.
// Format:   visit number   extension urn:yizhan:fhir:visit-no, or item.encounter's identifier (of
//                          the reference, or of a contained Encounter); one visit a Claim.
//           care kind      Claim.subType in urn:yizhan:fhir:care-kind; or the class (v3-ActCode) of
//                          a contained Encounter or in supportingInfo; or Claim.type "pharmacy".
//                          Claim.type alone does not tell an inpatient from an outpatient: refused.
//           days           billablePeriod and created, as Shanghai days.
//           diagnoses      ICD-10 codings; the one of type "principal" first, then by sequence.
#pragma once

#include <string>

#include "adapters/fhir/element.h"
#include "yizhan/v1/bill.pb.h"

namespace yizhan::fhir {

void ReadCare(const Element& claim, v1::Bill* bill);

// "inpatient"; what Claim.subType says under urn:yizhan:fhir:care-kind.
std::string CareKindCode(v1::CareKind kind);
// "institutional": of HL7's claim types.
std::string ClaimTypeCode(v1::CareKind kind);

}  // namespace yizhan::fhir
