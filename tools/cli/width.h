// Width: how many columns UTF-8 text takes on a terminal or an 80-mm slip printer.
//
// Units:    columns; a Chinese character takes two, a combining mark none.
// Errors:   none: a byte that is not UTF-8 counts as one column and is shown as "?".
// Threads:  pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace yizhan::cli {

// The first character of `text`: its code point and its bytes. `bytes` is 1 and `code` U+FFFD
// when the text does not start with valid UTF-8. `text` is not empty.
struct Character {
  char32_t code = 0;
  std::size_t bytes = 0;
};
Character FirstCharacter(std::string_view text);

std::size_t WidthColumns(std::string_view text);

// Without control characters and broken bytes: each becomes "?". Text of others goes through here
// before it reaches a terminal.
std::string Printable(std::string_view text);

std::string PadRight(std::string_view text, std::size_t columns);
std::string PadLeft(std::string_view text, std::size_t columns);
std::string Centre(std::string_view text, std::size_t columns);

// Lines of at most `columns` (at least 2), broken after a space where one lies in the line's
// second half, else between characters. Never empty.
std::vector<std::string> Wrap(std::string_view text, std::size_t columns);

// "张三丰" -> "张**": what a slip may show of a name. Empty stays empty.
std::string MaskedName(std::string_view name);

// "12.50" -> "１２．５０": double-width digits, the large print of a slip.
std::string LargeDigits(std::string_view text);

}  // namespace yizhan::cli
