#include "adapters/files/number_text.h"

#include <algorithm>
#include <cstdint>

namespace yizhan::files {
namespace {

constexpr std::size_t kExactDigits = 15;
constexpr int kNoiseDigits = 6;  // A millionth of a fen.
constexpr int kExponentMax = 99;
constexpr int kFenDigitsMax = 14;  // kAmountMax.

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// digits * 10^exponent, without sign.
struct Decimal {
  bool negative = false;
  std::string digits{};
  int exponent = 0;
};

class NumberReader {
 public:
  explicit NumberReader(const std::string& text) : text_(text) {}

  std::optional<Decimal> Read() {
    Decimal decimal;
    decimal.negative = Take('-');
    TakeDigits(decimal.digits);
    if (Take('.')) {
      const std::size_t whole = decimal.digits.size();
      TakeDigits(decimal.digits);
      decimal.exponent = -static_cast<int>(decimal.digits.size() - whole);
    }
    if (decimal.digits.empty()) return std::nullopt;
    if ((Take('E') || Take('e')) && !TakeExponent(decimal.exponent)) return std::nullopt;
    if (at_ != text_.size()) return std::nullopt;
    return decimal;
  }

 private:
  bool Take(char c) {
    const bool there = at_ < text_.size() && text_[at_] == c;
    if (there) ++at_;
    return there;
  }
  void TakeDigits(std::string& digits) {
    for (; at_ < text_.size() && IsDigit(text_[at_]); ++at_) digits.push_back(text_[at_]);
  }
  bool TakeExponent(int& exponent) {
    const bool negative = Take('-');
    if (!negative) Take('+');
    std::string digits;
    TakeDigits(digits);
    if (digits.empty() || digits.size() > 2) return false;
    const int size = std::min(std::stoi(digits), kExponentMax);
    exponent += negative ? -size : size;
    return true;
  }

  const std::string& text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<Money> YuanOfNumber(const std::string& text) {
  if (text.size() > kNumberCharactersMax) return std::nullopt;
  std::optional<Decimal> decimal = NumberReader(text).Read();
  if (!decimal.has_value()) return std::nullopt;
  std::string& digits = decimal->digits;
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.empty()) return Money();
  // How many digits stand before the point when it is written in fen.
  int whole = static_cast<int>(digits.size()) + decimal->exponent + 2;
  if (whole > kFenDigitsMax) return std::nullopt;
  if (whole < 0) {
    digits.insert(0, static_cast<std::size_t>(-whole), '0');
    whole = 0;
  }
  digits.append(static_cast<std::size_t>(kFenDigitsMax + kNoiseDigits), '0');
  const std::string rest = digits.substr(static_cast<std::size_t>(whole), kNoiseDigits);
  const bool above = rest.find_first_not_of('0') == std::string::npos;
  const bool below = rest.find_first_not_of('9') == std::string::npos;
  if (!above && !below) return std::nullopt;
  std::int64_t fen = 0;
  for (int i = 0; i < whole; ++i) fen = fen * 10 + (digits[static_cast<std::size_t>(i)] - '0');
  const Money amount = Money::FromFen(below ? fen + 1 : fen);
  if (amount > kAmountMax) return std::nullopt;
  return decimal->negative ? -amount : amount;
}

bool IsExactId(const std::string& text) {
  return !text.empty() && text.size() <= kExactDigits &&
         std::all_of(text.begin(), text.end(), IsDigit);
}

}  // namespace yizhan::files
