// The full exchange of the national guide, word for word.

#include <string>
#include <vector>

#include "adapters/national/json_writer.h"
#include "adapters/national/national_door.h"
#include "engine/base/whole_file.h"
#include "gtest/gtest.h"
#include "tests/support/memory_intake.h"

namespace yizhan::national {
namespace {

constexpr std::size_t kGuideBytesMax = 1U << 20;

// The fenced blocks of that kind, in order.
std::vector<std::string> Blocks(const std::string& guide, const std::string& kind) {
  std::vector<std::string> blocks;
  const std::string open = "```" + kind + "\n";
  for (std::size_t at = 0; (at = guide.find(open, at)) != std::string::npos;) {
    at += open.size();
    const std::size_t end = guide.find("```", at);
    blocks.push_back(guide.substr(at, end - at));
  }
  return blocks;
}

// Without what lies between the words.
std::string Compact(const std::string& text) {
  const auto json = ParseJson(text);
  EXPECT_TRUE(json.ok()) << json.status() << text;
  if (!json.ok()) return "";
  JsonWriter out;
  out.Copy(*json);
  return out.Take();
}

TEST(NationalGuideTest, AnswersWordForWord) {
  test::Desk desk;
  desk.ActivatePilot();
  desk.AddLive("H31011400001");
  desk.Import("000000195001010011", {"dibao"});
  desk.OpenFund("charity-fund");
  desk.Grant("charity-fund", 5'000'000);
  test::MemoryIntake intake(desk, "H31011400001");
  NationalOptions options;
  options.institution_id = "H31011400001";
  options.identities = {{"dibao", "1"}};
  NationalDoor door(options, intake, desk.clock());

  const auto guide =
      ReadWhole(YIZHAN_SOURCE_DIR "/adapters/national/GUIDE.md", kGuideBytesMax, Privacy::kPublic);
  ASSERT_TRUE(guide.ok()) << guide.status();
  const std::vector<std::string> requests = Blocks(*guide, "request");
  const std::vector<std::string> responses = Blocks(*guide, "response");
  ASSERT_EQ(requests.size(), 11U);
  ASSERT_EQ(responses.size(), requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    intake.centre_away = responses[i].find("[LATE]") != std::string::npos;
    const edge::HttpResponse response =
        door.Handle({.method = "POST", .target = "/", .body = requests[i], .peer = "192.0.2.7"});
    EXPECT_EQ(Compact(response.body), Compact(responses[i]));
  }
}

}  // namespace
}  // namespace yizhan::national
