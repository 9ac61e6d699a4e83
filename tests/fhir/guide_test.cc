// The guide's exchanges, replayed word for word: what an integrator reads is what is answered.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "adapters/national/json_writer.h"
#include "tests/fhir/door_scene.h"

namespace yizhan::fhir {
namespace {

struct Exchange {
  std::string request;   // Method and target, an empty line, the body.
  std::string response;  // The status, an empty line, the body.
};

std::string FenceOf(std::istream& file) {
  std::string text;
  for (std::string line; std::getline(file, line) && line != "```";) text += line + "\n";
  return text;
}

std::vector<Exchange> ReadGuide() {
  std::ifstream file(YIZHAN_SOURCE_DIR "/adapters/fhir/GUIDE.md");
  std::vector<Exchange> exchanges;
  for (std::string line; std::getline(file, line);) {
    if (line == "```request") exchanges.push_back({.request = FenceOf(file), .response = ""});
    if (line == "```response") exchanges.back().response = FenceOf(file);
  }
  return exchanges;
}

// Before and after the first empty line.
std::pair<std::string, std::string> Halves(const std::string& text) {
  const std::size_t gap = text.find("\n\n");
  if (gap == std::string::npos) return {text.substr(0, text.find('\n')), ""};
  return {text.substr(0, gap), text.substr(gap + 2)};
}

// Without what is only there for the reader's eyes.
std::string Plain(const std::string& json) {
  const absl::StatusOr<Json> root = ParseJson(json);
  EXPECT_TRUE(root.ok()) << root.status() << "\n" << json;
  JsonWriter writer;
  return root.ok() ? writer.Copy(*root).Take() : json;
}

// {number}: what an answer said first, for later requests and answers.
using Words = std::map<std::string, std::string>;

bool IsWord(const std::string& text, std::size_t open, std::size_t close) {
  if (close == std::string::npos || close == open + 1) return false;
  const std::string word = text.substr(open + 1, close - open - 1);
  return word.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
}

std::string Filled(const std::string& text, const Words& words) {
  std::string filled = text;
  for (const auto& [word, value] : words) {
    const std::string named = "{" + word + "}";
    for (std::size_t at = filled.find(named); at != std::string::npos; at = filled.find(named)) {
      filled.replace(at, named.size(), value);
    }
  }
  return filled;
}

// Learns each new word from where it stands in the answer; the rest must be the same.
std::string Learned(const std::string& expected, const std::string& answer, Words* words) {
  std::string text = Filled(expected, *words);
  for (std::size_t open = text.find('{'); open != std::string::npos;
       open = text.find('{', open + 1)) {
    const std::size_t close = text.find('}', open);
    if (!IsWord(text, open, close) || answer.substr(0, open) != text.substr(0, open)) continue;
    const std::string value = answer.substr(open, answer.find('"', open) - open);
    (*words)[text.substr(open + 1, close - open - 1)] = value;
    text = Filled(text, *words);
  }
  return text;
}

TEST(GuideTest, ItsExchangesAreAnsweredAsItSays) {
  DoorScene scene("000000195001010011");
  const std::vector<Exchange> exchanges = ReadGuide();
  ASSERT_EQ(exchanges.size(), 7U);
  Words words;
  for (const Exchange& exchange : exchanges) {
    const auto [line, body] = Halves(Filled(exchange.request, words));
    const std::size_t blank = line.find(' ');
    const std::string target = line.substr(blank + 1);
    const bool posts = line.substr(0, blank) == "POST";
    const edge::HttpResponse answer = posts ? scene.Post(target, body) : scene.Get(target);
    const auto [status, expected] = Halves(exchange.response);
    EXPECT_EQ(std::to_string(answer.status), status) << line;
    EXPECT_EQ(answer.body, Learned(Plain(expected), answer.body, &words)) << line;
  }
}

TEST(GuideTest, ItNamesEveryNameOfOurs) {
  std::stringstream guide;
  guide << std::ifstream(YIZHAN_SOURCE_DIR "/adapters/fhir/GUIDE.md").rdbuf();
  std::ifstream names(YIZHAN_SOURCE_DIR "/adapters/fhir/names.h");
  int seen = 0;
  for (std::string line; std::getline(names, line);) {
    const std::size_t at = line.find("\"urn:yizhan:fhir:");
    if (at == std::string::npos) continue;
    const std::string name = line.substr(at + 1, line.find('"', at + 1) - at - 1);
    EXPECT_THAT(guide.str(), ::testing::HasSubstr(name));
    ++seen;
  }
  EXPECT_GT(seen, 15);
}

}  // namespace
}  // namespace yizhan::fhir
