// H2Frames: HTTP/2 frames by hand, for what no well-behaved client sends.
//
// Threads:  pure.
// Format:   RFC 9113 (frames), RFC 7541 (header fields, literal and never compressed).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace yizhan::testing {

inline constexpr char kPreface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

enum FrameType : std::uint8_t {
  kData = 0,
  kHeaders = 1,
  kReset = 3,
  kSettings = 4,
  kPing = 6,
  kGoAway = 7,
  kContinuation = 9,
};
inline constexpr std::uint8_t kEndStream = 1;
inline constexpr std::uint8_t kEndHeaders = 4;

struct Frame {
  std::uint8_t type = 0;
  std::uint8_t flags = 0;
  std::uint32_t stream = 0;
  std::string payload = {};
};
std::string BytesOf(const Frame& frame);
// The whole frames in `bytes`; what is cut off is left out.
std::vector<Frame> FramesIn(const std::string& bytes);

using Fields = std::vector<std::pair<std::string, std::string>>;
// `indexed`: each field asks for a place in the receiver's table.
std::string Encoded(const Fields& fields, bool indexed = false);

// The fields with which a gRPC call of "/yizhan.v1.Service/Method" begins.
Fields CallFields(const std::string& path, const std::string& token);

// Setting -> value, of a SETTINGS frame.
std::map<std::uint16_t, std::uint32_t> SettingsOf(const Frame& frame);

}  // namespace yizhan::testing
