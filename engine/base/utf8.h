// Utf8: is a text valid UTF-8, how long is it, and does it hold control characters.
//
// Units:    characters are Unicode code points, not bytes.
// Threads:  pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace yizhan {

// Empty when `text` is not well-formed UTF-8 (overlong forms and surrogates included).
std::optional<std::size_t> CountCharacters(std::string_view text);
inline bool IsUtf8(std::string_view text) { return CountCharacters(text).has_value(); }

// C0, DEL and C1. `text` is valid UTF-8.
bool HasControlCharacter(std::string_view text);

}  // namespace yizhan
