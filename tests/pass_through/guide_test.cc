// The full exchange of the pass-through's guide, word for word.

#include <string>
#include <vector>

#include "adapters/pass_through/pass_through.h"
#include "gtest/gtest.h"
#include "tests/support/guide_blocks.h"
#include "tests/support/memory_intake.h"

namespace yizhan::test {
namespace {

constexpr char kHospital[] = "H31011400001";

// One message and what became of it.
struct Exchange {
  std::string request{};
  std::string sent{};  // To the insurer: the request itself, unless the guide says otherwise.
  std::string insurer{};
  std::string response{};
};

// The exchanges in order, each ending with its response; a block is one line.
std::vector<Exchange> Exchanges() {
  std::vector<Exchange> exchanges;
  Exchange next;
  for (GuideBlock& block : GuideBlocksOf(YIZHAN_SOURCE_DIR "/adapters/pass_through/GUIDE.md")) {
    if (block.text.ends_with('\n')) block.text.pop_back();
    if (block.kind == "request") next = {.request = block.text, .sent = block.text};
    if (block.kind == "sent") next.sent = block.text;
    if (block.kind == "insurer") next.insurer = block.text;
    if (block.kind != "response") continue;
    next.response = block.text;
    exchanges.push_back(next);
  }
  return exchanges;
}

TEST(PassThroughGuide, WordForWord) {
  const std::vector<Exchange> exchanges = Exchanges();
  ASSERT_EQ(exchanges.size(), 5U);

  Desk desk;
  desk.ActivatePilot();
  desk.AddLive(kHospital);
  desk.Import("000000195001010011", {"dibao"});
  desk.OpenFund("charity-fund");
  desk.Grant("charity-fund", 5'000'000);
  MemoryIntake intake(desk, kHospital);
  std::size_t at = 0;
  const auto insurer = [&](const edge::HttpRequest& request) {
    EXPECT_EQ(request.body, exchanges[at].sent);
    return edge::HttpResponse{.body = exchanges[at].insurer};
  };
  const auto door = edge::PassThrough::Make(
      {}, insurer, {.intake = intake, .clock = desk.clock(), .institution_id = kHospital});
  ASSERT_TRUE(door.ok()) << door.status();
  for (; at < exchanges.size(); ++at) {
    const edge::HttpResponse response = (*door)->Handle(
        {.method = "POST", .target = "/", .body = exchanges[at].request, .peer = "192.0.2.7"});
    EXPECT_EQ(response.body, exchanges[at].response);
  }
  v1::GetRequest question;
  question.set_message_id("H31011400001201206290930000002");
  EXPECT_EQ(intake.Find(question)->state(), v1::REVERSED);
}

}  // namespace
}  // namespace yizhan::test
