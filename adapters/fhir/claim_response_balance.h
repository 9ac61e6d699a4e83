// ClaimResponseBalance: does a ClaimResponse add up? What its lines grant, what its total says and
// what it pays are one sum, or it is not to be believed.
//
// Units:    fen, of whatever one currency the ClaimResponse is in.
// Errors:   a Refusal with both sums: at the total or at the payment.
// Threads:  pure.
// Format:   R4: item.adjudication, addItem.adjudication and adjudication of category "benefit" are
//           the lines (a line with benefits of its own is not asked for its details');
//           total of category "benefit"; payment.amount = benefit - payment.adjustment. A part that
//           is absent says nothing.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "adapters/fhir/element.h"

namespace yizhan::fhir {

// What a ClaimResponse says of its benefit.
struct BenefitSums {
  std::optional<Money> lines;
  std::optional<Money> totals;
  std::optional<Money> payment;  // With the adjustment taken back.
};

// Refusals of single elements go to the element's reading.
BenefitSums SumBenefits(const Element& claim_response);

absl::Status CheckBalance(const BenefitSums& sums, const std::string& path);

}  // namespace yizhan::fhir
