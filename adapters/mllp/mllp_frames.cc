#include "adapters/mllp/mllp_frames.h"

#include <algorithm>
#include <utility>

namespace yizhan::mllp {

std::size_t Framer::Read(std::string_view bytes, std::optional<Frame>& frame) {
  std::size_t taken = 0;
  while (taken < bytes.size() && fault_ == Fault::kNone) {
    const std::string_view rest = bytes.substr(taken);
    switch (state_) {
      case State::kBetween:
        taken += SkipJunk(rest);
        break;
      case State::kInside:
        taken += ReadContent(rest);
        break;
      case State::kEnded:
        if (rest.front() == kReturnByte || rest.front() == kStartByte) {
          // The start byte of the next frame stays for it.
          if (rest.front() == kReturnByte) ++taken;
          frame = Take();
          if (frame.has_value()) return taken;
        } else {
          Append(std::string_view(&kEndByte, 1));
          state_ = State::kInside;
        }
        break;
    }
  }
  return taken;
}

std::optional<Frame> Framer::Finish() {
  if (state_ != State::kEnded || fault_ != Fault::kNone) return std::nullopt;
  return Take();
}

std::size_t Framer::SkipJunk(std::string_view bytes) {
  const std::size_t start = std::min(bytes.find(kStartByte), bytes.size());
  junk_bytes_ += start;
  counts_.junk_bytes += start;
  if (junk_bytes_ > kJunkBytesMax) {
    fault_ = Fault::kTooMuchJunk;
    return start;
  }
  if (start == bytes.size()) return start;
  Begin();
  return start + 1;
}

std::size_t Framer::ReadContent(std::string_view bytes) {
  static constexpr char kStops[] = {kStartByte, kEndByte};
  const std::size_t stop =
      std::min(bytes.find_first_of(std::string_view(kStops, sizeof(kStops))), bytes.size());
  Append(bytes.substr(0, stop));
  if (stop == bytes.size() || fault_ != Fault::kNone) return stop;
  if (bytes[stop] == kStartByte) {
    ++counts_.broken;
    Begin();
  } else {
    state_ = State::kEnded;
  }
  return stop + 1;
}

void Framer::Append(std::string_view bytes) {
  if (bytes.size() > message_bytes_max_ - content_.size()) {
    fault_ = Fault::kTooLong;
    std::string().swap(content_);
    return;
  }
  content_.append(bytes);
}

void Framer::Begin() {
  content_.clear();
  state_ = State::kInside;
}

std::optional<Frame> Framer::Take() {
  Frame frame{.kind = FrameKind::kMessage, .message = std::exchange(content_, std::string())};
  state_ = State::kBetween;
  if (frame.message.empty()) {
    ++counts_.broken;
    return std::nullopt;
  }
  ++counts_.frames;
  junk_bytes_ = 0;
  if (frame.message.size() == 1 && frame.message[0] == kCommitAckByte) {
    return Frame{.kind = FrameKind::kCommitAck};
  }
  if (frame.message.size() == 1 && frame.message[0] == kCommitNakByte) {
    return Frame{.kind = FrameKind::kCommitNak};
  }
  frame.message.shrink_to_fit();
  return frame;
}

std::string FrameOf(std::string_view message) {
  std::string frame;
  frame.reserve(message.size() + 3);
  frame += kStartByte;
  frame.append(message);
  frame += kEndByte;
  frame += kReturnByte;
  return frame;
}

std::string CommitFrame(bool stored) {
  return FrameOf(std::string(1, stored ? kCommitAckByte : kCommitNakByte));
}

}  // namespace yizhan::mllp
