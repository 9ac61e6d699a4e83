// Utf8: is a text valid UTF-8, how long is it, and does it hold control characters.
//
// Units:    characters are Unicode code points, not bytes.
// Threads:  pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace yizhan {

// Empty when `text` is not well-formed UTF-8 (overlong forms and surrogates included).
std::optional<std::size_t> CountCharacters(const std::string& text);

// C0, DEL and C1. `text` is valid UTF-8.
bool HasControlCharacter(const std::string& text);

}  // namespace yizhan
