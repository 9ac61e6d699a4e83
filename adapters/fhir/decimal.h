// Decimal: a FHIR decimal exactly as it was written, as far as money needs it.
//
// Units:    yuan in, fen out.
// Errors:   empty when it is no decimal, or longer than any price or quantity.
// Threads:  pure.
// Format:   JSON number text, an exponent included; at most kDecimalDigitsMax digits.
#pragma once

#include <optional>
#include <string>

#include "engine/base/money.h"

namespace yizhan::fhir {

inline constexpr int kDecimalDigitsMax = 18;

// digits / 10^places, places >= 0, without zeros at the end of its places.
struct Decimal {
  Int128 digits = 0;
  int places = 0;
};

std::optional<Decimal> ParseDecimal(const std::string& text);

// Empty when the product does not fit.
std::optional<Decimal> Times(const Decimal& a, const Decimal& b);

// Empty when it is no whole number of fen, or beyond int64.
std::optional<Money> WholeFen(const Decimal& yuan);

// Less than one fen apart: a price times a quantity may be rounded either way.
bool WithinOneFen(const Decimal& yuan, Money money);

}  // namespace yizhan::fhir
