#include "adapters/fhir/decimal.h"

#include <charconv>
#include <limits>

namespace yizhan::fhir {
namespace {

constexpr int kExponentMax = kDecimalDigitsMax;
constexpr int kFenPlaces = 2;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::optional<Int128> TimesTen(Int128 number, int times) {
  for (int i = 0; i < times; ++i) {
    if (__builtin_mul_overflow(number, 10, &number)) return std::nullopt;
  }
  return number;
}

// Digits with at most one point between them.
bool ReadDigits(const std::string& text, std::size_t* at, Decimal* decimal) {
  const std::size_t start = *at;
  bool point = false;
  int count = 0;
  for (; *at < text.size() && (IsDigit(text[*at]) || text[*at] == '.'); ++*at) {
    if (text[*at] == '.') {
      if (point || *at == start) return false;
      point = true;
      continue;
    }
    decimal->digits = decimal->digits * 10 + (text[*at] - '0');
    if (decimal->digits != 0 && ++count > kDecimalDigitsMax) return false;
    if (point && ++decimal->places > kDecimalDigitsMax) return false;
  }
  return *at > start && text[*at - 1] != '.';
}

std::optional<int> ReadExponent(const std::string& text, std::size_t at) {
  if (at == text.size()) return 0;
  if (text[at] != 'e' && text[at] != 'E') return std::nullopt;
  ++at;
  if (at < text.size() && text[at] == '+') ++at;
  int exponent = 0;
  const char* end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data() + at, end, exponent);
  if (error != std::errc() || last != end) return std::nullopt;
  if (exponent > kExponentMax || exponent < -kExponentMax) return std::nullopt;
  return exponent;
}

}  // namespace

std::optional<Decimal> ParseDecimal(const std::string& text) {
  const bool negative = text.starts_with('-');
  std::size_t at = negative ? 1 : 0;
  Decimal decimal;
  if (!ReadDigits(text, &at, &decimal)) return std::nullopt;
  const std::optional<int> exponent = ReadExponent(text, at);
  if (!exponent.has_value()) return std::nullopt;
  decimal.places -= *exponent;
  if (decimal.places < 0) {
    const std::optional<Int128> digits = TimesTen(decimal.digits, -decimal.places);
    if (!digits.has_value()) return std::nullopt;
    decimal = {.digits = *digits, .places = 0};
  }
  while (decimal.places > 0 && decimal.digits % 10 == 0) {
    decimal.digits /= 10;
    --decimal.places;
  }
  if (negative) decimal.digits = -decimal.digits;
  return decimal;
}

std::optional<Decimal> Times(const Decimal& a, const Decimal& b) {
  Decimal product;
  if (__builtin_mul_overflow(a.digits, b.digits, &product.digits)) return std::nullopt;
  product.places = a.places + b.places;
  return product;
}

std::optional<Money> WholeFen(const Decimal& yuan) {
  if (yuan.places > kFenPlaces) return std::nullopt;
  const std::optional<Int128> fen = TimesTen(yuan.digits, kFenPlaces - yuan.places);
  if (!fen.has_value()) return std::nullopt;
  if (*fen > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  if (*fen < std::numeric_limits<std::int64_t>::min()) return std::nullopt;
  return Money::FromFen(static_cast<std::int64_t>(*fen));
}

bool WithinOneFen(const Decimal& yuan, Money money) {
  // Both as fen with the same places.
  const std::optional<Int128> one = TimesTen(1, yuan.places);
  const std::optional<Int128> stated = TimesTen(money.fen(), yuan.places);
  const std::optional<Int128> computed = TimesTen(yuan.digits, kFenPlaces);
  Int128 apart = 0;
  if (!one.has_value() || !stated.has_value() || !computed.has_value()) return false;
  if (__builtin_sub_overflow(*computed, *stated, &apart)) return false;
  return apart < *one && apart > -*one;
}

}  // namespace yizhan::fhir
