// MllpFrames: the frames of a byte stream, whatever the reads it came in.
//
// Units:    bytes.
// Errors:   none of its own; Fault says why a stream cannot be read on.
// Threads:  pure; a framer belongs to one connection.
// Format:   MLLP releases 1 and 2: 0x0B content 0x1C 0x0D; a content of 0x06 or 0x15 alone is a
//           commit acknowledgement. A 0x0D that a sender forgets is not missed when 0x0B follows,
//           or nothing (Finish). 0x1C before anything else belongs to the content.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace yizhan::mllp {

inline constexpr char kStartByte = '\x0b';
inline constexpr char kEndByte = '\x1c';
inline constexpr char kReturnByte = '\x0d';
inline constexpr char kCommitAckByte = '\x06';
inline constexpr char kCommitNakByte = '\x15';

// Between two frames; who sends more of it speaks something else.
inline constexpr std::size_t kJunkBytesMax = 4096;
inline constexpr std::size_t kMessageBytesMaxDefault = 1U << 20;

enum class FrameKind : std::uint8_t { kMessage, kCommitAck, kCommitNak };

struct Frame {
  FrameKind kind = FrameKind::kMessage;
  std::string message{};
};

enum class Fault : std::uint8_t { kNone, kTooLong, kTooMuchJunk };

// What a text holds outside of itself.
inline std::size_t HeapBytes(const std::string& text) {
  return text.capacity() > std::string().capacity() ? text.capacity() : 0;
}

struct FrameCounts {
  std::uint64_t frames = 0;
  std::uint64_t junk_bytes = 0;  // Outside of frames, NULs and line ends included.
  std::uint64_t broken = 0;      // Empty, or begun anew before their end.
};

class Framer {
 public:
  explicit Framer(std::size_t message_bytes_max = kMessageBytesMaxDefault)
      : message_bytes_max_(message_bytes_max) {}

  // Reads on until a frame is whole. Returns how many bytes it took; the caller brings the others
  // again. After a fault it takes nothing.
  std::size_t Read(std::string_view bytes, std::optional<Frame>& frame);

  // The sender is silent, or gone: the frame that lacks only its last byte.
  std::optional<Frame> Finish();

  // A frame has begun and is not whole.
  bool half() const { return state_ != State::kBetween; }
  // Only its last byte is missing.
  bool ended() const { return state_ == State::kEnded; }
  Fault fault() const { return fault_; }
  const FrameCounts& counts() const { return counts_; }
  // What is kept for a frame under way.
  std::size_t held_bytes() const { return HeapBytes(content_); }

 private:
  enum class State : std::uint8_t { kBetween, kInside, kEnded };

  std::size_t SkipJunk(std::string_view bytes);
  std::size_t ReadContent(std::string_view bytes);
  void Append(std::string_view bytes);
  void Begin();
  std::optional<Frame> Take();

  const std::size_t message_bytes_max_;
  State state_ = State::kBetween;
  Fault fault_ = Fault::kNone;
  std::size_t junk_bytes_ = 0;  // Since the last frame.
  std::string content_;
  FrameCounts counts_;
};

std::string FrameOf(std::string_view message);
std::string CommitFrame(bool stored);

}  // namespace yizhan::mllp
