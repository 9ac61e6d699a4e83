// Goal: statements and reports through the program itself, over exports: what the files say, that
// they are the same bytes every time, and what is refused.
// Method: logs written by hand; no engine is needed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "engine/ledger/entry_codec.h"
#include "tests/cli/support/run_program.h"
#include "tests/report/hand_made.h"
#include "tests/support/scratch_folder.h"
#include "tools/cli/export_file.h"

namespace yizhan::cli {
namespace {

using test::HandMade;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::Ran;
using testing_support::RunProgram;
using testing_support::RunYizhan;

constexpr char kHead[] = "yizhan-ledger-export 1\n";

std::string ReadBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// June of H1: 10.00 and 8.00, one of them taken back in July; closed, with an entry after it.
class StatementTest : public testing::Test {
 protected:
  StatementTest() {
    first_ = log_.Settle({.half_fen = 1'000});
    log_.Settle({.day = "2012-06-30", .half_fen = 500, .charity_fen = 300});
    close_ = log_.Close("2012-06", "2012-07-02", 0, {{"charity", 0, 300}, {"half", 0, 1'500}});
    log_.entries()[close_].set_actor("officer/li");
    log_.TakeBack(first_, "2012-07-04");
  }
  std::string Export(const std::string& name) {
    std::ofstream file(folder_ / name, std::ios::binary);
    file << kHead;
    for (const v1::Entry& entry : log_.entries()) WriteLeaf(EncodeLeaf(entry), file);
    return folder_ / name;
  }
  Ran Statement(const std::string& period, const std::string& out,
                const std::vector<std::string>& more = {}, const std::string& institution = "H1") {
    std::vector<std::string> args = {"statement",      "--institution", institution,
                                     "--period",       period,          "--ledger",
                                     Export("leaves"), "--out",         folder_ / out};
    args.insert(args.end(), more.begin(), more.end());
    return RunYizhan(args);
  }
  Ran Report(const std::string& kind, const std::string& period, const std::string& out,
             const std::vector<std::string>& more = {}) {
    std::vector<std::string> args = {"report",         kind,    period,       "--ledger",
                                     Export("leaves"), "--out", folder_ / out};
    args.insert(args.end(), more.begin(), more.end());
    return RunYizhan(args);
  }
  std::map<std::string, std::string> FilesOf(const std::string& out) const {
    std::map<std::string, std::string> files;
    for (const auto& file : std::filesystem::directory_iterator(folder_ / out)) {
      files[file.path().filename().string()] = ReadBytes(file.path().string());
    }
    return files;
  }
  std::string File(const std::string& out, const std::string& name) const {
    return ReadBytes(folder_ / (out + "/" + name));
  }

  ScratchFolder folder_;
  HandMade log_;
  std::uint64_t first_ = 0;
  std::uint64_t close_ = 0;
};

TEST_F(StatementTest, OfAClosedMonth) {
  const Ran ran = Statement("2012-06", "june");
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("清算单 H1医院 2012-06"), HasSubstr("期末应付"),
                             HasSubstr("18.00"), Not(HasSubstr("DRAFT"))));
  const std::string bills = File("june", "bills.csv");
  const std::string number = std::to_string(first_);
  EXPECT_THAT(bills, HasSubstr(number + ",b-" + number + ",v-" + number +
                               ",2012-06-10,2012-06-10 12:00:00,100.00,0.00,10.00,10.00,\r\n"));
  EXPECT_THAT(bills, HasSubstr("合计 Total,,,,,,3.00,15.00,18.00,\r\n"));
  EXPECT_THAT(
      File("june", "by_program.csv"),
      HasSubstr("half,half,市级 municipal,预算资金 no fund of its own,示例 illustrative,2,0,"
                "0.00,0.00,0.00,15.00,0.00,15.00,15.00"));
  EXPECT_THAT(File("june", "by_layer.csv"), HasSubstr("慈善 charity,0.00,0.00,0.00,3.00"));
  EXPECT_THAT(File("june", "by_fund.csv"), HasSubstr("fund,0.00,0.00,0.00,3.00"));
}

TEST_F(StatementTest, ThePageIsSignedAndLoadsNothing) {
  ASSERT_EQ(Statement("2012-06", "june").exit_code, 0);
  const std::string page = File("june", "report.html");
  EXPECT_THAT(page, HasSubstr("<h1>医疗救助费用清算单 H1医院 2012-06 <span class=\"en\">"));
  EXPECT_THAT(page, HasSubstr("<td class=\"n\">18.00</td>"));
  EXPECT_THAT(page, HasSubstr("账本第 " + std::to_string(close_) + " 条记录关账"));
  EXPECT_THAT(page, HasSubstr("officer/li"));
  EXPECT_THAT(page, HasSubstr(HexText(LeafHash(EncodeLeaf(log_.entries()[close_])))));
  EXPECT_THAT(page, HasSubstr(HexText(log_.pack_hash())));
  EXPECT_THAT(page, HasSubstr("示例(非真实)规则"));
  for (const char* who : {"制表人", "审核人", "财会负责人", "医疗机构负责人"}) {
    EXPECT_THAT(page, HasSubstr("<div>" + std::string(who)));
  }
  for (const char* loader : {"<script", "<link", "<img", "@import", "url(", "src=", "http"}) {
    EXPECT_THAT(page, Not(HasSubstr(loader)));
  }
  EXPECT_THAT(page, Not(HasSubstr("DRAFT")));
}

// Of a training ledger: on the page, on the screen and in the names of what is passed on.
TEST_F(StatementTest, OfATrainingLedgerSaysSo) {
  // Hand-made: the hospital H2 is not needed here.
  log_.entries()[2].mutable_ledger_opened()->set_training(true);
  const Ran closed = Statement("2012-06", "june");
  ASSERT_EQ(closed.exit_code, 0) << closed.err;
  EXPECT_THAT(closed.out, HasSubstr("培训 TRAINING"));
  EXPECT_THAT(File("june", "report.html"),
              HasSubstr("<div class=\"each-page\">培训 TRAINING</div>"));
  EXPECT_THAT(File("june", "training_summary.csv"), HasSubstr("期末应付"));
  ASSERT_EQ(Statement("2012-07", "july", {"--draft"}).exit_code, 0);
  EXPECT_THAT(File("july", "report.html"), HasSubstr(">培训 草稿 TRAINING DRAFT</div>"));
  EXPECT_THAT(File("july", "training_draft_summary.csv"), HasSubstr("期末应付"));
  ASSERT_EQ(Report("quarter", "2012-Q2", "q2").exit_code, 0);
  EXPECT_THAT(File("q2", "report.html"), HasSubstr("培训"));
  EXPECT_THAT(File("june", "report.html"), Not(HasSubstr("DRAFT")));
}

// No clock in it; and what came after the close does not matter.
TEST_F(StatementTest, TheSameBytesEveryTime) {
  ASSERT_EQ(Statement("2012-06", "one").exit_code, 0);
  log_.Settle({.day = "2012-07-05", .half_fen = 1});
  ASSERT_EQ(Statement("2012-06", "two").exit_code, 0);
  EXPECT_EQ(FilesOf("one").size(), 7U);
  EXPECT_TRUE(FilesOf("one") == FilesOf("two"));
}

TEST_F(StatementTest, ADraftSaysSoEverywhere) {
  const Ran refused = Statement("2012-07", "july");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("尚未关账"), HasSubstr("--draft")));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "july"));

  const Ran ran = Statement("2012-07", "july", {"--draft"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("草稿 DRAFT"));
  const std::string page = File("july", "report.html");
  EXPECT_THAT(page, HasSubstr("<div class=\"each-page\">草稿 DRAFT</div>"));
  EXPECT_THAT(page, HasSubstr("position: fixed"));
  for (const auto& [name, bytes] : FilesOf("july")) {
    EXPECT_TRUE(name.rfind("draft_", 0) == 0 || name.rfind("report.", 0) == 0) << name;
  }
  EXPECT_THAT(File("july", "draft_bills.csv"),
              HasSubstr("-10.00,冲正 " + std::to_string(first_) + " takes back"));
  for (const char* sheet : {"sheet1", "sheet6"}) {
    const Ran part = RunProgram("/usr/bin/unzip", {"-p", folder_ / "july/report.xlsx",
                                                   "xl/worksheets/" + std::string(sheet) + ".xml"});
    EXPECT_THAT(part.out, HasSubstr("<oddHeader>&amp;C&amp;B草稿 DRAFT</oddHeader>")) << sheet;
  }
}

TEST_F(StatementTest, TheWorkbookCarriesTheMarks) {
  ASSERT_EQ(Statement("2012-06", "june").exit_code, 0);
  const Ran words =
      RunProgram("/usr/bin/unzip", {"-p", folder_ / "june/report.xlsx", "xl/sharedStrings.xml"});
  EXPECT_THAT(words.out, AllOf(HasSubstr("示例(非真实)规则"), HasSubstr("制表人 prepared by"),
                               HasSubstr("盖章 seal")));
}

// A damaged ledger: both figures, nothing written, exit 3.
TEST_F(StatementTest, WhatTheEntriesDoNotBearOutIsRefused) {
  log_.entries()[close_].mutable_period_closed()->mutable_lines(1)->set_posted_fen(1'600);
  const Ran ran = Statement("2012-06", "june");
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("账本与关账记录不符"), HasSubstr("half posted"),
                             HasSubstr("16.00"), HasSubstr("15.00")));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "june"));
}

TEST_F(StatementTest, WrongWordsAreNamed) {
  const Ran nobody = Statement("2012-06", "none", {}, "H9");
  EXPECT_EQ(nobody.exit_code, 1);
  EXPECT_THAT(nobody.err, HasSubstr("INSTITUTION_UNKNOWN"));
  EXPECT_EQ(Statement("2012-6", "none").exit_code, 2);
  const Ran earlier = Statement("2012-05", "none");
  EXPECT_EQ(earlier.exit_code, 2);
  EXPECT_THAT(earlier.err, HasSubstr("第 " + std::to_string(close_) + " 条记录"));
  EXPECT_EQ(Report("quarter", "2012-Q5", "none").exit_code, 2);
  EXPECT_EQ(Report("year", "2012-Q1", "none").exit_code, 2);
  EXPECT_EQ(Report("disclosure", "June", "none").exit_code, 2);
}

TEST_F(StatementTest, AQuarter) {
  const Ran ran = Report("quarter", "2012-Q2", "q2");
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(File("q2", "aid_by_town.csv"), HasSubstr("A,1,2,0,18.00,15.00,0.00,0.00,3.00,1\r\n"));
  EXPECT_THAT(File("q2", "real_time_by_town.csv"),
              HasSubstr("A,2,2,100.00 %,18.00,18.00,100.00 %,0,0.00"));
  EXPECT_THAT(File("q2", "programs_by_town.csv"), HasSubstr("A,charity,charity,慈善 charity,"));
  EXPECT_THAT(File("q2", "alerts_by_town.csv"), HasSubstr("合计 Total,0,0,0,0,0,0,0,无 none"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "q2/aid_by_month.csv"));
  const std::string page = File("q2", "report.html");
  EXPECT_THAT(page, HasSubstr("<h1>医疗救助季报 2012-Q2 全区 <span"));
  EXPECT_THAT(page, HasSubstr("不在分子、分母内"));
  EXPECT_THAT(page, Not(HasSubstr("http")));
  EXPECT_THAT(page, Not(HasSubstr("each-page\">")));
  log_.Settle({.day = "2012-07-09", .half_fen = 5});
  ASSERT_EQ(Report("quarter", "2012-Q2", "again").exit_code, 0);
  EXPECT_TRUE(FilesOf("q2") == FilesOf("again"));
}

TEST_F(StatementTest, AYearAndATown) {
  ASSERT_EQ(Report("year", "2012", "year").exit_code, 0);
  EXPECT_THAT(File("year", "aid_by_month.csv"), HasSubstr("2012-07,0,0,1,-10.00"));
  EXPECT_THAT(File("year", "aid_by_identity.csv"), HasSubstr("dibao,1,2,1,8.00"));
  EXPECT_THAT(File("year", "aid_by_institution.csv"), HasSubstr("H1 H1医院,1,2,1,8.00"));
  EXPECT_THAT(File("year", "report.html"), HasSubstr("期间未结束 PERIOD NOT OVER"));
  ASSERT_EQ(Report("year", "2012", "town", {"--town", "B"}).exit_code, 0);
  EXPECT_THAT(File("town", "aid_by_town.csv"), HasSubstr("合计 Total,0,0,0,0.00"));
}

TEST_F(StatementTest, APublicNotice) {
  const Ran early = Report("disclosure", "2012-Q3", "early");
  EXPECT_EQ(early.exit_code, 2);
  EXPECT_THAT(early.err, HasSubstr("期间尚未结束"));
  ASSERT_EQ(Report("disclosure", "2012-Q3", "early", {"--draft"}).exit_code, 0);
  EXPECT_THAT(File("early", "report.html"), HasSubstr("不得公示"));
  for (std::uint64_t person = 1; person <= 5; ++person) {
    log_.Settle({.day = "2012-07-10", .half_fen = 100, .person_no = person, .town = "B"});
  }
  log_.Settle({.day = "2012-10-01"});
  const Ran ran = Report("disclosure", "2012-Q3", "q3");
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const std::string towns = File("q3", "by_town.csv");
  EXPECT_THAT(towns, HasSubstr("A,*,*,*"));
  EXPECT_THAT(towns, HasSubstr("B,5,5,5.00"));
  EXPECT_THAT(towns, HasSubstr("所列合计 Total of what is shown,5,5,5.00"));
  EXPECT_THAT(File("q3", "report.html"), HasSubstr("人数界限为本系统示例"));
}

}  // namespace
}  // namespace yizhan::cli
