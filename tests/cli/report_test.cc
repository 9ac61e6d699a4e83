// Goal: a small report, character by character: the page and the CSV are golden files; what the
// workbook holds is read out of its own parts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/cli/support/run_program.h"
#include "tools/cli/bar_chart.h"
#include "tools/cli/relief_report.h"
#include "tools/cli/report_csv.h"
#include "tools/cli/report_page.h"
#include "tools/cli/report_xlsx.h"

namespace yizhan::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::Ran;
using testing_support::RunProgram;

std::string ReadBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Money Fen(std::int64_t fen) { return Money::FromFen(fen); }

// Words that would break markup, a CSV cell, or run as a formula.
Report SmallReport() {
  ReportTable towns{
      .name = "by_town",
      .title = {"按街镇", "By town"},
      .note = {"说明。", "A note."},
      .columns = {{"街镇", "Town"}, {"单据", "Bills"}, {"现行", "Today"}, {"草案", "Draft"}},
      .rows = {{"安亭镇", std::int64_t{2}, Fen(1'234'567), Fen(2'000'000)},
               {"=HYPERLINK(\"a\")<b>", std::int64_t{0}, Fen(0), Fen(-5)}},
      .whole = Row{"合计 Total", std::int64_t{2}, Fen(1'234'567), Fen(1'999'995)},
      .chart = ChartOf{.today_column = 2, .draft_column = 3}};
  ReportTable cases{.name = "cases",
                    .title = {"单据", "Bills"},
                    .columns = {{"编号", "Number"}, {"差额", "Difference"}, {"说明", "Said"}},
                    .rows = {{std::int64_t{7}, Fen(-100), "第一句。\n第二句, \"引\"。"}},
                    .sentences_from = 2};
  ReportTable none{.name = "losers", .title = {"减少", "Losers"}, .columns = {{"人", "Person"}}};
  return {.title = {"模拟", "Simulation"},
          .illustrative = true,
          .mark = {"草稿", "DRAFT"},
          .landscape = true,
          .remarks = {{"未写入账本。", "Nothing was written."}},
          .tables = {towns, cases, none},
          .signatures = {{"制表人", "prepared by"}, {"审核人", "checked by"}}};
}

struct GoldenRow {
  const char* file;
  std::string text;
};

class ReportGoldenTest : public testing::TestWithParam<GoldenRow> {};

// YIZHAN_UPDATE_GOLDEN=1 writes the files anew; read the difference before committing it.
TEST_P(ReportGoldenTest, IsTheGoldenFile) {
  const std::string path =
      std::string(YIZHAN_SOURCE_DIR) + "/tests/cli/golden/report/" + GetParam().file;
  if (std::getenv("YIZHAN_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << GetParam().text;
  }
  EXPECT_EQ(GetParam().text, ReadBytes(path));
}

INSTANTIATE_TEST_SUITE_P(Table, ReportGoldenTest,
                         testing::Values(GoldenRow{"by_town.csv",
                                                   ReportCsv(SmallReport().tables[0])},
                                         GoldenRow{"cases.csv", ReportCsv(SmallReport().tables[1])},
                                         GoldenRow{"report.html", ReportPage(SmallReport())}),
                         [](const auto& row) {
                           const std::string file = row.param.file;
                           return file.substr(0, file.find('.'));
                         });

TEST(ReportPageTest, LoadsNothingAndRunsNothing) {
  const std::string page = ReportPage(SmallReport());
  for (const char* loader : {"<script", "<link", "<img", "@import", "url(", "src="}) {
    EXPECT_THAT(page, Not(HasSubstr(loader)));
  }
}

TEST(ReportPageTest, OnlyInventedRulesCarryTheMark) {
  Report report = SmallReport();
  EXPECT_THAT(ReportPage(report), HasSubstr("示例"));
  report.illustrative = false;
  EXPECT_THAT(ReportPage(report), Not(HasSubstr("示例")));
}

TEST(ReportPageTest, OnlyADraftIsMarkedOnEveryPage) {
  Report report = SmallReport();
  EXPECT_THAT(ReportPage(report), HasSubstr("<div class=\"each-page\">草稿 DRAFT</div>"));
  report.mark = {};
  EXPECT_THAT(ReportPage(report), Not(HasSubstr("each-page")));
  report.signatures.clear();
  EXPECT_THAT(ReportPage(report), Not(HasSubstr("class=\"sign\"")));
}

struct ShareRow {
  const char* name;
  std::int64_t part;
  std::int64_t whole;
  const char* text;
};

class ShareTest : public testing::TestWithParam<ShareRow> {};

TEST_P(ShareTest, IsRoundedDown) {
  EXPECT_EQ(ShareText(GetParam().part, GetParam().whole), GetParam().text);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, ShareTest, testing::Values(
    ShareRow{"All",          7,  7, "100.00 %"},
    ShareRow{"None",         0,  7, "0.00 %"},
    ShareRow{"TwoThirds",    2,  3, "66.66 %"},
    ShareRow{"NearlyAll", 9999999, 10000000, "99.99 %"},
    ShareRow{"SmallDecimals", 1, 20, "5.00 %"},
    ShareRow{"BeyondInt64",  4'000'000'000'000'000'000, 8'000'000'000'000'000'000, "50.00 %"},
    ShareRow{"OfNothing",    0,  0, "无 none"},
    ShareRow{"TakenBack",   -5, 10, "无 none"},
    ShareRow{"AllTakenBack", 5, -1, "无 none"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(BarChartTest, LittleIsNotNothing) {
  const std::string chart = BarChart({{.label = "a", .today = 0, .draft = 1},
                                      {.label = "b", .today = 9'000'000'000'000'000, .draft = -3}},
                                     Bars::kBoth);
  EXPECT_THAT(chart, HasSubstr("width=\"1\" height=\"11\" class=\"draft\""));
  EXPECT_THAT(chart, HasSubstr("width=\"380\" height=\"11\" class=\"today\""));
  EXPECT_THAT(chart, HasSubstr("width=\"0\" height=\"11\" class=\"draft\""));
  EXPECT_EQ(BarChart({}, Bars::kBoth), "");
}

class ReportXlsxTest : public testing::Test {
 protected:
  // Of this process alone: ctest runs the tests of one program side by side.
  ReportXlsxTest()
      : path_(testing::TempDir() + "yizhan_report-" + std::to_string(::getpid()) + ".xlsx") {
    std::filesystem::remove(path_);
  }
  ~ReportXlsxTest() override { std::filesystem::remove(path_); }
  ReportXlsxTest(const ReportXlsxTest&) = delete;
  ReportXlsxTest& operator=(const ReportXlsxTest&) = delete;

  // A part of the workbook, unpacked.
  std::string Part(const std::string& name) const {
    const Ran ran = RunProgram("/usr/bin/unzip", {"-p", path_, name});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return ran.out;
  }
  const std::string path_;
};

TEST_F(ReportXlsxTest, HoldsSheetsWordsAndFigures) {
  ASSERT_TRUE(WriteReportXlsx(SmallReport(), path_).ok());
  const std::string book = Part("xl/workbook.xml");
  for (const char* sheet : {"about", "by_town", "cases", "losers"}) {
    EXPECT_THAT(book, HasSubstr("name=\"" + std::string(sheet) + "\""));
  }
  const std::string towns = Part("xl/worksheets/sheet2.xml");
  EXPECT_THAT(towns, testing::ContainsRegex("r=\"C2\" s=\"[0-9]+\"><v>12345.67</v>"));
  EXPECT_THAT(towns, testing::ContainsRegex("r=\"D4\" s=\"[0-9]+\"><v>19999.95</v>"));
  EXPECT_THAT(towns, testing::ContainsRegex("r=\"B2\" s=\"[0-9]+\"><v>2</v>"));
  EXPECT_THAT(towns, Not(HasSubstr("<f>"))) << "words never run as a formula";
  EXPECT_THAT(towns, HasSubstr("<oddHeader>&amp;C&amp;B草稿 DRAFT</oddHeader>"));
  const std::string words = Part("xl/sharedStrings.xml");
  EXPECT_THAT(words, HasSubstr("含示例(非真实)规则"));
  EXPECT_THAT(words, HasSubstr("制表人 prepared by"));
  EXPECT_THAT(words, HasSubstr("安亭镇"));
  EXPECT_THAT(words, HasSubstr("=HYPERLINK(\"a\")&lt;b&gt;"));
}

TEST_F(ReportXlsxTest, TheSameReportGivesTheSameBytes) {
  ASSERT_TRUE(WriteReportXlsx(SmallReport(), path_).ok());
  const std::string first = ReadBytes(path_);
  ASSERT_TRUE(WriteReportXlsx(SmallReport(), path_).ok());
  EXPECT_EQ(ReadBytes(path_), first);
}

TEST_F(ReportXlsxTest, AFolderThatIsNotThere) {
  EXPECT_FALSE(WriteReportXlsx(SmallReport(), testing::TempDir() + "no/such/folder.xlsx").ok());
}

}  // namespace
}  // namespace yizhan::cli
