// A damaged pack is a finding, never a crash: seeded damage to bytes and lines of shipped packs.

#include <fstream>
#include <random>

#include "base_pack.h"
#include "engine/base/utf8.h"
#include "engine/policy/page.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

constexpr int kRounds = 3000;

std::size_t Below(std::mt19937& random, std::size_t limit) { return random() % limit; }

std::string Damaged(std::string text, std::mt19937& random) {
  static const std::string kSpare = "0123456789-{}[]\":#\n\\xABC\xff";
  const std::size_t changes = 1 + Below(random, 3);
  for (std::size_t i = 0; i < changes && !text.empty(); ++i) {
    const std::size_t at = Below(random, text.size());
    const std::size_t line = text.find('\n', at);
    switch (Below(random, 3)) {
      case 0:
        text[at] = kSpare[Below(random, kSpare.size())];
        break;
      case 1:
        text.erase(at, 1 + Below(random, 20));
        break;
      default:  // The rest of a line goes, with its end.
        text.erase(at, line == std::string::npos ? 1 : line - at + 1);
        break;
    }
  }
  return text;
}

// Null exactly when a finding is an error; every finding can be shown.
void ExpectSound(const LoadedPack& loaded) {
  bool any_error = false;
  for (const v1::Finding& finding : loaded.findings) {
    any_error = any_error || finding.level() == v1::FINDING_ERROR;
    EXPECT_TRUE(IsUtf8(finding.message_zh()) && IsUtf8(finding.message_en()));
    EXPECT_TRUE(IsUtf8(finding.path()));
    EXPECT_FALSE(finding.message_zh().empty() || finding.message_en().empty());
  }
  EXPECT_EQ(loaded.ok(), !any_error);
}

TEST(DamagedPack, IsAFindingNeverACrash) {
  const auto shipped = ReadPackFiles(
      {std::string(YIZHAN_SOURCE_DIR) + "/engine/policy/packs/cn-sh-jd/2012-pilot.textproto"});
  ASSERT_TRUE(shipped.ok());
  std::mt19937 random(20120629);
  int refused = 0;
  for (int i = 0; i < kRounds; ++i) {
    const std::string text = i % 8 == 0 ? (*shipped)[0].content() : kBasePack;
    const LoadedPack loaded = LoadText(Damaged(text, random));
    ExpectSound(loaded);
    refused += loaded.ok() ? 0 : 1;
    EXPECT_FALSE(PageOfLaw(loaded.packs, *ParseDay("2012-06-29")).empty());
  }
  EXPECT_GT(refused, kRounds / 2);
  EXPECT_LT(refused, kRounds);
}

}  // namespace
}  // namespace yizhan
