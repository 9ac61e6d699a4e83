// Dice: seeded choices for invented data. The same seed gives the same sample, byte for byte.
//
// Owner:    keeps a reference to the Random it draws from.
// Threads:  one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/base/random.h"

namespace yizhan::sample {

class Dice {
 public:
  explicit Dice(Random& random) : random_(random) {}

  // least .. most, both possible. The bias of the remainder does not matter for samples.
  std::int64_t Between(std::int64_t least, std::int64_t most) {
    const auto width = static_cast<std::uint64_t>(most - least) + 1;
    return least + static_cast<std::int64_t>(random_.Next() % width);
  }

  // Mostly small: the product of two even throws.
  std::int64_t Skewed(std::int64_t least, std::int64_t most) {
    return least + (most - least) * Between(0, 1000) / 1000 * Between(50, 1000) / 1000;
  }

  bool Chance(std::int64_t percent) { return Between(1, 100) <= percent; }

  template <typename List>
  const auto& Pick(const List& list) {
    return list[static_cast<std::size_t>(
        Between(0, static_cast<std::int64_t>(std::size(list)) - 1))];
  }

 private:
  Random& random_;
};

}  // namespace yizhan::sample
