#include "engine/rules/entitlement.h"

#include <algorithm>
#include <limits>

namespace yizhan {
namespace {

constexpr Int128 kWhole = 10'000;  // Basis points of one.

// Of a value >= 0.
Int128 HalfUp(Int128 basis_point_fen) { return (basis_point_fen + kWhole / 2) / kWhole; }

}  // namespace

std::optional<Money> Entitlement(std::span<const Tier> tiers, Money deductible, Money accumulated) {
  const Int128 above = static_cast<Int128>(accumulated.fen()) - deductible.fen();
  Int128 basis_point_fen = 0;
  Int128 lumps = 0;
  Int128 lower = 0;
  for (const Tier& tier : tiers) {
    if (above <= lower) break;
    const Int128 upper = tier.up_to ? std::min<Int128>(above, tier.up_to->fen()) : above;
    basis_point_fen += (upper - lower) * tier.ratio.value;
    lumps += tier.lump.fen();
    lower = upper;
  }
  const Int128 entitlement = HalfUp(basis_point_fen) + lumps;
  if (entitlement > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return Money::FromFen(static_cast<std::int64_t>(entitlement));
}

}  // namespace yizhan
