// The full exchange of the pass-through's guide, word for word.

#include <string>
#include <vector>

#include "adapters/pass_through/pass_through.h"
#include "engine/base/whole_file.h"
#include "gtest/gtest.h"
#include "tests/support/memory_intake.h"

namespace yizhan::test {
namespace {

constexpr char kHospital[] = "H31011400001";
constexpr std::size_t kGuideBytesMax = 1U << 20;

// The fenced blocks of that kind, in order, without their last line end.
std::vector<std::string> Blocks(const std::string& guide, const std::string& kind) {
  std::vector<std::string> blocks;
  const std::string open = "\n```" + kind + "\n";
  for (std::size_t at = 0; (at = guide.find(open, at)) != std::string::npos;) {
    at += open.size();
    blocks.push_back(guide.substr(at, guide.find("\n```", at) - at));
  }
  return blocks;
}

TEST(PassThroughGuide, WordForWord) {
  const auto guide = ReadWhole(YIZHAN_SOURCE_DIR "/adapters/pass_through/GUIDE.md", kGuideBytesMax,
                               Privacy::kPublic);
  ASSERT_TRUE(guide.ok()) << guide.status();
  const std::vector<std::string> requests = Blocks(*guide, "request");
  const std::vector<std::string> insurers = Blocks(*guide, "insurer");
  const std::vector<std::string> responses = Blocks(*guide, "response");
  ASSERT_EQ(requests.size(), 3U);
  ASSERT_EQ(insurers.size(), requests.size());
  ASSERT_EQ(responses.size(), requests.size());

  Desk desk;
  desk.ActivatePilot();
  desk.AddLive(kHospital);
  desk.Import("000000195001010011", {"dibao"});
  desk.OpenFund("charity-fund");
  desk.Grant("charity-fund", 5'000'000);
  MemoryIntake intake(desk, kHospital);
  std::size_t at = 0;
  const auto insurer = [&](const edge::HttpRequest& request) {
    EXPECT_EQ(request.body, requests[at]);
    return edge::HttpResponse{.body = insurers[at]};
  };
  const auto door = edge::PassThrough::Make(
      {}, insurer, {.intake = intake, .clock = desk.clock(), .institution_id = kHospital});
  ASSERT_TRUE(door.ok()) << door.status();
  for (; at < requests.size(); ++at) {
    const edge::HttpResponse response = (*door)->Handle(
        {.method = "POST", .target = "/", .body = requests[at], .peer = "192.0.2.7"});
    EXPECT_EQ(response.body, responses[at]);
  }
  v1::GetRequest question;
  question.set_message_id("H31011400001201206290930000002");
  EXPECT_EQ(intake.Find(question)->state(), v1::REVERSED);
}

}  // namespace
}  // namespace yizhan::test
