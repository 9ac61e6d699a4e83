// Goal: `yizhan policy simulate` through the program itself: over a file of bills, and over the
// ledger of a running engine and its export.
// Method: the pilot's rules, and a draft with a lower cap on the district's top-up.
#include <filesystem>
#include <fstream>

#include "tests/cli/support/end_to_end.h"
#include "yizhan/v1/ledger.pb.h"

namespace yizhan::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SimulateTest : public EndToEndTest {
 protected:
  // The pilot with a cap of 200.00 on the district's top-up.
  static std::vector<std::string> Draft() {
    std::string text = ReadFile(kPackFiles[1]);
    const std::string before = "limit_fen: 2000000";
    const std::size_t at = text.find(before);
    EXPECT_NE(at, std::string::npos);
    text.replace(at, before.size(), "limit_fen: 20000");
    const std::string path = process_->path("draft.textproto");
    std::ofstream(path) << text;
    return {kPackFiles[0], path};
  }
  static std::vector<std::string> Command(const std::string& out,
                                          const std::vector<std::string>& more) {
    std::vector<std::string> args = {"policy", "simulate"};
    for (const std::string& file : Draft()) args.push_back(file);
    args.insert(args.end(), {"--out", process_->path(out)});
    args.insert(args.end(), more.begin(), more.end());
    return args;
  }
  static std::string Said(const std::string& out, const std::string& file) {
    return ReadFile(process_->path(out + "/" + file));
  }
};

TEST_F(SimulateTest, OverTheLedgerOfAnEngineAndItsExport) {
  for (const char* id : {"S-1", "S-2", "S-3"}) {
    Must(Desk({"settle", "-"}, Message2207(id, id)));
  }
  Must(Desk({"reverse", "--message-id", "S-2", "--request-id", "S-R2", "--reason", "test"}));
  const std::string size = std::to_string(
      Json<v1::LedgerCheckpoint>(As("auditor", {"ledger", "checkpoint", "--json"})).size());

  const Ran engine = As("auditor", Command("of-engine", {}));
  ASSERT_EQ(engine.exit_code, 0) << engine.err;
  EXPECT_THAT(engine.out, HasSubstr("3/3 笔历史结算"));
  EXPECT_THAT(engine.out, HasSubstr("现行一方 3/3 笔"));
  EXPECT_THAT(engine.out, HasSubstr("账本 " + size + " 条记录"));
  EXPECT_THAT(Said("of-engine", "by_town.csv"), HasSubstr("安亭镇,2,2,2,"));
  EXPECT_THAT(Said("of-engine", "report.html"), HasSubstr("示例"));
  EXPECT_THAT(Said("of-engine", "report.html"), Not(HasSubstr("三丰")));
  EXPECT_THAT(Said("of-engine", "report.html"), Not(HasSubstr("CARD0001")));

  Must(As("auditor", {"ledger", "export", process_->path("leaves")}));
  const Ran file =
      RunYizhan(Command("of-export", {"--ledger", process_->path("leaves"), "--one-thread"}));
  ASSERT_EQ(file.exit_code, 0) << file.err;
  for (const char* name : {"report.html", "report.xlsx", "cases.csv", "by_program.csv"}) {
    EXPECT_EQ(Said("of-engine", name), Said("of-export", name)) << name;
  }
  const std::string after = std::to_string(
      Json<v1::LedgerCheckpoint>(As("auditor", {"ledger", "checkpoint", "--json"})).size());
  EXPECT_EQ(after, size) << "nothing is written to the ledger";
}

TEST_F(SimulateTest, BeforeThePeriodNothingIsCounted) {
  Must(As("auditor", {"ledger", "export", process_->path("leaves-2")}));
  const Ran ran =
      RunYizhan(Command("later", {"--ledger", process_->path("leaves-2"), "--from", "2999-01-01"}));
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("单据 Bills 0"));
}

TEST_F(SimulateTest, OverAFileOfBills) {
  const std::string bills = process_->path("bills.jsonl");
  std::ofstream(bills)
      << R"({"bill":{"institution_id":"anting","visit_no":"V1","message_id":"m-1",)"
         R"("care_kind":"INPATIENT","service_start":"2012-06-20","service_end":"2012-06-28",)"
         R"("accounting_date":"2012-06-29","level":"LEVEL_2","total_fen":2000000,)"
         R"("in_scope_fen":2000000},"person":{"card":{"cert_type":"01","cert_no":"CARD0001"}}})"
      << "\nno bill\n";
  const std::string people = process_->path("people.csv");
  std::ofstream(people) << kRegister;
  const std::vector<std::string> more = {"--today",    kPackFiles[0], "--today", kPackFiles[1],
                                         "--bills",    bills,         "--fund",  "charity-fund=5",
                                         "--register", people};
  const Ran ran = RunYizhan(Command("of-bills", more));
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("单据 Bills 1\n"));
  EXPECT_THAT(ran.out, HasSubstr("首个不合格行 2"));
  EXPECT_THAT(Said("of-bills", "funds.csv"), HasSubstr("charity-fund,5.00,5.00,5.00"));
  // The draft's cap of 200.00 on the district's top-up; both sides say why.
  EXPECT_THAT(Said("of-bills", "by_layer.csv"),
              HasSubstr("区级 district,1,1,1,3500.00,200.00,-3300.00"));
  EXPECT_THAT(Said("of-bills", "losers.csv"), HasSubstr("行 line 2,1,"));
  EXPECT_THAT(Said("of-bills", "cases.csv"), HasSubstr("受此限制"));
  EXPECT_THAT(Said("of-bills", "cases.csv"), HasSubstr("has 200.00 yuan left and cut it"));
}

struct WrongRow {
  const char* name;
  std::vector<std::string> args;
  const char* said;
};

class SimulateWrongTest : public testing::TestWithParam<WrongRow> {};

TEST_P(SimulateWrongTest, SaysWhatIsWrong) {
  const std::string out = testing::TempDir() + "yizhan_never_made";
  std::vector<std::string> args = {"policy",  "simulate",    kPackFiles[0], kPackFiles[1],
                                   "--today", kPackFiles[0], "--out",       out};
  args.insert(args.end(), GetParam().args.begin(), GetParam().args.end());
  const Ran ran = RunYizhan(args);
  EXPECT_EQ(ran.exit_code, 2) << ran.out;
  EXPECT_THAT(ran.err, HasSubstr(GetParam().said));
  EXPECT_FALSE(std::filesystem::exists(out));
}

// A file that is certainly there, and is no ledger.
const std::string kSomeFile = kPackFiles[0];

INSTANTIATE_TEST_SUITE_P(
    Table, SimulateWrongTest,
    testing::Values(
        WrongRow{"NoRegister", {"--bills", kSomeFile}, "--register"},
        WrongRow{"TwoSources", {"--bills", kSomeFile, "--ledger", kSomeFile}, "--ledger"},
        WrongRow{"PeriodReversed",
                 {"--ledger", kSomeFile, "--from", "2012-02-01", "--until", "2012-01-01"},
                 "--from"},
        WrongRow{"NoDay", {"--ledger", kSomeFile, "--from", "2012-02-30"}, "--from"},
        WrongRow{"FundWithoutAmount",
                 {"--bills", kSomeFile, "--register", kSomeFile, "--fund", "x"},
                 "--fund"},
        WrongRow{"FundUnknown",
                 {"--bills", kSomeFile, "--register", kSomeFile, "--fund", "x=1"},
                 "has a fund"},
        WrongRow{"NoFile", {"--bills", "/no/such/file"}, "/no/such/file"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(SimulateExportTest, ACutExportIsNoLedger) {
  const std::string path = testing::TempDir() + "yizhan_cut.leaves";
  std::ofstream(path) << "yizhan-ledger-export 1\n12";
  const Ran ran = RunYizhan({"policy", "simulate", kPackFiles[0], kPackFiles[1], "--ledger", path,
                             "--out", testing::TempDir() + "yizhan_never_made"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("no complete export"));
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace yizhan::cli
