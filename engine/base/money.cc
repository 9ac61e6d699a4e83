#include "engine/base/money.h"

#include <limits>

#include "engine/base/check.h"

namespace yizhan {

std::optional<Money> Money::TryAdd(Money other) const {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(fen_, other.fen_, &sum)) return std::nullopt;
  return Money(sum);
}

Money Money::operator+(Money other) const {
  const std::optional<Money> sum = TryAdd(other);
  YIZHAN_CHECK(sum.has_value());
  return *sum;
}

Money Money::operator-(Money other) const {
  std::int64_t difference = 0;
  const bool overflow = __builtin_sub_overflow(fen_, other.fen_, &difference);
  YIZHAN_CHECK(!overflow);
  return Money(difference);
}

Money Money::operator-() const { return Money() - *this; }

std::string YuanText(Money amount) {
  const bool negative = amount.fen() < 0;
  const std::uint64_t fen = negative ? 0 - static_cast<std::uint64_t>(amount.fen())
                                     : static_cast<std::uint64_t>(amount.fen());
  std::string cents = std::to_string(fen % 100);
  if (cents.size() < 2) cents.insert(0, 1, '0');
  return (negative ? "-" : "") + std::to_string(fen / 100) + "." + cents;
}

std::optional<Money> ParseYuan(const std::string& text) {
  std::size_t at = 0;
  const bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+')) ++at;
  Int128 fen = 0;
  int decimals = -1;  // -1 before the point.
  int digits = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '.' && decimals < 0 && digits > 0) {
      decimals = 0;
      continue;
    }
    if (c < '0' || c > '9' || decimals == 2 || digits == 19) return std::nullopt;
    fen = fen * 10 + (c - '0');
    ++digits;
    if (decimals >= 0) ++decimals;
  }
  if (digits == 0 || decimals == 0) return std::nullopt;
  for (int i = decimals < 0 ? 0 : decimals; i < 2; ++i) fen *= 10;
  if (negative) fen = -fen;
  if (fen > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  if (fen < -std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return Money::FromFen(static_cast<std::int64_t>(fen));
}

}  // namespace yizhan
