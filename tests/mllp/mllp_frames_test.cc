// Frames out of bytes, however the bytes are cut into reads.

#include "adapters/mllp/mllp_frames.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace yizhan::mllp {
namespace {

using namespace std::string_literals;

// What a stream came to: "A" and "N" are commit bytes; a fault ends it.
struct Story {
  std::vector<std::string> frames;
  Fault fault = Fault::kNone;
  FrameCounts counts;
  bool half = false;
};

Story Play(const std::string& bytes, std::size_t read_bytes, std::size_t message_bytes_max) {
  Framer framer(message_bytes_max);
  Story story;
  for (std::size_t from = 0; from < bytes.size(); from += read_bytes) {
    std::string_view read = std::string_view(bytes).substr(from, read_bytes);
    while (!read.empty() && framer.fault() == Fault::kNone) {
      std::optional<Frame> frame;
      read.remove_prefix(framer.Read(read, frame));
      if (!frame.has_value()) continue;
      if (frame->kind == FrameKind::kCommitAck) story.frames.emplace_back("<ack>");
      if (frame->kind == FrameKind::kCommitNak) story.frames.emplace_back("<nak>");
      if (frame->kind == FrameKind::kMessage) story.frames.push_back(frame->message);
    }
  }
  if (auto last = framer.Finish(); last.has_value())
    story.frames.push_back(last->message + "<quiet>");
  story.fault = framer.fault();
  story.counts = framer.counts();
  story.half = framer.half();
  return story;
}

struct Row {
  const char* name;
  std::string bytes;
  std::vector<std::string> frames;
  std::uint64_t junk = 0;
  std::uint64_t broken = 0;
  bool half = false;
  Fault fault = Fault::kNone;
};

constexpr std::size_t kMax = 64;

class FramesTest : public ::testing::TestWithParam<Row> {};
TEST_P(FramesTest, AreTheSameHoweverTheyAreCut) {
  const Row& row = GetParam();
  for (std::size_t read_bytes = 1; read_bytes <= row.bytes.size() + 1; ++read_bytes) {
    const Story story = Play(row.bytes, read_bytes, kMax);
    EXPECT_EQ(story.frames, row.frames) << read_bytes;
    EXPECT_EQ(story.fault, row.fault) << read_bytes;
    EXPECT_EQ(story.half, row.half) << read_bytes;
    EXPECT_EQ(story.counts.broken, row.broken) << read_bytes;
    if (row.fault == Fault::kNone) {
      EXPECT_EQ(story.counts.junk_bytes, row.junk) << read_bytes;
    }
    if (read_bytes > 100 && read_bytes + 8 < row.bytes.size()) read_bytes = row.bytes.size() - 8;
  }
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, FramesTest, ::testing::ValuesIn(std::vector<Row>{
    {"one", "\x0bMSH\x1c\x0d"s, {"MSH"}},
    {"two", "\x0b" "A\x1c\x0d\x0b" "B\x1c\x0d"s, {"A", "B"}},
    {"content_has_returns", "\x0bMSH|1\rPID|2\r\x1c\x0d"s, {"MSH|1\rPID|2\r"}},
    {"nuls_between", "\x0b" "A\x1c\x0d\0\0\0\x0b" "B\x1c\x0d"s, {"A", "B"}, 3},
    {"junk_before", "hello\r\n\x0b" "A\x1c\x0d"s, {"A"}, 7},
    {"junk_behind", "\x0b" "A\x1c\x0d\r\n"s, {"A"}, 2},
    {"nul_inside_stays", "\x0b" "A\0B\x1c\x0d"s, {"A\0B"s}},
    {"return_forgotten", "\x0b" "A\x1c\x0b" "B\x1c\x0d"s, {"A", "B"}},
    {"return_forgotten_at_end", "\x0b" "A\x1c"s, {"A<quiet>"}},
    {"end_byte_inside", "\x0b" "A\x1c" "B\x1c\x0d"s, {"A\x1c" "B"s}},
    {"end_bytes_in_a_row", "\x0b" "A\x1c\x1c\x0d"s, {"A\x1c"s}},
    {"begun_anew", "\x0b" "half\x0b" "B\x1c\x0d"s, {"B"}, 0, 1},
    {"begun_twice", "\x0b\x0b" "B\x1c\x0d"s, {"B"}, 0, 1},
    {"empty", "\x0b\x1c\x0d\x0b" "B\x1c\x0d"s, {"B"}, 0, 1},
    {"half", "\x0b" "half"s, {}, 0, 0, true},
    {"end_without_start", "A\x1c\x0d"s, {}, 3},
    {"commit_ack", "\x0b\x06\x1c\x0d"s, {"<ack>"}},
    {"commit_nak", "\x0b\x15\x1c\x0d"s, {"<nak>"}},
    {"commit_then_message", "\x0b\x06\x1c\x0d\x0b" "B\x1c\x0d"s, {"<ack>", "B"}},
    {"ack_byte_in_text", "\x0b\x06" "A\x1c\x0d"s, {"\x06" "A"s}},
    {"longest", "\x0b"s + std::string(kMax, 'x') + "\x1c\x0d", {std::string(kMax, 'x')}},
    {"too_long", "\x0b"s + std::string(kMax + 1, 'x') + "\x1c\x0d", {}, 0, 0, true, Fault::kTooLong},
    {"too_long_by_end_bytes", "\x0b"s + std::string(kMax + 2, '\x1c') + "x", {}, 0, 0, true, Fault::kTooLong},
    {"most_junk", std::string(kJunkBytesMax, 'x') + "\x0b" "A\x1c\x0d", {"A"}, kJunkBytesMax},
    {"too_much_junk", std::string(kJunkBytesMax + 1, '\0') + "\x0b" "A\x1c\x0d", {}, 0, 0, false, Fault::kTooMuchJunk},
    {"nothing", "", {}},
}), [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(FramerTest, JunkCountsAnewBehindAFrame) {
  Framer framer;
  const std::string bytes = std::string(kJunkBytesMax, ' ') + FrameOf("A");
  for (int round = 0; round < 3; ++round) {
    std::optional<Frame> frame;
    EXPECT_EQ(framer.Read(bytes, frame), bytes.size());
    EXPECT_TRUE(frame.has_value()) << round;
  }
}

TEST(FramerTest, HoldsNothingBetweenFrames) {
  Framer framer;
  std::optional<Frame> frame;
  framer.Read("\x0b" + std::string(10'000, 'x'), frame);
  EXPECT_GE(framer.held_bytes(), 10'000U);
  framer.Read("\x1c\x0d", frame);
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(framer.held_bytes(), 0U);
}

TEST(FrameOfTest, FramesAreReadAgain) {
  EXPECT_EQ(Play(FrameOf("MSH"), 100, kMax).frames, std::vector<std::string>{"MSH"});
  EXPECT_EQ(CommitFrame(true), "\x0b\x06\x1c\x0d");
  EXPECT_EQ(CommitFrame(false), "\x0b\x15\x1c\x0d");
}

}  // namespace
}  // namespace yizhan::mllp
