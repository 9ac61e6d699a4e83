// Goal: a desk's day through the program itself, against a real yizhand behind mutual TLS.
// Method: one engine for all tests; settle, ask, take back, play and verify by `yizhan` alone.
#include "tests/cli/support/end_to_end.h"
#include "yizhan/v1/institution.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::cli {
namespace {

using ::testing::HasSubstr;

TEST_F(EndToEndTest, SettleReplayGetExplainReverse) {
  const std::string bill = Message2207("E-1", "S-1");
  const Ran quote = Desk({"quote", "-", "--json"}, bill);
  ASSERT_EQ(quote.exit_code, 0) << quote.err;
  const auto quoted = Json<v1::SettleResult>(quote);
  EXPECT_EQ(quoted.number(), 0U);

  const Ran slip = Desk({"settle", "-"}, bill);
  ASSERT_EQ(slip.exit_code, 0) << slip.err;
  EXPECT_THAT(slip.out, HasSubstr("医疗救助一站式结算单"));
  EXPECT_THAT(slip.out, HasSubstr("张**"));
  EXPECT_THAT(slip.out, ::testing::Not(HasSubstr("三丰")));

  const Ran again = Desk({"settle", "-", "--json"}, bill);
  ASSERT_EQ(again.exit_code, 0) << again.err;
  const auto replayed = Json<v1::SettleResult>(again);
  EXPECT_TRUE(replayed.replayed());
  EXPECT_EQ(replayed.outcome().aid_fen(), quoted.outcome().aid_fen());
  EXPECT_GT(replayed.outcome().aid_fen(), 0);
  const std::string number = std::to_string(replayed.number());

  const auto got = Json<v1::GetReply>(Desk({"get", "--message-id", "E-1", "--json"}));
  EXPECT_EQ(got.state(), v1::SETTLED);
  EXPECT_EQ(got.result().number(), replayed.number());

  const Ran explained = Desk({"explain", number});
  EXPECT_EQ(explained.exit_code, 0) << explained.err;
  EXPECT_THAT(explained.out, HasSubstr("sh-2012-major"));

  const std::vector<std::string> reverse = {"reverse",      "--number", number,    "--request-id",
                                            "E-1-reversal", "--reason", "患者退费"};
  const Ran reversed = Desk(reverse);
  EXPECT_EQ(reversed.exit_code, 0) << reversed.err;
  EXPECT_THAT(reversed.out, HasSubstr("已冲正结算 " + number));
  EXPECT_THAT(Desk(reverse).out, HasSubstr("replayed"));
  EXPECT_EQ(Json<v1::GetReply>(Desk({"get", "--number", number, "--json"})).state(), v1::REVERSED);

  const Ran twice = Desk({"reverse", "--number", number, "--request-id", "E-1-other"});
  EXPECT_EQ(twice.exit_code, 1);
  EXPECT_THAT(twice.err, HasSubstr("ALREADY_REVERSED"));
}

TEST_F(EndToEndTest, AStaleQuoteIsRefusedAndShowsTheNewSlip) {
  const Ran refused =
      Desk({"settle", "-", "--quote-digest", std::string(64, 'a')}, Message2207("E-2", "S-2"));
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("QUOTE_STALE"));
  EXPECT_THAT(refused.out, HasSubstr("新的预结算摘要"));
}

TEST_F(EndToEndTest, AQuoteDigestOfJsonIsTaken) {
  const std::string bill = Message2207("E-3", "S-3", "", "CARD0002");
  const Ran quote = Desk({"quote", "-"}, bill);
  ASSERT_EQ(quote.exit_code, 0) << quote.err;
  const std::string mark = "Quote digest: ";
  const std::string digest = quote.out.substr(quote.out.find(mark) + mark.size(), 64);
  EXPECT_EQ(Desk({"settle", "-", "--quote-digest", digest}, bill).exit_code, 0);
}

TEST_F(EndToEndTest, ReplaceSaysWhatToCollect) {
  ASSERT_EQ(Desk({"settle", "-"}, Message2207("E-4", "S-4", "", "CARD0002")).exit_code, 0);
  const Ran replaced =
      Desk({"replace", "-", "--message-id", "E-4", "--reason", "部分退费", "--json"},
           Message2207("E-4b", "S-4", "", "CARD0002", 8'000));
  ASSERT_EQ(replaced.exit_code, 0) << replaced.err;
  const auto reply = Json<v1::ReplaceReply>(replaced);
  EXPECT_LT(reply.cash_fen(), 0);
  EXPECT_GT(reply.contra(), 0U);
}

TEST_F(EndToEndTest, ReversalFileBeforeItsBillIsATombstone) {
  const Ran reversed = Desk({"reverse", "-", "--reason", "超时"}, Message2601("R-5", "E-5", ""));
  EXPECT_EQ(reversed.exit_code, 0) << reversed.err;
  EXPECT_THAT(reversed.out, HasSubstr("今后不再结算"));
  const Ran late = Desk({"settle", "-", "--json"}, Message2207("E-5", "S-5"));
  EXPECT_EQ(late.exit_code, 1);
  EXPECT_THAT(late.out, HasSubstr("\"reason\": \"MESSAGE_TOMBSTONED\""));
}

TEST_F(EndToEndTest, ListsAndTotals) {
  ASSERT_EQ(Desk({"settle", "-"}, Message2207("E-6", "S-6", "", "CARD0002")).exit_code, 0);
  const auto list =
      Json<v1::ListReply>(As("relief", {"list", "--institution", "anting", "--json"}));
  EXPECT_GE(list.results_size(), 1);
  const Ran text = Desk({"list", "--institution", "anting"});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr("笔 settlements"));
  const Ran institutions = As("admin", {"institution", "list"});
  EXPECT_THAT(institutions.out, HasSubstr("安亭医院"));
  const auto totals =
      Json<v1::ListInstitutionsReply>(As("admin", {"institution", "list", "--json"}));
  ASSERT_EQ(totals.institutions_size(), 1);
  EXPECT_GT(totals.institutions(0).totals().aid_fen(), 0);
}

TEST_F(EndToEndTest, PostedAndAccounts) {
  ASSERT_EQ(Desk({"settle", "-"}, Message2207("E-7", "S-7", "", "CARD0002")).exit_code, 0);
  const std::vector<std::string> posted = {"posted",  "anting",     "--from", "2012-01-01",
                                           "--until", "9999-12-31", "--json"};
  const auto lines = Json<v1::ListPostedReply>(Desk(posted));
  ASSERT_GE(lines.lines_size(), 1);
  EXPECT_EQ(lines.lines().rbegin()->bill_no(), "S-7");
  const Ran text = Desk({posted.begin(), posted.end() - 1});
  EXPECT_THAT(text.out, HasSubstr("合计 Sum"));
  EXPECT_EQ(Desk({"posted", "anting"}).exit_code, 2) << "no days";

  const Ran accounts = Desk({"accounts", "--cert-no", "CARD0002", "--year", "2012"});
  EXPECT_EQ(accounts.exit_code, 0) << accounts.err;
  EXPECT_THAT(accounts.out, HasSubstr("年度 Year 2012"));
  const Ran nobody = Desk({"accounts", "--cert-no", "NOBODY", "--year", "2012"});
  EXPECT_EQ(nobody.exit_code, 1);
  EXPECT_THAT(nobody.err, HasSubstr("PERSON_UNKNOWN"));
}

TEST_F(EndToEndTest, PlainTextIsNotAnswered) {
  const Ran ran = RunYizhan({"--engine", process_->address(), "--training", "list"});
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_EQ(ran.out, "");
}

class DeskTest : public EndToEndTest {};

TEST_F(DeskTest, PlaysADayAndCounts) {
  const std::string day =
      Message2207("D-1", "T-1", R"("_expect":"OK",)") + "\n" +
      Message2207("D-1", "T-1", R"("_expect":"REPLAYED",)") + "\n" +
      Message2207("D-2", "T-2", R"("_at":1,"_expect":"OK",)") + "\n" +
      Message2207("D-3", "T-3", R"("_at":1,"_expect":"OK",)") + "\n" +
      Message2207("D-4", "T-4", R"("_at":2,"_expect":"OK|REPLAYED",)") + "\n" +
      Message2207("D-4", "T-4", R"("_at":2,"_expect":"OK|REPLAYED",)") + "\n" +
      Message2601("D-5", "D-3", R"("_expect":"OK",)") + "\n" +
      Message2601("D-6", "D-7", R"("_expect":"TOMBSTONE",)") + "\n" +
      Message2207("D-7", "T-7", R"("_expect":"MESSAGE_TOMBSTONED",)") + "\n" +
      Message2207("D-8", "T-1", R"("_replace":"D-1","_expect":"OK",)", "CARD0001", 9'000) + "\n" +
      Message2207("D-9", "T-9", R"("_expect":"PERSON_UNKNOWN",)", "NOBODY") + "\n" +
      "{\"_expect\":\"FIELD_MISSING\",\"fixmedins_code\":\"anting\"}\n";
  const Ran ran = Desk({"desk", "-", "--client-dir", process_->clients(), "--json"}, day);
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(R"("lines": 12, "settled": 4, "duplicates": 2, "reversed": 1, )"
                                 R"("tombstones": 1, "replaced": 1, "refused": 3, )"));
}

TEST_F(DeskTest, AMismatchIsListedAndTheExitCodeIsOne) {
  const Ran ran = Desk({"desk", "-", "--client-dir", process_->clients()},
                       Message2207("D-10", "T-10", R"("_expect":"LATE",)") + "\n");
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.out, HasSubstr("应为 expected LATE, 实为 got OK"));
}

// Last by name: it stops the engine.
TEST_F(EndToEndTest, ZExportThenVerifyOffline) {
  const std::string folder = process_->path("export");
  const Ran exported = As("relief", {"ledger", "export", folder, "--json"});
  EXPECT_EQ(exported.exit_code, 0) << exported.err;
  EXPECT_THAT(ReadFile(folder + "/leaves"), ::testing::StartsWith("yizhan-ledger-export 1\n"));
  const Ran audited = RunYizhan({"ledger", "audit", folder, "--key", folder + "/key",
                                 "--checkpoint", folder + "/checkpoint"});
  EXPECT_EQ(audited.exit_code, 0) << audited.out << audited.err;
  EXPECT_THAT(audited.out, HasSubstr("导出核对无误"));
  const Ran replayed = RunYizhan({"replay", "0", "--export", folder});
  EXPECT_EQ(replayed.exit_code, 0) << replayed.out << replayed.err;
  EXPECT_THAT(replayed.out, HasSubstr("建账 ledger opened"));
  const Ran head = As("relief", {"ledger", "checkpoint"});
  EXPECT_EQ(head.exit_code, 0) << head.err;

  process_->Kill();
  const Ran verified = RunYizhan({"ledger", "verify", process_->data_dir()});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("账本核对无误"));
  EXPECT_THAT(verified.out, HasSubstr(head.out.substr(head.out.find("根 Root ") + 9, 64)));

  const Ran doctor = RunYizhan({"doctor", "--config", process_->config_path()});
  EXPECT_EQ(doctor.exit_code, 0) << doctor.out;
  EXPECT_THAT(doctor.out, HasSubstr("与锚点一致"));
  process_->Start();
}

}  // namespace
}  // namespace yizhan::cli
