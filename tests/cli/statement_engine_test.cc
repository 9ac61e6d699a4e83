// Goal: a statement over a running engine is that over its export, to the byte.
// Method: a draft of a month far ahead takes in everything, whatever today is.
#include "tests/cli/support/end_to_end.h"

namespace yizhan::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class StatementEngineTest : public EndToEndTest {
 protected:
  static Ran Statement(const std::string& caller, const std::string& out,
                       std::vector<std::string> more = {}) {
    std::vector<std::string> args = {"statement", "--institution", "anting", "--period",
                                     "2999-12",   "--draft",       "--out",  process_->path(out)};
    args.insert(args.end(), more.begin(), more.end());
    return As(caller, args);
  }
};

TEST_F(StatementEngineTest, OverAnEngineAndItsExport) {
  for (const char* id : {"ST-1", "ST-2"}) Must(Desk({"settle", "-"}, Message2207(id, id)));
  Must(Desk({"reverse", "--message-id", "ST-2", "--request-id", "ST-R2", "--reason", "test"}));
  Must(Statement("auditor", "of-engine"));
  Must(As("auditor", {"ledger", "export", process_->path("st-leaves")}));
  Must(Statement("auditor", "of-export", {"--ledger", process_->path("st-leaves")}));
  const std::string bills = ReadFile(process_->path("of-engine/draft_bills.csv"));
  EXPECT_THAT(bills, HasSubstr(",ST-1,VST-1,2012-06-29,"));
  EXPECT_THAT(bills, HasSubstr("红冲 taken back by"));
  for (const char* file : {"report.html", "report.xlsx", "draft_bills.csv", "draft_summary.csv"}) {
    const std::string path = std::string("/") + file;
    EXPECT_TRUE(ReadFile(process_->path("of-engine" + path)) ==
                ReadFile(process_->path("of-export" + path)))
        << file;
  }
  const std::string page = ReadFile(process_->path("of-engine/report.html"));
  EXPECT_THAT(page, Not(HasSubstr("三丰")));
  EXPECT_THAT(page, Not(HasSubstr("CARD0001")));
}

TEST_F(StatementEngineTest, ADeskMayNotReadTheLedger) {
  EXPECT_THAT(Statement("anting", "none").err, HasSubstr("NOT_ALLOWED"));
  EXPECT_THAT(As("anting", {"report", "year", "2012", "--out", process_->path("none")}).err,
              HasSubstr("NOT_ALLOWED"));
}

}  // namespace
}  // namespace yizhan::cli
