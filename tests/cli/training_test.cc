// Goal: nothing that leaves a training ledger can be taken for real money: what `yizhan` prints,
// every file of every report, the export and what is read of it later.
// Method: one training engine, with a bill that its rules pay today and an identity that
// ended before it; each row is a command and the files it writes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "adapters/files/hospital_books.h"
#include "tests/cli/support/run_program.h"
#include "tests/service/world.h"
#include "tools/cli/report_csv.h"
#include "tools/cli/report_files.h"

namespace yizhan::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::ReadWholeFile;
using testing::World;
using testing::WriteWholeFile;
using testing_support::Ran;
using testing_support::RunProgram;
using testing_support::RunYizhan;

constexpr char kSays[] = "培训账本，不是真实账目";
constexpr char kLine[] = "培训账本，不是真实账目 / training ledger, not real money\n";

struct Command {
  const char* name;
  const char* caller;  // Of kTestPeers; empty: nobody, offline.
  std::vector<std::string> args;
  const char* report = "";  // A folder that the command writes a report into.
  int exit_code = 0;
};
void PrintTo(const Command& row, std::ostream* out) { *out << row.name; }

// "DIR" in the arguments is the engine's own folder.
std::string InFolder(std::string text, const std::string& folder) {
  const std::size_t at = text.find("DIR");
  return at == std::string::npos ? text : text.replace(at, 3, folder);
}

class TrainingTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    world_ = new World();
    EXPECT_TRUE(world_->Settle(World::Request("M-1")).ok());
    v1::ImportPerson person = World::Person(testing::kDibaoCard, "张三");
    person.mutable_identities(0)->set_until("2012-05-31");
    EXPECT_TRUE(world_->Import({person}).ok());
    WriteWholeFile(At("books.csv"),
                   "setl_id,mdtrt_id,medfee_sumamt,fund_pay_sumamt,acct_pay,refd_setl_flag\n");
    const Ran exported = As("auditor", {"ledger", "export", At("export")});
    EXPECT_EQ(exported.exit_code, 0) << exported.err;
    EXPECT_THAT(exported.out, HasSubstr(kLine));
  }
  static void TearDownTestSuite() {
    delete world_;
    world_ = nullptr;
  }

  static std::string At(const std::string& name) { return world_->process().folder() + "/" + name; }
  static Ran As(const std::string& caller, std::vector<std::string> args) {
    for (std::string& word : args) word = InFolder(word, world_->process().folder());
    if (!caller.empty()) {
      WriteWholeFile(At("caller.token"), world_->process().token(caller) + "\n");
      args.insert(args.end(),
                  {"--engine", world_->process().address(), "--token", At("caller.token")});
    }
    return RunYizhan(args);
  }
  static void ExpectMarked(const std::string& folder) {
    std::size_t tables = 0;
    for (const auto& file : fs::directory_iterator(folder)) {
      const std::string name = file.path().filename().string();
      const std::string bytes = ReadWholeFile(file.path().string());
      if (name.ends_with(".csv")) {
        ++tables;
        EXPECT_TRUE(name.starts_with("training_")) << name;
        EXPECT_THAT(bytes.substr(0, bytes.find('\n')), HasSubstr(kSays)) << name;
      } else if (name.ends_with(".xlsx")) {
        const Ran book = RunProgram("/usr/bin/unzip", {"-p", file.path().string()});
        EXPECT_THAT(book.out, HasSubstr(kSays)) << name;
        EXPECT_THAT(book.out, HasSubstr("name=\"培训_")) << name;
        EXPECT_THAT(book.out, HasSubstr("&amp;C&amp;B培训")) << name;
      } else {
        EXPECT_THAT(bytes, HasSubstr(kSays)) << name;
      }
    }
    EXPECT_GE(tables, 1U);
  }

  static inline World* world_ = nullptr;
};

class TrainingOutputTest : public TrainingTest, public ::testing::WithParamInterface<Command> {};

TEST_P(TrainingOutputTest, SaysSo) {
  const Command& row = GetParam();
  const Ran text = As(row.caller, row.args);
  EXPECT_EQ(text.exit_code, row.exit_code) << text.out << text.err;
  EXPECT_THAT(text.out, HasSubstr(kLine)) << text.err;
  if (*row.report != '\0') ExpectMarked(At(row.report));
  if (*row.report != '\0') fs::remove_all(At(row.report));
  std::vector<std::string> json = row.args;
  json.emplace_back("--json");
  EXPECT_THAT(As(row.caller, json).out, HasSubstr("\"training\": true"));
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, TrainingOutputTest, ::testing::Values(
    Command{"Reconcile", "relief", {"reconcile", "DIR/books.csv", "--institution", "anting", "--from",
        "2000-01-01", "--until", "9999-12-30", "--out", "DIR/rec"}, "rec", 1},
    Command{"ReconcileAnExport", "", {"reconcile", "DIR/books.csv", "--institution", "anting", "--from",
        "2000-01-01", "--until", "9999-12-30", "--ledger", "DIR/export", "--out", "DIR/rec"},
        "rec", 1},
    Command{"Quarter", "relief", {"report", "quarter", "2012-Q2", "--out", "DIR/q"}, "q"},
    Command{"Year", "", {"report", "year", "2012", "--ledger", "DIR/export", "--out", "DIR/y"}, "y"},
    Command{"Disclosure", "relief", {"report", "disclosure", "2012", "--out", "DIR/d"}, "d"},
    Command{"Statement", "", {"statement", "--institution", "anting", "--period", "2012-06", "--draft",
        "--ledger", "DIR/export", "--out", "DIR/s"}, "s"},
    Command{"MissedAndOverpaidAid", "relief", {"relief", "readjudicate-all", "--year", "2012", "--out",
        "DIR/all"}, "all"},
    Command{"Expiring", "relief", {"register", "expiring", "--from", "2012-05-01", "--until",
        "2012-05-31", "--out", "DIR/exp"}, "exp"},
    Command{"Simulate", "", {"policy", "simulate", YIZHAN_SOURCE_DIR
        "/engine/policy/packs/cn-sh/2012.textproto", "--ledger", "DIR/export", "--out", "DIR/sim"},
        "sim"},
    Command{"Leads", "relief", {"relief", "leads"}},
    Command{"Payables", "relief", {"payout", "list"}},
    Command{"Funds", "relief", {"fund", "show"}},
    Command{"Settlements", "anting/desk-1", {"list"}},
    Command{"OneSettlement", "anting/desk-1", {"get", "--message-id", "M-1"}},
    Command{"Posted", "anting/desk-1", {"posted", "anting", "--from", "2012-01-01", "--until",
        "9999-12-30"}},
    Command{"Accounts", "relief", {"accounts", "--cert-no", testing::kDibaoCard, "--year", "2012"}},
    Command{"Closes", "relief", {"period", "list", "anting"}},
    Command{"Alerts", "relief", {"alerts", "list"}},
    Command{"Audit", "", {"ledger", "audit", "DIR/export"}},
    Command{"Replay", "", {"replay", "1", "--export", "DIR/export"}},
    Command{"ProveAnEntry", "auditor", {"ledger", "prove", "1"}},
    Command{"ProveOfAnExport", "", {"ledger", "prove", "1", "--export", "DIR/export"}}),
    [](const auto& row) { return row.param.name; });
// clang-format on

// What programs read of it, they still read.
TEST_F(TrainingTest, TheExportSaysSoInWordsToo) {
  EXPECT_EQ(ReadWholeFile(At("export/TRAINING.txt")), kLine);
}

TEST_F(TrainingTest, ListsToSignSaySoAndAreStillRead) {
  const Ran looked =
      As("relief", {"relief", "readjudicate-all", "--year", "2012", "--out", "DIR/lists"});
  ASSERT_EQ(looked.exit_code, 0) << looked.err;
  const std::string list = At("lists/proposals-1.textproto");
  EXPECT_THAT(ReadWholeFile(list), HasSubstr(std::string("# ") + kSays));
  WriteWholeFile(At("li.key"), world_->process().officer("li").key_pem);
  const Ran signed_by_li =
      As("relief", {"officer", "sign", "confirm-in-bulk", list, "--officer", "li", "--key",
                    At("li.key"), "--out", At("li.sig"), "--request-id", "bulk-1"});
  EXPECT_EQ(signed_by_li.exit_code, 0) << signed_by_li.err;
  EXPECT_THAT(ReadWholeFile(At("li.sig")), HasSubstr(std::string("# ") + kSays));
  const Ran shown = As("", {"officer", "show", At("li.sig")});
  EXPECT_THAT(shown.out, HasSubstr("bulk-1")) << shown.err;
}

TEST_F(TrainingTest, BooksOfADeskAreStillRead) {
  std::uint64_t rows = 0;
  const auto books = files::ReadHospitalBooks(
      "setl_id,mdtrt_id,medfee_sumamt,fund_pay_sumamt,acct_pay,refd_setl_flag,培训 training\n"
      "S-M1,V-M1,1000.00,900.10,0.00,0,培训账本，不是真实账目\n",
      [&rows](const v1::BookedRow& row) { rows += row.sums().total_fen() == 100'000 ? 1U : 0U; });
  ASSERT_TRUE(books.ok()) << books.status();
  EXPECT_TRUE(books->refused.empty());
  EXPECT_EQ(rows, 1U);
}

TEST(ReportCsvTest, OfATrainingLedgerSaysSoInEveryRow) {
  const ReportTable table{.name = "t",
                          .title = {"表", "Table"},
                          .columns = {{"镇", "Town"}, {"数", "Count"}},
                          .rows = {{"安亭镇", std::int64_t{2}}},
                          .whole = Row{"合计", std::int64_t{2}}};
  EXPECT_EQ(ReportCsv(table, true),
            "\xEF\xBB\xBF镇 Town,数 Count,\"培训账本，不是真实账目 training ledger, not real "
            "money\"\r\n安亭镇,2,培训 TRAINING\r\n合计,2,培训 TRAINING\r\n");
  EXPECT_THAT(ReportCsv(table), Not(HasSubstr("培训")));
}

}  // namespace
}  // namespace yizhan::cli
