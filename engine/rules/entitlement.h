// Entitlement: E(B), what a program grants in all on an accumulated base.
//
// Units:    fen, basis points.
// Errors:   empty when the result does not fit int64 (R1).
// Threads:  pure.
// Law:      adjudication.md section 5; rulings R1, R3. The only rounding of the engine is here.
#pragma once

#include <optional>
#include <span>

#include "engine/base/money.h"

namespace yizhan {

// Marginal tier above the deductible; `up_to` is inclusive, the last one is open.
struct Tier {
  std::optional<Money> up_to;
  BasisPoints ratio;
  Money lump;  // Once the part above the tier's lower bound is positive.
};

// half_up(sum over tiers of (part of max(0, B - deductible) inside the tier) x ratio) + lumps.
// Never decreases as `accumulated` grows.
std::optional<Money> Entitlement(std::span<const Tier> tiers, Money deductible, Money accumulated);

}  // namespace yizhan
