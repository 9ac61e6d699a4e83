// Every ruling of the contract (R1-R54, but for the unused 34-39) has a case file or a test named
// after it: r9a_..., R9a..., so that a reader of the one finds the other.

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace yizhan::style {
namespace {

namespace fs = std::filesystem;

// "R12Members" in a TEST or in the name of a row.
void AddNamesIn(const std::string& text, std::set<std::string>& rulings) {
  static const std::regex kName(R"(("|, |\()R([0-9]+a?)[A-Z_])");
  for (std::sregex_iterator it(text.begin(), text.end(), kName), end; it != end; ++it) {
    rulings.insert((*it)[2]);
  }
}

std::set<std::string> RulingsWithATest(const fs::path& tests) {
  static const std::regex kCase(R"(r([0-9]+a?)_.*\.textproto)");
  std::set<std::string> rulings;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(tests)) {
    const std::string name = entry.path().filename().string();
    std::smatch match;
    if (std::regex_match(name, match, kCase)) rulings.insert(match[1]);
    if (entry.path().extension() != ".cc") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    AddNamesIn(text.str(), rulings);
  }
  return rulings;
}

std::vector<std::string> Rulings() {
  std::vector<std::string> rulings = {"9a"};
  for (int number = 1; number <= 54; ++number) {
    if (number < 34 || number > 39) rulings.push_back(std::to_string(number));
  }
  return rulings;
}

TEST(Rulings, EachHasATestNamedAfterIt) {
  const std::set<std::string> tested = RulingsWithATest(fs::path(YIZHAN_SOURCE_DIR) / "tests");
  for (const std::string& ruling : Rulings()) {
    EXPECT_TRUE(tested.contains(ruling)) << "no test is named after R" << ruling;
  }
}

TEST(Rulings, ANameIsFound) {
  std::set<std::string> rulings;
  AddNamesIn("TEST_F(KeysTest, R9aTotalOfZero) {\n BadRow{\"R2FeeLines\", f(R77)}; // R8: x",
             rulings);
  EXPECT_EQ(rulings, (std::set<std::string>{"9a", "2"}));
}

}  // namespace
}  // namespace yizhan::style
