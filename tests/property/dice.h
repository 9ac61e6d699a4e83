// Dice: what a made-up world asks of chance. The same seed throws the same dice for ever.
//
// Threads:  one.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/random.h"

namespace yizhan::property {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  // 0 .. n-1
  std::uint64_t Below(std::uint64_t n) {
    YIZHAN_CHECK(n > 0);
    return random_.Next() % n;
  }
  // Both ends included.
  std::int64_t Between(std::int64_t from, std::int64_t until) {
    YIZHAN_CHECK(from <= until);
    return from + static_cast<std::int64_t>(Below(static_cast<std::uint64_t>(until - from) + 1));
  }
  int Number(int from, int until) { return static_cast<int>(Between(from, until)); }
  bool Chance(int percent) { return Between(0, 99) < percent; }
  template <typename Item>
  const Item& Pick(const std::vector<Item>& items) {
    return items[Below(items.size())];
  }
  template <typename Item>
  void Shuffle(std::vector<Item>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[Below(i)]);
  }

 private:
  SeededRandom random_;
};

}  // namespace yizhan::property
