// Money: an amount in fen, and ratios in basis points. No floating point anywhere.
//
// Units:    fen (1/100 yuan); basis points (1/10 000).
// Errors:   operators CHECK that nothing overflows int64; TryAdd says so instead.
// Threads:  values.
// Law:      adjudication.md section 1, ruling R1.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace yizhan {

__extension__ using Int128 = __int128;

class Money {
 public:
  constexpr Money() = default;
  static constexpr Money FromFen(std::int64_t fen) { return Money(fen); }
  constexpr std::int64_t fen() const { return fen_; }

  // Empty when the sum does not fit int64.
  std::optional<Money> TryAdd(Money other) const;

  Money operator+(Money other) const;
  Money operator-(Money other) const;
  Money operator-() const;
  Money& operator+=(Money other) { return *this = *this + other; }
  Money& operator-=(Money other) { return *this = *this - other; }
  friend constexpr auto operator<=>(Money, Money) = default;

 private:
  explicit constexpr Money(std::int64_t fen) : fen_(fen) {}
  std::int64_t fen_ = 0;
};

// The bound for every amount received, configured or recorded, inclusive (R1).
inline constexpr Money kAmountMax = Money::FromFen(10'000'000'000'000);

struct BasisPoints {
  std::int32_t value = 0;  // 0 .. 10 000
  friend constexpr auto operator<=>(BasisPoints, BasisPoints) = default;
};

// "1234.50", "-0.05": yuan with two decimals, as people and the national interface write it.
std::string YuanText(Money amount);

// Parses yuan text: optional sign, digits, at most two decimals; nothing else. Empty when it is
// not that, or beyond int64.
std::optional<Money> ParseYuan(const std::string& text);

}  // namespace yizhan
