// The integrator's guide is read from its file, and every exchange in it is replayed word for word:
// one message after the other, on one door whose clock stands still.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "tests/hl7/door_scene.h"

namespace yizhan::hl7 {
namespace {

struct Block {
  std::string kind;   // "request", "request late", "response", "mapping"
  std::string lines;  // As they stand there.
};

std::vector<Block> Blocks() {
  std::ifstream file(YIZHAN_SOURCE_DIR "/adapters/hl7/GUIDE.md");
  std::vector<Block> blocks;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("```")) {
      if (!inside) blocks.push_back({.kind = line.substr(3), .lines = ""});
      inside = !inside;
    } else if (inside) {
      blocks.back().lines += line + "\n";
    }
  }
  return blocks;
}

// In the guide a segment is a line; two messages in a row have an empty line between them.
std::string GuideText(const std::vector<std::string>& answers) {
  std::string text;
  for (std::string answer : answers) {
    std::replace(answer.begin(), answer.end(), '\r', '\n');
    text += (text.empty() ? "" : "\n") + answer;
  }
  return text;
}

TEST(GuideTest, EveryExchangeIsReplayedWordForWord) {
  const std::vector<Block> blocks = Blocks();
  std::unique_ptr<DoorScene> scene;
  std::vector<std::string> answers;
  int exchanges = 0;
  for (const Block& block : blocks) {
    if (block.kind == "mapping") scene = std::make_unique<DoorScene>(MappingText(block.lines));
    if (block.kind.starts_with("request")) {
      ASSERT_NE(scene, nullptr) << "the mapping comes first";
      scene->intake.centre_away = block.kind == "request late";
      std::string raw = block.lines;
      std::replace(raw.begin(), raw.end(), '\n', '\r');
      answers = scene->Send(raw);
    }
    if (block.kind == "response") {
      EXPECT_EQ(GuideText(answers), block.lines);
      ++exchanges;
    }
  }
  EXPECT_EQ(exchanges, 7);
}

}  // namespace
}  // namespace yizhan::hl7
