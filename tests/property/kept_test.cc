// Worlds that once made the evaluators differ, each one small: they agree now. A file of
// tests/property/kept is one test; adding one needs no compile.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/property/play.h"

namespace yizhan::property {
namespace {

std::vector<std::string> KeptFiles() {
  std::vector<std::string> files;
  const std::string folder = std::string(YIZHAN_SOURCE_DIR) + "/tests/property/kept";
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() == ".textproto") files.push_back(file.path().stem().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

class KeptTest : public testing::TestWithParam<std::string> {};

TEST_P(KeptTest, Agrees) {
  std::ifstream file(std::string(YIZHAN_SOURCE_DIR) + "/tests/property/kept/" + GetParam() +
                     ".textproto");
  std::stringstream text;
  text << file.rdbuf();
  World world;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text.str(), &world));
  EXPECT_FALSE(world.shows().empty()) << "say which ruling decides";
  const auto difference = PlayBoth(world, /*verify=*/true, nullptr);
  EXPECT_FALSE(difference.has_value()) << difference->text;
}

INSTANTIATE_TEST_SUITE_P(Folder, KeptTest, testing::ValuesIn(KeptFiles()),
                         [](const auto& row) { return row.param; });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(KeptTest);

}  // namespace
}  // namespace yizhan::property
