// Every ruling of the contract (R1-R54, but for the unused 34-39) has a case file or a test named
// after it: r9a_..., R9a..., so that a reader of the one finds the other.

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace yizhan::style {
namespace {

namespace fs = std::filesystem;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "12" or "9a" when `text` goes on with a ruling's number and then one of `after`; else empty.
std::string NumberAt(const std::string& text, std::size_t at, const std::string& after) {
  std::size_t end = at;
  while (end < text.size() && IsDigit(text[end])) ++end;
  if (end == at) return "";
  if (end < text.size() && text[end] == 'a') ++end;
  const bool ends = end < text.size() && after.find(text[end]) != std::string::npos;
  return ends ? text.substr(at, end - at) : "";
}

// "R12Members" in a TEST or in the name of a row: behind a quote, a bracket or a comma.
void AddNamesIn(const std::string& text, std::set<std::string>& rulings) {
  static const std::string kBefore = "\"( ";
  static const std::string kAfter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";
  for (std::size_t at = text.find('R'); at != std::string::npos; at = text.find('R', at + 1)) {
    if (at == 0 || kBefore.find(text[at - 1]) == std::string::npos) continue;
    if (text[at - 1] == ' ' && (at < 2 || text[at - 2] != ',')) continue;
    const std::string number = NumberAt(text, at + 1, kAfter);
    if (!number.empty()) rulings.insert(number);
  }
}

std::set<std::string> RulingsWithATest(const fs::path& tests) {
  std::set<std::string> rulings;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(tests)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with('r') && entry.path().extension() == ".textproto") {
      rulings.insert(NumberAt(name, 1, "_"));
    }
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
