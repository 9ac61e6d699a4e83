#include "engine/base/utf8.h"

#include <cstdint>

namespace yizhan {
namespace {

struct Character {
  std::uint32_t code_point = 0;
  std::size_t bytes = 0;  // 0 = malformed.
};

bool IsContinuation(unsigned char byte) { return (byte & 0xc0) == 0x80; }

Character Decode(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() - at < bytes) return {};
  std::uint32_t code_point = lead & (0xffU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[at + i]);
    if (!IsContinuation(next)) return {};
    code_point = (code_point << 6) | (next & 0x3fU);
  }
  constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
  if (code_point < kSmallest[bytes] || code_point > 0x10ffff || surrogate) return {};
  return {code_point, bytes};
}

}  // namespace

std::optional<std::size_t> CountCharacters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    const Character character = Decode(text, at);
    if (character.bytes == 0) return std::nullopt;
    at += character.bytes;
  }
  return count;
}

bool HasControlCharacter(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const Character character = Decode(text, at);
    const std::uint32_t code_point = character.code_point;
    if (code_point < 0x20 || (code_point >= 0x7f && code_point <= 0x9f)) return true;
    at += character.bytes == 0 ? 1 : character.bytes;
  }
  return false;
}

}  // namespace yizhan
