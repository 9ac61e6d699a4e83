#include "tools/cli/width.h"

#include <array>
#include <cstdint>

#include "engine/base/check.h"

namespace yizhan::cli {
namespace {

constexpr char32_t kBroken = 0xFFFD;

struct Range {
  char32_t from;
  char32_t until;  // Inclusive.
};

// East Asian Wide and Fullwidth (UAX #11), in blocks.
constexpr std::array<Range, 14> kWide = {{{0x1100, 0x115F},
                                          {0x2E80, 0x303E},
                                          {0x3041, 0x33FF},
                                          {0x3400, 0x4DBF},
                                          {0x4E00, 0x9FFF},
                                          {0xA000, 0xA4CF},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFE30, 0xFE6F},
                                          {0xFF01, 0xFF60},
                                          {0xFFE0, 0xFFE6},
                                          {0x1F300, 0x1F64F},
                                          {0x1F900, 0x1F9FF},
                                          {0x20000, 0x3FFFD}}};

constexpr std::array<Range, 4> kZero = {
    {{0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};

template <std::size_t kSize>
bool In(const std::array<Range, kSize>& ranges, char32_t code) {
  for (const Range& range : ranges) {
    if (range.from <= code && code <= range.until) return true;
  }
  return false;
}

bool IsControl(char32_t code) { return code < 0x20 || (code >= 0x7F && code < 0xA0); }

std::size_t ColumnsOf(char32_t code) {
  if (IsControl(code) || In(kZero, code)) return 0;
  return In(kWide, code) ? 2 : 1;
}

// Bytes of a sequence by its first byte; 0 when no sequence starts so.
std::size_t SequenceBytes(std::uint8_t first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

bool IsScalar(char32_t code, std::size_t bytes) {
  constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  if (code < kSmallest.at(bytes) || code > 0x10FFFF) return false;
  return code < 0xD800 || code > 0xDFFF;
}

}  // namespace

Character FirstCharacter(std::string_view text) {
  YIZHAN_CHECK(!text.empty());
  const auto first = static_cast<std::uint8_t>(text.front());
  const std::size_t bytes = SequenceBytes(first);
  if (bytes == 1) return {first, 1};
  if (bytes == 0 || bytes > text.size()) return {kBroken, 1};
  char32_t code = first & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<std::uint8_t>(text[i]);
    if ((next & 0xC0U) != 0x80U) return {kBroken, 1};
    code = (code << 6U) | (next & 0x3FU);
  }
  if (!IsScalar(code, bytes)) return {kBroken, 1};
  return {code, bytes};
}

std::size_t WidthColumns(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character character = FirstCharacter(text);
    columns += ColumnsOf(character.code);
    text.remove_prefix(character.bytes);
  }
  return columns;
}

std::string Printable(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const Character character = FirstCharacter(text);
    // A real U+FFFD has three bytes; one byte is a broken one.
    const bool broken = character.code == kBroken && character.bytes == 1;
    if (broken || IsControl(character.code)) {
      shown += '?';
    } else {
      shown += text.substr(0, character.bytes);
    }
    text.remove_prefix(character.bytes);
  }
  return shown;
}

std::string PadRight(std::string_view text, std::size_t columns) {
  std::string padded(text);
  const std::size_t width = WidthColumns(text);
  if (width < columns) padded.append(columns - width, ' ');
  return padded;
}

std::string PadLeft(std::string_view text, std::size_t columns) {
  const std::size_t width = WidthColumns(text);
  std::string padded(width < columns ? columns - width : 0, ' ');
  padded += text;
  return padded;
}

std::string Centre(std::string_view text, std::size_t columns) {
  const std::size_t width = WidthColumns(text);
  std::string centred(width < columns ? (columns - width) / 2 : 0, ' ');
  centred += text;
  return centred;
}

std::vector<std::string> Wrap(std::string_view text, std::size_t columns) {
  YIZHAN_CHECK(columns >= 2);
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    const Character character = FirstCharacter(text);
    if (WidthColumns(line) + ColumnsOf(character.code) > columns) {
      const std::size_t space = line.rfind(' ');
      const bool at_space = space != std::string::npos && space >= line.size() / 2;
      std::string rest = at_space ? line.substr(space + 1) : std::string();
      lines.push_back(at_space ? line.substr(0, space) : line);
      line = std::move(rest);
    }
    line += text.substr(0, character.bytes);
    text.remove_prefix(character.bytes);
  }
  if (!line.empty() || lines.empty()) lines.push_back(line);
  return lines;
}

std::string MaskedName(std::string_view name) {
  if (name.empty()) return "";
  return Printable(name.substr(0, FirstCharacter(name).bytes)) + "**";
}

std::string LargeDigits(std::string_view text) {
  std::string large;
  for (const char letter : text) {
    if (letter <= ' ' || letter > '~') {
      large += letter;
      continue;
    }
    // U+FF01 .. U+FF5E are the wide forms of 0x21 .. 0x7E.
    const auto code = 0xFF01U + static_cast<unsigned>(letter - '!');
    large += static_cast<char>(0xE0U | (code >> 12U));
    large += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
    large += static_cast<char>(0x80U | (code & 0x3FU));
  }
  return large;
}

}  // namespace yizhan::cli
