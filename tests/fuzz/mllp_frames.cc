// Fuzz target: any bytes as an MLLP stream, in reads of any size. The frames are those of one
// single read, none is longer than it may be, and bytes are neither lost nor seen twice. What a
// frame holds is read on to a bill.

#include "adapters/mllp/mllp_frames.h"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/base/check.h"
#include "tests/fuzz/hl7_to_bill.h"
#include "tests/fuzz/target.h"

namespace yizhan::mllp {
namespace {

constexpr std::size_t kMessageBytesMax = 1024;

struct Played {
  std::vector<std::string> messages;
  Fault fault = Fault::kNone;
};

Played Play(std::string_view bytes, std::size_t read_bytes) {
  Framer framer(kMessageBytesMax);
  Played played;
  std::size_t content_bytes = 0;
  while (!bytes.empty() && framer.fault() == Fault::kNone) {
    std::string_view read = bytes.substr(0, read_bytes);
    bytes.remove_prefix(read.size());
    while (!read.empty() && framer.fault() == Fault::kNone) {
      std::optional<Frame> frame;
      const std::size_t taken = framer.Read(read, frame);
      YIZHAN_CHECK(taken > 0 || frame.has_value() || framer.fault() != Fault::kNone);
      YIZHAN_CHECK(taken <= read.size());
      YIZHAN_CHECK(framer.held_bytes() <= 4 * kMessageBytesMax);
      read.remove_prefix(taken);
      if (!frame.has_value() || frame->kind != FrameKind::kMessage) continue;
      YIZHAN_CHECK(!frame->message.empty() && frame->message.size() <= kMessageBytesMax);
      YIZHAN_CHECK(frame->message.find(kStartByte) == std::string::npos);
      content_bytes += frame->message.size();
      played.messages.push_back(std::move(frame->message));
    }
  }
  const std::optional<Frame> last = framer.Finish();
  if (last.has_value() && last->kind == FrameKind::kMessage) {
    played.messages.push_back(last->message);
  }
  played.fault = framer.fault();
  YIZHAN_CHECK(content_bytes <= kMessageBytesMax * (framer.counts().frames + 1));
  return played;
}

}  // namespace
}  // namespace yizhan::mllp

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using yizhan::mllp::Play;
  const std::string_view all(reinterpret_cast<const char*>(bytes), size);
  const auto whole = Play(all, std::max<std::size_t>(size, 1));
  for (const std::size_t read_bytes : {std::size_t{1}, std::size_t{7}}) {
    const auto cut = Play(all, read_bytes);
    YIZHAN_CHECK(cut.messages == whole.messages);
    YIZHAN_CHECK(cut.fault == whole.fault);
  }
  for (const std::string& message : whole.messages) {
    const std::string frame = yizhan::mllp::FrameOf(message);
    YIZHAN_CHECK(Play(frame, frame.size()).messages.front() == message);
    static_cast<void>(yizhan::hl7::ReadToBill(message, yizhan::hl7::PlainMapping()));
  }
  return 0;
}
