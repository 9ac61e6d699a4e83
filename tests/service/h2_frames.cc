#include "tests/service/h2_frames.h"

namespace yizhan::testing {
namespace {

constexpr std::size_t kFrameHeadBytes = 9;
constexpr std::size_t kSettingBytes = 6;

std::string BigEndian(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i) & 0xFFU);
  return text;
}

std::uint32_t ReadBigEndian(const std::string& text, std::size_t at, std::size_t bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) {
    value = value << 8 | static_cast<std::uint8_t>(text[at + i]);
  }
  return value;
}

// A string literal without Huffman: its length with a 7-bit prefix, then its bytes.
std::string Literal(const std::string& text) {
  std::string out;
  std::size_t length = text.size();
  if (length < 127) {
    out += static_cast<char>(length);
  } else {
    out += '\x7f';
    for (length -= 127; length >= 128; length >>= 7) out += static_cast<char>(length % 128 + 128);
    out += static_cast<char>(length);
  }
  return out + text;
}

}  // namespace

std::string BytesOf(const Frame& frame) {
  return BigEndian(frame.payload.size(), 3) + static_cast<char>(frame.type) +
         static_cast<char>(frame.flags) + BigEndian(frame.stream, 4) + frame.payload;
}

std::vector<Frame> FramesIn(const std::string& bytes) {
  std::vector<Frame> frames;
  for (std::size_t at = 0; at + kFrameHeadBytes <= bytes.size();) {
    const std::size_t length = ReadBigEndian(bytes, at, 3);
    if (at + kFrameHeadBytes + length > bytes.size()) break;
    frames.push_back({.type = static_cast<std::uint8_t>(bytes[at + 3]),
                      .flags = static_cast<std::uint8_t>(bytes[at + 4]),
                      .stream = ReadBigEndian(bytes, at + 5, 4),
                      .payload = bytes.substr(at + kFrameHeadBytes, length)});
    at += kFrameHeadBytes + length;
  }
  return frames;
}

std::string Encoded(const Fields& fields, bool indexed) {
  std::string block;
  for (const auto& [name, value] : fields) {
    block += indexed ? '\x40' : '\0';
    block += Literal(name) + Literal(value);
  }
  return block;
}

Fields CallFields(const std::string& path, const std::string& token) {
  Fields fields = {{":method", "POST"},
                   {":scheme", "http"},
                   {":path", path},
                   {":authority", "localhost"},
                   {"te", "trailers"},
                   {"grpc-timeout", "10S"},
                   {"content-type", "application/grpc"}};
  if (!token.empty()) fields.emplace_back("authorization", "Bearer " + token);
  return fields;
}

std::map<std::uint16_t, std::uint32_t> SettingsOf(const Frame& frame) {
  std::map<std::uint16_t, std::uint32_t> settings;
  for (std::size_t at = 0; at + kSettingBytes <= frame.payload.size(); at += kSettingBytes) {
    const auto id = static_cast<std::uint16_t>(ReadBigEndian(frame.payload, at, 2));
    settings[id] = ReadBigEndian(frame.payload, at + 2, 4);
  }
  return settings;
}

}  // namespace yizhan::testing
