// The page of law as HTML: golden, well formed whatever a pack says, complete without any other
// file, and with the same words as the Markdown.

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base_pack.h"
#include "engine/policy/page.h"
#include "engine/policy/page_model.h"
#include "gtest/gtest.h"
#include "well_formed.h"

namespace yizhan {
namespace {

const std::string kFolder = std::string(YIZHAN_SOURCE_DIR) + "/engine/policy/packs/";

std::vector<v1::PolicyPack> Packs(const std::vector<std::string>& names) {
  std::vector<std::string> paths;
  for (const std::string& name : names) paths.push_back(kFolder + name);
  const auto files = ReadPackFiles(paths);
  EXPECT_TRUE(files.ok()) << files.status();
  return LoadPack(*files).packs;
}

TEST(PageOfLawHtml, JiadingPilot) {
  const std::string page = PageOfLawHtml(
      Packs({"cn-sh/2012.textproto", "cn-sh-jd/2012-pilot.textproto"}), *ParseDay("2012-06-29"));
  const std::string path =
      std::string(YIZHAN_SOURCE_DIR) + "/tests/policy/golden/jiading-2012-06-29.html";
  if (std::getenv("YIZHAN_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << page;
  std::ifstream in(path);
  std::ostringstream golden;
  golden << in.rdbuf();
  EXPECT_TRUE(page == golden.str()) << "the page is now:\n" << page << "<end of page>";
}

struct Case {
  const char* name;
  std::vector<std::string> files;
  const char* day;
};

class PageHtmlTest : public testing::TestWithParam<Case> {};

TEST_P(PageHtmlTest, IsWellFormedAndNeedsNothingElse) {
  const std::string page = PageOfLawHtml(Packs(GetParam().files), *ParseDay(GetParam().day));
  EXPECT_EQ(FaultOf(page), "");
  for (const char* outside : {"<script", "<link", "<img", "src=", "@import", "url("}) {
    EXPECT_EQ(page.find(outside), std::string::npos) << outside;
  }
}

// Every text of the model, and so of the Markdown, is on the page.
TEST_P(PageHtmlTest, SaysAllThatTheModelSays) {
  const std::vector<v1::PolicyPack> packs = Packs(GetParam().files);
  const std::string page = PageOfLawHtml(packs, *ParseDay(GetParam().day));
  const PageModel model = PageModelOf(packs, *ParseDay(GetParam().day));
  EXPECT_FALSE(model.sections.empty());
  for (const PageSection& section : model.sections) {
    for (const PageItem& item : section.items) {
      EXPECT_NE(page.find(item.title), std::string::npos) << item.title;
      ASSERT_TRUE(item.source.has_value()) << item.title;
      const std::string& quote = item.source->quote;
      EXPECT_NE(page.find(quote.substr(0, quote.find('\n'))), std::string::npos) << quote;
      for (const PageRow& row : item.rows) {
        EXPECT_NE(page.find(row.text), std::string::npos) << row.text;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, PageHtmlTest,
    testing::Values(
        Case{"Beijing", {"cn-bj/2023.textproto"}, "2023-06-01"},
        Case{"BeijingBefore", {"cn-bj/2023.textproto"}, "2022-12-31"},
        Case{"Shanghai2018", {"cn-sh/2018.textproto"}, "2018-07-01"},
        Case{"Jiading", {"cn-sh/2012.textproto", "cn-sh-jd/2012-pilot.textproto"}, "2012-06-29"}),
    [](const auto& row) { return std::string(row.param.name); });

struct HostileCase {
  const char* name;
  const char* from;
  const char* to;
  const char* shown;
};

class HostilePageTest : public testing::TestWithParam<HostileCase> {};

TEST_P(HostilePageTest, StaysInItsPlace) {
  const std::string text = Edited(kBasePack, GetParam().from, GetParam().to);
  ASSERT_FALSE(text.empty());
  const LoadedPack loaded = LoadText(text);
  ASSERT_TRUE(loaded.ok()) << FindingsText(loaded);
  const std::string page = PageOfLawHtml(loaded.packs, *ParseDay("2012-03-01"));
  EXPECT_EQ(FaultOf(page), "");
  EXPECT_NE(page.find(GetParam().shown), std::string::npos) << page;
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, HostilePageTest, testing::Values(
    HostileCase{"ElementInAQuote", "原文一", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
    HostileCase{"LinesInAQuote", "原文一", "第一行\\n第二行", "第一行<br/>第二行"},
    HostileCase{"QuoteMarksInAnAddress", "quote: \"原文一\"", "quote: \"原文一\" url: \"https://a/\\\"onclick=x\"", "href=\"https://a/&quot;onclick=x\""},
    HostileCase{"AddressThatIsAScript", "quote: \"原文一\"", "quote: \"原文一\" url: \"javascript:alert(1)\"", "。javascript:alert(1)<br/>"},
    HostileCase{"ElementInATitle", "title: \"甲\"", "title: \"</h3><b>\"", "&lt;/h3&gt;&lt;b&gt;"},
    HostileCase{"EntityInAnIdentity", "identities: \"dibao\"", "identities: \"dibao\" identities: \"a&lt;\"", "a&amp;lt;"},
    HostileCase{"ControlInAQuote", "原文一", "甲\\x01乙", "甲 乙"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(PageOfLawHtml, MarksConfidence) {
  const std::string page = PageOfLawHtml(LoadText(kBasePack).packs, *ParseDay("2012-08-01"));
  EXPECT_NE(page.find("<span class=\"mark verified\">已核实</span>"), std::string::npos);
  EXPECT_NE(page.find("<span class=\"mark secondary\">二手来源</span>"), std::string::npos);
  EXPECT_NE(page.find("<span class=\"mark illustrative\">示例</span>"), std::string::npos);
  EXPECT_NE(page.find("size: A4"), std::string::npos);
}

}  // namespace
}  // namespace yizhan
