// Rational: an exact fraction, always in lowest terms with a positive denominator.
//
// Units:   none; an entitlement in fen becomes one before it is rounded.
// Threads: values.
// Law:     adjudication.md section 1: one rounding place, half-up to the fen.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

namespace yizhan::second {

__extension__ typedef __int128 Int128;

class Rational {
 public:
  Rational() = default;
  explicit Rational(Int128 whole) : numerator_(whole) {}
  Rational(Int128 numerator, Int128 denominator)
      : numerator_(numerator), denominator_(denominator) {
    Reduce();
  }

  friend Rational operator+(const Rational& a, const Rational& b) {
    return {a.numerator_ * b.denominator_ + b.numerator_ * a.denominator_,
            a.denominator_ * b.denominator_};
  }
  friend Rational operator*(const Rational& a, const Rational& b) {
    return {a.numerator_ * b.numerator_, a.denominator_ * b.denominator_};
  }

  // The integer next to it, the greater one from exactly half on. Only for values >= 0.
  Int128 HalfUp() const { return (2 * numerator_ + denominator_) / (2 * denominator_); }

 private:
  void Reduce() {
    Int128 a = numerator_ < 0 ? -numerator_ : numerator_;
    Int128 b = denominator_;
    while (b != 0) {
      const Int128 rest = a % b;
      a = b;
      b = rest;
    }
    if (a == 0) return;
    numerator_ /= a;
    denominator_ /= a;
  }

  Int128 numerator_ = 0;
  Int128 denominator_ = 1;
};

// Nothing when it does not fit (R1).
inline std::optional<std::int64_t> Narrow(Int128 wide) {
  if (wide > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  if (wide < std::numeric_limits<std::int64_t>::min()) return std::nullopt;
  return static_cast<std::int64_t>(wide);
}

}  // namespace yizhan::second
