// The list of GUIDE.md and its result, word for word.

#include "tests/support/guide_blocks.h"
#include "tests/watched/folder_scene.h"

namespace yizhan::watched {
namespace {

class GuideTest : public FolderScene {};

std::string WithCarriageReturns(const std::string& text) {
  std::string lines;
  for (const char c : text) lines += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return lines;
}

TEST_F(GuideTest, TheResultIsWhatTheFolderHolds) {
  desk_->Import("000000195001010011", {"dibao"});
  const auto blocks =
      test::GuideBlocksOf(std::string(YIZHAN_SOURCE_DIR) + "/adapters/watched/GUIDE.md");
  std::string file;
  int exchanges = 0;
  for (const test::GuideBlock& block : blocks) {
    if (block.kind.starts_with("list ")) {
      file = block.kind.substr(5);
      Lay(file, block.text);
      Watch();
    }
    if (block.kind != "result") continue;
    EXPECT_EQ("\xef\xbb\xbf" + WithCarriageReturns(block.text), Read(file + ".result.csv"));
    ++exchanges;
  }
  EXPECT_EQ(exchanges, 3);
}

}  // namespace
}  // namespace yizhan::watched
