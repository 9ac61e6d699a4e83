// Whole bills from files: every *.textproto beside this file is one test, found at run time.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/support/case_runner.h"

namespace yizhan::test {
namespace {

const std::string kSource = YIZHAN_SOURCE_DIR;

std::vector<std::string> CaseFiles() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(kSource + "/tests/cases")) {
    if (entry.path().extension() == ".textproto") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// "r26_shared_cap.textproto" -> "R26SharedCap".
std::string TestName(const std::string& path) {
  std::string name;
  bool begins = true;
  for (const char c : std::filesystem::path(path).stem().string()) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) {
      begins = true;
      continue;
    }
    name += begins ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    begins = false;
  }
  return name;
}

class CaseTest : public testing::TestWithParam<std::string> {};

TEST_P(CaseTest, Holds) {
  std::ifstream stream(GetParam());
  std::stringstream text;
  text << stream.rdbuf();
  Case played;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text.str(), &played)) << GetParam();
  ASSERT_GT(played.bills_size(), 0) << GetParam();
  ASSERT_FALSE(played.shows().empty()) << GetParam();
  for (const std::string& difference : DifferencesOf(played, kSource + "/engine/policy/packs")) {
    ADD_FAILURE() << GetParam() << "\n  " << difference;
  }
}

INSTANTIATE_TEST_SUITE_P(Files, CaseTest, testing::ValuesIn(CaseFiles()),
                         [](const auto& row) { return TestName(row.param); });

}  // namespace
}  // namespace yizhan::test
