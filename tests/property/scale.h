// Scale: the amounts of one world. Bounds, limits and bills are multiples of one unit, give or take
// a fen, so that bills meet bounds exactly, and miss them by one, far more often than chance would.
//
// Units:    fen.
// Threads:  pure but for the dice.
#pragma once

#include <algorithm>
#include <cstdint>

#include "tests/property/dice.h"

namespace yizhan::property {

inline constexpr std::int64_t kAmountMaxFen = 10'000'000'000'000;

struct Scale {
  std::int64_t unit_fen = 1'000;

  static Scale Throw(Dice& dice) {
    static const std::vector<std::int64_t> kUnits = {3,      10,     97,      1'000,   1'000,
                                                     10'000, 10'000, 123'457, 100'000, 1'000'000};
    // One world in 25 computes near the largest amounts that are accepted.
    if (dice.Chance(4)) return {kAmountMaxFen / 9};
    return {dice.Pick(kUnits)};
  }

  // Around `from` .. `until` units, never negative.
  std::int64_t Around(Dice& dice, int from, int until) const {
    const std::int64_t whole = unit_fen * dice.Between(from, until);
    const int kind = dice.Number(0, 9);
    if (kind < 5) return whole;
    if (kind < 7) return std::max<std::int64_t>(0, whole + dice.Between(-2, 2));
    if (kind < 9) return whole + dice.Between(0, unit_fen);
    return dice.Between(0, 9);
  }
};

}  // namespace yizhan::property
