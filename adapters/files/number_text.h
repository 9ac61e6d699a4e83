// NumberText: an amount of money in the text of a spreadsheet's numeric cell, exactly.
//
// A spreadsheet keeps binary numbers and writes what is nearest: 1234.5600000000001 for 1234.56.
// Such noise is taken off; anything else that is no whole fen is no amount.
//
// Units:    the text is yuan; fen come out.
// Errors:   empty: no number, no whole fen to a millionth of one, or beyond kAmountMax.
// Threads:  pure.
// Format:   xsd:double without INF and NaN: "1234.5", "-7", "1.2345E3", "1E-2".
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "engine/base/money.h"

namespace yizhan::files {

inline constexpr std::size_t kNumberCharactersMax = 64;

std::optional<Money> YuanOfNumber(const std::string& text);

// Digits only, and not more than a binary number keeps (15): a number that names something.
bool IsExactId(const std::string& text);

}  // namespace yizhan::files
