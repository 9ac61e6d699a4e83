// InsurerSplit: what insurance made of a Claim: the four parts of its total, and who paid what.
// Without it a Claim is no bill, and none is guessed.
//
// Units:    fen.
// Errors:   the Reading of the claim.
// Threads:  pure.
// Format:   one of two, never both:
//           1  Claim.extension urn:yizhan:fhir:insurance with in-scope, pre-self-pay, over-limit,
//              out-of-scope (all four), fund (code + amount, repeated), hospital-borne, account;
//           2  Claim.insurance.claimResponse "#id": the insurer's ClaimResponse in
//              Claim.contained. Its total[] says eligible (the part in scope) and, under
//              urn:yizhan:fhir:adjudication, the other parts; benefit once per fund, the fund
//              named by a second coding. It must balance.
//           A fund code of medical aid is aid paid upstream.
#pragma once

#include "adapters/fhir/element.h"
#include "yizhan/v1/bill.pb.h"

namespace yizhan::fhir {

void ReadInsurerSplit(const Element& claim, v1::Bill* bill);

}  // namespace yizhan::fhir
