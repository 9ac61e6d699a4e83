// Hl7Charset: the character sets a message may be in, and both ways between them and UTF-8.
//
// Errors:   empty: the bytes are not of that set, or the text cannot be said in it.
// Threads:  pure.
// Source:   HL7 table 0211, in the spellings that hospitals send.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace yizhan::hl7 {

enum class Charset : std::uint8_t { kUtf8, kGb18030, kLatin1, kAscii };

// MSH-18, first repetition, and Hl7Mapping.charset_default: "UNICODE UTF-8", "UTF-8", "GB
// 18030-2000", "GB18030", "8859/1", "ASCII", in any case.
std::optional<Charset> CharsetOf(std::string_view name);

std::optional<std::string> ToUtf8(std::string_view bytes, Charset charset);
std::optional<std::string> FromUtf8(std::string_view text, Charset charset);

// A sentence in Chinese can be said in it.
constexpr bool HoldsChinese(Charset charset) {
  return charset == Charset::kUtf8 || charset == Charset::kGb18030;
}

}  // namespace yizhan::hl7
