// Finding: whatever Fold says of an entry is said in Chinese, too.

#include "engine/audit/finding.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

constexpr char kGeneral[] = "记录与此前账目不符";

// The literals of each call of Broken in a source file, joined as the sentence would be; Broken
// itself begins with the entry, which is no sentence of its own.
std::vector<std::string> SentencesIn(const std::string& code) {
  std::vector<std::string> sentences;
  const std::string call = "Broken(";
  for (std::size_t at = code.find(call); at != std::string::npos; at = code.find(call, at + 1)) {
    const std::string text = code.substr(at, code.find(");", at) - at);
    std::string sentence;
    for (std::size_t from = text.find('"'); from != std::string::npos;) {
      const std::size_t until = text.find('"', from + 1);
      if (until == std::string::npos) break;
      sentence += (sentence.empty() ? "" : "7") + text.substr(from + 1, until - from - 1);
      from = text.find('"', until + 1);
    }
    if (!sentence.empty() && !sentence.starts_with("entry ")) sentences.push_back(sentence);
  }
  return sentences;
}

TEST(Finding, EverySentenceOfTheFoldHasItsChinese) {
  int sentences = 0;
  for (const auto& file : std::filesystem::directory_iterator(YIZHAN_SOURCE_DIR "/engine/books")) {
    if (file.path().extension() != ".cc") continue;
    std::stringstream code;
    code << std::ifstream(file.path(), std::ios::binary).rdbuf();
    for (const std::string& sentence : SentencesIn(code.str())) {
      EXPECT_NE(InChinese(sentence), kGeneral) << file.path() << ": " << sentence;
      ++sentences;
    }
  }
  EXPECT_GT(sentences, 50);
}

TEST(Finding, WhatNobodyKnowsIsSaidInGeneral) { EXPECT_EQ(InChinese("what?"), kGeneral); }

TEST(Finding, TheEntryIsNamedOnce) {
  const Finding finding =
      FindingOf(7, Mismatched("entry 7: account a was 5, the entry says 3", {"a", "5", "3"}));
  EXPECT_EQ(finding.entry, 7U);
  EXPECT_EQ(finding.en, "account a was 5, the entry says 3");
  EXPECT_EQ(finding.zh, "账户余额与此前账目不符（a）");
  EXPECT_EQ(finding.expected, "5");
  EXPECT_EQ(finding.found, "3");
}

}  // namespace
}  // namespace yizhan
