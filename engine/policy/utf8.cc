#include "engine/policy/utf8.h"

#include <cstddef>
#include <cstdint>

namespace yizhan {
namespace {

// Number of bytes that follow a first byte; -1 when it cannot be a first byte.
int FollowersOf(std::uint8_t first) {
  if (first < 0x80) return 0;
  if (first >= 0xc2 && first <= 0xdf) return 1;
  if (first >= 0xe0 && first <= 0xef) return 2;
  if (first >= 0xf0 && first <= 0xf4) return 3;
  return -1;
}

// The second byte's narrower range shuts out overlong forms, surrogates and what lies above
// U+10FFFF.
bool SecondFits(std::uint8_t first, std::uint8_t second) {
  switch (first) {
    case 0xe0:
      return second >= 0xa0;
    case 0xed:
      return second <= 0x9f;
    case 0xf0:
      return second >= 0x90;
    case 0xf4:
      return second <= 0x8f;
    default:
      return true;
  }
}

}  // namespace

bool IsUtf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto first = static_cast<std::uint8_t>(text[i]);
    const int followers = FollowersOf(first);
    if (followers < 0 || text.size() - i <= static_cast<std::size_t>(followers)) return false;
    for (int n = 1; n <= followers; ++n) {
      const auto byte = static_cast<std::uint8_t>(text[i + static_cast<std::size_t>(n)]);
      if ((byte & 0xc0) != 0x80 || (n == 1 && !SecondFits(first, byte))) return false;
    }
    i += static_cast<std::size_t>(followers) + 1;
  }
  return true;
}

}  // namespace yizhan
