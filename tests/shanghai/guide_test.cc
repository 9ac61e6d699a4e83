// The exchange of GUIDE.md, word for word.

#include "tests/shanghai/shanghai_scene.h"
#include "tests/support/guide_blocks.h"

namespace yizhan::shanghai {
namespace {

class GuideTest : public ShanghaiScene {};

TEST_F(GuideTest, TheExchangeIsWhatTheDoorSays) {
  desk_->Import("000000195001010011", {"dibao"});
  const auto blocks =
      test::GuideBlocksOf(std::string(YIZHAN_SOURCE_DIR) + "/adapters/shanghai/GUIDE.md");
  std::string answer;
  int exchanges = 0;
  for (const test::GuideBlock& block : blocks) {
    if (block.kind == "request") {
      const edge::HttpResponse response = Post(block.text);
      if (response.delivered) response.delivered();
      answer = response.body;
    }
    if (block.kind != "response") continue;
    EXPECT_EQ(test::WithoutBlanks(block.text), answer);
    ++exchanges;
  }
  EXPECT_EQ(exchanges, 5);
}

}  // namespace
}  // namespace yizhan::shanghai
