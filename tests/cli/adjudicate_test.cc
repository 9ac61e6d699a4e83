// Goal: `yizhan adjudicate` folds a list as an engine would: the worked figures of the contract's
// section 9, reversals, replacements, national messages; and `policy simulate` reads the same list
// as the same bills.
#include "tests/cli/adjudicate/run_list.h"
#include "tests/cli/support/readme.h"

namespace yizhan::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class AdjudicateTest : public ListTest {};

std::string Reverse(const std::string& message_id) {
  return R"({"reverse":{"institution_id":"H1","message_id":")" + message_id + "\"}}\n";
}

// A bill of H1 with everything in scope.
std::string BillOf(const std::string& id, std::int64_t fen, const std::string& card = "CARD0001") {
  const std::string amount = std::to_string(fen);
  return R"("bill":{"institution_id":"H1","visit_no":"V","bill_no":"B-)" + id +
         R"(","message_id":"M-)" + id +
         R"(","care_kind":"INPATIENT","service_start":"2012-03-01","service_end":"2012-03-09",)"
         R"("accounting_date":"2012-03-09","total_fen":)" +
         amount + R"(,"in_scope_fen":)" + amount +
         R"(},"person":{"card":{"cert_type":"01","cert_no":")" + card + "\"}}";
}
std::string Bill(const std::string& id, std::int64_t fen, const std::string& card = "CARD0001") {
  return "{" + BillOf(id, fen, card) + "}\n";
}
std::string Replace(const std::string& named, const std::string& id, std::int64_t fen,
                    const std::string& card = "CARD0001") {
  return R"({"replace":{)" + named + "," + BillOf(id, fen, card) + "}}\n";
}

// 2207 or 2304 of hospital H1: 10 000.00 in scope, of which insurance paid 6 000.00.
std::string National(const std::string& infno, const std::string& id) {
  return R"({"infno":")" + infno + R"(","msgid":"N-)" + id +
         R"(","fixmedins_code":"H1","input":{"setlinfo":{"mdtrt_id":"V)" + id +
         R"(","setl_id":"S)" + id +
         R"(","psn_cert_type":"01","certno":"CARD0001","psn_name":"张三丰","insutype":"310",)"
         R"("med_type":"21","hosp_lv":"02","setl_time":"2012-06-29 09:30:00",)"
         R"("medfee_sumamt":"10000.00","inscp_scp_amt":"10000.00","preselfpay_amt":"0",)"
         R"("overlmt_selfpay":"0","fulamt_ownpay_amt":"0","hifp_pay":"6000.00",)"
         R"("cvlserv_pay":"0","hifes_pay":"0","hifmi_pay":"0","hifob_pay":"0","maf_pay":"0",)"
         R"("oth_pay":"0","fund_pay_sumamt":"6000.00","psn_part_amt":"4000.00","acct_pay":"0",)"
         R"("psn_cash_pay":"4000.00","hosp_part_amt":"0"},)"
         R"("mdtrtinfo":{"begntime":"2012-06-20","endtime":"2012-06-28"},)"
         R"("diseinfo":[{"diag_code":"I10","diag_srt_no":"1"}]}})"
         "\n";
}
std::string National2208(const std::string& msgid, const std::string& setl_id,
                         const std::string& institution_id = "H1") {
  return R"({"infno":"2208","msgid":")" + msgid + R"(","fixmedins_code":")" + institution_id +
         R"(","input":{"data":{"psn_no":"P","setl_id":")" + setl_id + "\"}}}\n";
}
std::string National2601(const std::string& msgid, const std::string& omsgid) {
  return R"({"infno":"2601","msgid":")" + msgid +
         R"(","fixmedins_code":"H1","input":{"data":{"psn_no":"P","omsgid":")" + omsgid +
         R"(","oinfno":"2207"}}})"
         "\n";
}

// What a program paid for the bill of a row.
std::string Paid(const Json& row, const std::string& program) {
  const Json* at = row.Find("settled");
  for (const char* name : {"outcome", "steps"}) at = at == nullptr ? nullptr : at->Find(name);
  if (at == nullptr) return "";
  for (const Json& step : at->items) {
    if (At(step, "program") == program) return At(step, "figures.pay_fen");
  }
  return "";
}

struct Worked {
  const char *municipal, *district, *charity, *due, *cash;
};

TEST_F(AdjudicateTest, TheFiveBillsOfSection9) {
  const Listed listed = Adjudicate(FiveBills());
  ASSERT_EQ(listed.ran.exit_code, 0) << listed.ran.err;
  const std::vector<Worked> table = {
      {"300500", "60275", "69900", "523375", "523375"},
      {"1698100", "915950", "230100", "1577427", "1577427"},
      {"3001400", "1023775", "0", "4151369", "4101369"},
      {"0", "0", "0", "0", "0"},
      {"0", "0", "0", "33666", "33666"},
  };
  for (std::size_t i = 0; i < table.size(); ++i) {
    const Json row = listed.Row(i + 1);
    EXPECT_EQ(Paid(row, "sh-2012-major"), table[i].municipal) << i + 1;
    EXPECT_EQ(Paid(row, "jd-topup"), table[i].district) << i + 1;
    EXPECT_EQ(Paid(row, "charity-own-expense"), table[i].charity) << i + 1;
    EXPECT_EQ(At(row, "settled.outcome.patient_due_fen"), table[i].due) << i + 1;
    EXPECT_EQ(At(row, "settled.outcome.cash_due_fen"), table[i].cash) << i + 1;
    EXPECT_EQ(At(row, "register_line"), "2");
  }
  EXPECT_EQ(listed.Value("sh-major-base"), 11'707'876);
  EXPECT_EQ(listed.Value("sh-major-paid"), 5'000'000);
  EXPECT_EQ(listed.Value("jd-topup-base"), 7'327'927);
  EXPECT_EQ(listed.Value("jd-topup-paid"), 2'000'000);
  EXPECT_EQ(listed.Value("charity-own-base"), 1'256'410);
  EXPECT_EQ(listed.Value("charity-own-paid"), 300'000);
  EXPECT_EQ(listed.Fund(), "200000");
  EXPECT_THAT(listed.ran.err, HasSubstr("结算 settled 5，"));
}

TEST_F(AdjudicateTest, ReversalsRestoreEverything) {
  const Listed listed = Adjudicate(FiveBills() + Reverse("M-2") + Reverse("M-5") + Reverse("M-1") +
                                   Reverse("M-4") + Reverse("M-3"));
  ASSERT_EQ(listed.ran.exit_code, 0) << listed.ran.err;
  EXPECT_EQ(At(listed.Row(6), "original"), "2");
  EXPECT_EQ(At(listed.Row(6), "reversed.cash_back_fen"), "1577427");
  EXPECT_EQ(At(listed.Row(10), "reversed.account_back_fen"), "50000");
  for (const char* account : {"sh-major-base", "sh-major-paid", "jd-topup-base", "jd-topup-paid",
                              "charity-own-base", "charity-own-paid", "metric.year_due"}) {
    EXPECT_EQ(listed.Value(account), 0) << account;
  }
  EXPECT_EQ(listed.Fund(), "500000");
}

TEST_F(AdjudicateTest, AReplacementIsTheNewBillAlone) {
  const Listed replaced = Adjudicate(
      Bill("1", 1'000'000) + Replace(R"("message_id":"M-1","reason":"refund")", "2", 600'000) +
      Replace(R"("number":2)", "3", 400'000));
  const Listed alone = Adjudicate(Bill("3", 400'000));
  ASSERT_EQ(replaced.ran.exit_code, 0) << replaced.ran.err;
  EXPECT_EQ(At(replaced.Row(2), "original"), "1");
  EXPECT_EQ(At(replaced.Row(3), "original"), "2") << "number 2 is the bill of line 2";
  EXPECT_EQ(At(replaced.Row(3), "settled.outcome.aid_fen"),
            At(alone.Row(1), "settled.outcome.aid_fen"));
  for (const char* account : {"sh-major-base", "sh-major-paid", "jd-topup-base", "jd-topup-paid"}) {
    EXPECT_EQ(replaced.Value(account), alone.Value(account)) << account;
  }
  EXPECT_NE(alone.Value("sh-major-paid"), 0);
}

TEST_F(AdjudicateTest, NationalMessagesInTheSameList) {
  const Listed listed = Adjudicate(National("2207", "1") + Bill("2", 100'000) +
                                   National("2304", "3") + National2208("R-1", "1") +
                                   National2601("R-2", "N-3") + National2601("R-3", "N-9") +
                                   National("2207", "9") + National2208("R-4", "2", "H2"));
  EXPECT_EQ(listed.ran.exit_code, 0) << listed.ran.err << "what is refused is no error";
  EXPECT_EQ(Paid(listed.Row(1), "sh-2012-major"), "200000");
  EXPECT_EQ(Paid(listed.Row(2), "sh-2012-major"), "50000");
  EXPECT_EQ(Paid(listed.Row(3), "sh-2012-major"), "200000");
  EXPECT_EQ(At(listed.Row(4), "original"), "1");
  EXPECT_EQ(At(listed.Row(5), "original"), "3");
  EXPECT_NE(listed.Row(6).Find("reversed"), nullptr) << "a tombstone";
  EXPECT_EQ(At(listed.Row(7), "refused.reason"), "MESSAGE_TOMBSTONED");
  EXPECT_EQ(At(listed.Row(7), "refused.related_line"), "6");
  EXPECT_EQ(At(listed.Row(8), "refused.reason"), "NOT_ALLOWED") << "R45";
  EXPECT_EQ(listed.Value("sh-major-paid"), 50'000);
  EXPECT_THAT(listed.ran.out, Not(HasSubstr("张三丰")));
  EXPECT_THAT(listed.ran.out, Not(HasSubstr("CARD0001")));
}

TEST_F(AdjudicateTest, ExplainedItHasSentencesAndSources) {
  const Listed listed = Adjudicate(Bill("1", 100'000), {"--explain"});
  ASSERT_EQ(listed.rows.size(), 1U);
  const Json* explained = listed.rows[0].Find("explained");
  ASSERT_NE(explained, nullptr);
  const Json& step = explained->Find("steps")->items[0];
  EXPECT_EQ(At(step, "program_id"), "sh-2012-major");
  EXPECT_THAT(At(step, "sentence_zh"), HasSubstr("本次救助500.00元"));
  EXPECT_THAT(At(step, "sentence_en"), HasSubstr("Pays 500.00 yuan"));
  EXPECT_THAT(At(step, "source.quote"), HasSubstr("50%"));
}

TEST_F(AdjudicateTest, FromStdinToAFile) {
  std::vector<std::string> args = Pilot("--pack");
  args.insert(args.begin(), "adjudicate");
  args.insert(args.end(), {"--register", People(), "--bills", "-", "--out", path("out.jsonl")});
  const Ran ran = RunYizhan(args, "\r\n" + Bill("1", 100'000) + "\n" + Bill("2", 100'000));
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out, "");
  const Listed listed = Parsed(ran, FileText(path("out.jsonl")));
  ASSERT_EQ(listed.rows.size(), 2U);
  EXPECT_EQ(At(listed.rows[1], "line"), "4") << "blank lines are counted";
  EXPECT_EQ(Adjudicate(FiveBills()).ran.out, Adjudicate(FiveBills()).ran.out) << "repeatable";
}

TEST_F(AdjudicateTest, OnlyTheInstitutionsThatAreListed) {
  const std::string listed_ones =
      Write("h.jsonl", R"({"id":"H2","level":"LEVEL_2"})"
                       "\n\n"
                       R"({"id":"H1","name":"H","live_from":"2012-03-10"})"
                       "\n");
  const Listed late = Adjudicate(Bill("1", 100), {"--institutions", listed_ones});
  EXPECT_EQ(At(late.Row(1), "refused.reason"), "INSTITUTION_NOT_LIVE");
  const Listed unknown =
      Adjudicate(Bill("1", 100), {"--institutions", Write("i.jsonl", R"({"id":"H2"})")});
  EXPECT_EQ(At(unknown.Row(1), "refused.reason"), "INSTITUTION_UNKNOWN");
  const Listed wrong =
      Adjudicate(Bill("1", 100), {"--institutions", Write("j.jsonl", "\n{\"id\":\"H1\",\"x\":1}")});
  EXPECT_EQ(wrong.ran.exit_code, 2);
  EXPECT_THAT(wrong.ran.err, HasSubstr("j.jsonl 第2行"));
}

// Every kind of line, in every order that the two might read differently.
std::string MixedList() {
  const std::string nobody = "CARD9999";
  return FileText(std::string(kFiles) + "bills.jsonl") +         // 1 to 5
         Bill("6", 500'000, nobody) + Bill("6", 500'000) +       // R10 binds no key.
         Bill("6", 500'000) + Bill("6", 700'000) +               // Replayed; other content.
         Reverse("M-7") + Bill("7", 800'000) +                   // A tombstone.
         Reverse("M-1") + Reverse("M-1") + Bill("1", 900'000) +  // R42: its id is used.
         Replace(R"("message_id":"M-2")", "8", 3'000'000) +      // 15
         Replace(R"("message_id":"M-2")", "9", 3'000'000) +      // Replaced already.
         Replace(R"("message_id":"M-3")", "10", 100, nobody) +   // Refused whole.
         Replace(R"("message_id":"M-99")", "11", 40'000) +       // A tombstone and a bill.
         Bill("99", 1'000'000) + Replace(R"("number":15)", "12", 2'000'000) +
         R"({"reverse":{"number":7,"request_id":"Q"}})"
         "\n"  // 21
         R"({"reverse":{"number":7,"request_id":"Q"}})"
         "\n"  // The same again.
         R"({"reverse":{"number":5,"request_id":"Q"}})"
         "\n"  // Another by its name.
         R"({"reverse":{"number":8}})"
         "\n" +  // A replay settled nothing.
         National("2207", "1") +
         National("2304", "2") + National2601("R-1", "N-1") + National2208("R-2", "26", "H2") +
         "no json\n" +
         R"({"bill":{},"person":{"person_no":"2"}})"
         "\n\n" +
         Bill("13", 123'457);
}

TEST_F(AdjudicateTest, SimulateReadsTheSameListAsTheSameBills) {
  const Listed listed = Adjudicate(MixedList());
  EXPECT_EQ(listed.ran.exit_code, 1) << "two lines are errors";
  EXPECT_THAT(listed.ran.err, HasSubstr("错误 errors 2，"));
  std::int64_t aid_fen = 0;
  for (const Json& row : listed.rows) {
    if (row.Find("settled") == nullptr || At(row, "settled.state") == "REVERSED") continue;
    if (row.Find("settled")->Find("replayed") != nullptr) continue;
    aid_fen += std::stoll(At(row, "settled.outcome.aid_fen"));
  }
  for (const Json& row : listed.rows) {
    const bool takes_back = row.Find("reversed") != nullptr || row.Find("replaced") != nullptr;
    const bool is_first =
        takes_back && At(row, "original") != "" &&
        (row.Find("reversed") == nullptr || row.Find("reversed")->Find("replayed") == nullptr);
    if (!is_first) continue;
    const Json original = listed.Row(std::stoull(At(row, "original")));
    aid_fen -= std::stoll(At(original, "settled.outcome.aid_fen"));
  }
  const std::int64_t paid_fen = listed.Value("sh-major-paid") + listed.Value("jd-topup-paid") +
                                listed.Value("charity-own-paid");
  EXPECT_EQ(aid_fen, paid_fen);

  std::vector<std::string> args = Pilot("--today");
  args.insert(args.begin(), {"--json", "policy", "simulate", args[1], args[3]});
  args.insert(args.end(), {"--register", People(), "--bills", path("bills.jsonl"), "--fund",
                           "charity-fund=5000.00", "--out", path("out")});
  const Ran ran = RunYizhan(args);
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const absl::StatusOr<Json> said = ParseJson(ran.out);
  ASSERT_TRUE(said.ok()) << ran.out;
  std::string aid = At(*said, "aid_today_yuan");
  std::erase(aid, '.');
  EXPECT_EQ(aid, std::to_string(paid_fen));
  EXPECT_GT(paid_fen, 5'000'000) << "the list pays something";
}

// The README's example and what it says comes out.
TEST_F(AdjudicateTest, AsTheReadmeSays) {
  for (const char* linked : {"engine", "tests"}) {
    std::filesystem::create_directory_symlink(std::string(YIZHAN_SOURCE_DIR) + "/" + linked,
                                              path(linked));
  }
  const std::vector<std::pair<const char*, const char*>> readmes = {
      {"README.md", "### A list of bills without an engine"}, {"README.zh-CN.md", "### 一批单据"}};
  for (const auto& [readme, heading] : readmes) {
    const std::string section = testing_support::SectionOf(
        FileText(std::string(YIZHAN_SOURCE_DIR) + "/" + readme), heading);
    const auto commands = testing_support::BlocksOf(section, "sh");
    const auto said = testing_support::BlocksOf(section, "text");
    ASSERT_EQ(commands.size(), 1U) << readme;
    ASSERT_EQ(said.size(), 1U) << readme;
    const Ran ran = testing_support::RunProgram(
        "/bin/sh", {"-c", "set -e; cd '" + folder_.string() +
                              "'; export PATH='" YIZHAN_BINARY_DIR "/bin':$PATH\n" + commands[0]});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    for (const std::string& line : LinesOf(said[0])) {
      EXPECT_THAT(ran.err + ran.out, HasSubstr(line + "\n")) << readme;
    }
  }
}

}  // namespace
}  // namespace yizhan::cli
