// GuideBlocks: the fenced blocks of an integrator's guide, in order, so that a test replays what
// the page says word for word.
//
// Errors:   a page that cannot be read stops the test program (CHECK).
// Threads:  pure.
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include "engine/base/check.h"

namespace yizhan::test {

struct GuideBlock {
  std::string kind;  // Behind the fence: "request".
  std::string text;  // Every line with its end.
};

inline std::vector<GuideBlock> GuideBlocksOf(const std::string& path) {
  static constexpr char kFence[] = "```";
  std::ifstream page(path);
  YIZHAN_CHECK(page.good());
  std::vector<GuideBlock> blocks;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with(kFence)) {
      inside = !inside;
      if (inside) blocks.push_back({line.substr(sizeof kFence - 1), ""});
    } else if (inside) {
      blocks.back().text += line + "\n";
    }
  }
  return blocks;
}

// JSON without the blanks between its words.
inline std::string WithoutBlanks(const std::string& json) {
  std::string words;
  bool quoted = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"' && (i == 0 || json[i - 1] != '\\')) quoted = !quoted;
    if (quoted || (c != ' ' && c != '\n')) words += c;
  }
  return words;
}

}  // namespace yizhan::test
