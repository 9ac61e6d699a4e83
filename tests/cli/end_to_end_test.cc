// Goal: an operator's day through the program itself, against a real yizhand.
// Method: one engine for all tests; set up, settle, ask, take back and verify by `yizhan` alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "google/protobuf/util/json_util.h"
#include "tests/cli/support/run_program.h"
#include "tests/service/engine_process.h"
#include "yizhan/v1/institution.pb.h"
#include "yizhan/v1/policy_service.pb.h"
#include "yizhan/v1/register.pb.h"
#include "yizhan/v1/relief.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::cli {
namespace {

using ::testing::HasSubstr;
using testing_support::Ran;
using testing_support::RunYizhan;

constexpr char kPacks[] = YIZHAN_SOURCE_DIR "/engine/policy/packs/";
constexpr char kRegister[] =
    "证件号码,姓名,出生日期,街镇,险种,救助类别,起始日期,截止日期\n"
    "CARD0001,张三丰,1950-01-01,安亭镇,310,dibao,2010-01-01,\n"
    "CARD0002,李四,1951-01-01,安亭镇,310,dibao,2010-01-01,\n"
    "CARD0003,王五,1951-01-01,安亭镇,310,dibao,2011-01-01,2010-01-01\n";

// All of it in scope; insurance paid 6 000.00.
std::string Message2207(const std::string& msgid, const std::string& setl_id,
                        const std::string& extra = "", const std::string& card = "CARD0001",
                        int total_yuan = 10'000) {
  const std::string total = std::to_string(total_yuan) + ".00";
  const std::string part = std::to_string(total_yuan - 6'000) + ".00";
  return "{" + extra + R"("infno":"2207","msgid":")" + msgid +
         R"(","fixmedins_code":"anting","input":{"setlinfo":{"mdtrt_id":"V)" + setl_id +
         R"(","setl_id":")" + setl_id + R"(","psn_cert_type":"01","certno":")" + card +
         R"(","psn_name":"张三丰","insutype":"310","med_type":"21","hosp_lv":"02",)"
         R"("setl_time":"2012-06-29 09:30:00","medfee_sumamt":")" +
         total + R"(","inscp_scp_amt":")" + total +
         R"(","preselfpay_amt":"0","overlmt_selfpay":"0","fulamt_ownpay_amt":"0",)"
         R"("hifp_pay":"6000.00","cvlserv_pay":"0","hifes_pay":"0","hifmi_pay":"0",)"
         R"("hifob_pay":"0","maf_pay":"0","oth_pay":"0","fund_pay_sumamt":"6000.00",)"
         R"("psn_part_amt":")" +
         part + R"(","acct_pay":"0","psn_cash_pay":")" + part +
         R"(","hosp_part_amt":"0"},"mdtrtinfo":{"begntime":"2012-06-20","endtime":"2012-06-28"},)"
         R"("diseinfo":[{"diag_code":"I10","diag_srt_no":"1"}]}})";
}

std::string Message2601(const std::string& msgid, const std::string& omsgid,
                        const std::string& extra) {
  return "{" + extra + R"("infno":"2601","msgid":")" + msgid +
         R"(","fixmedins_code":"anting","input":{"data":{"psn_no":"P","omsgid":")" + omsgid +
         R"(","oinfno":"2207"}}})";
}

class EndToEndTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    process_ = new testing::EngineProcess();
    process_->Start();
    Must(As("admin", {"policy", "activate", std::string(kPacks) + "cn-sh/2012.textproto",
                      std::string(kPacks) + "cn-sh-jd/2012-pilot.textproto"}));
    Must(As("admin", {"institution", "add", "anting", "安亭医院", "--level", "2"}));
    Must(As("admin", {"institution", "live", "anting", "--from", "2012-01-01"}));
    const Ran imported = As("relief", {"register", "import", "-"}, kRegister);
    EXPECT_EQ(imported.exit_code, 2);  // The third row's span is reversed.
    EXPECT_THAT(imported.out, HasSubstr("created 2"));
  }
  static void TearDownTestSuite() {
    delete process_;
    process_ = nullptr;
  }

  static void Must(const Ran& ran) { ASSERT_EQ(ran.exit_code, 0) << ran.out << ran.err; }

  static std::string TokenPath(const std::string& sender) {
    std::string path = process_->folder() + "/cli-" + std::to_string(sender.size()) + sender.back();
    testing::WriteWholeFile(path, process_->token(sender) + "\n");
    return path;
  }

  static Ran As(const std::string& sender, std::vector<std::string> args,
                const std::string& input = "") {
    args.insert(args.end(), {"--engine", process_->address(), "--token", TokenPath(sender),
                             "--deadline-ms", "20000"});
    return RunYizhan(args, input);
  }
  static Ran Desk(std::vector<std::string> args, const std::string& input = "") {
    return As("anting/desk-1", std::move(args), input);
  }

  template <typename Message>
  static Message Json(const Ran& ran) {
    Message message;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(ran.out, &message).ok())
        << ran.exit_code << ran.out << ran.err;
    return message;
  }

  static testing::EngineProcess* process_;
};

testing::EngineProcess* EndToEndTest::process_ = nullptr;

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

TEST_F(EndToEndTest, FundOpenGrantShow) {
  Must(As("relief", {"fund", "open", "charity-fund", "--request-id", "f-0"}));
  const std::vector<std::string> grant = {"fund",   "grant", "charity-fund", "5000.00",
                                          "--note", "首批",  "--request-id", "f-1"};
  Must(As("relief", grant));
  EXPECT_THAT(As("relief", grant).out, HasSubstr("replayed"));
  const Ran much =
      As("relief", {"fund", "withdraw", "charity-fund", "6000", "--request-id", "f-2"});
  EXPECT_EQ(much.exit_code, 1);
  EXPECT_THAT(much.err, HasSubstr("FUND_TOO_LOW"));
  const auto funds = Json<v1::ListFundsReply>(As("relief", {"fund", "show", "--json"}));
  ASSERT_EQ(funds.funds_size(), 1);
  EXPECT_EQ(funds.funds(0).granted_fen(), 500'000);
}

TEST_F(EndToEndTest, RegisterLookupAndHistory) {
  const Ran found = As("relief", {"register", "lookup", "--cert-no", "CARD0001", "--json"});
  ASSERT_EQ(found.exit_code, 0) << found.err;
  const auto reply = Json<v1::LookupReply>(found);
  EXPECT_EQ(reply.record().birth_date(), "1950-01-01");
  const Ran history = As("relief", {"register", "history", "--cert-no", "CARD0001"});
  EXPECT_EQ(history.exit_code, 0) << history.err;
  EXPECT_THAT(history.out, HasSubstr("dibao"));
  EXPECT_EQ(As("relief", {"register", "lookup", "--cert-no", "NOBODY"}).exit_code, 1);
}

TEST_F(EndToEndTest, PoliciesShownAndListed) {
  const Ran page = As("admin", {"policy", "show", "--date", "2012-06-29"});
  EXPECT_EQ(page.exit_code, 0) << page.err;
  EXPECT_THAT(page.out, HasSubstr("低保和低收入家庭重大疾病医疗救助"));
  EXPECT_THAT(As("admin", {"policy", "list"}).out, HasSubstr("生效中"));
}

TEST_F(EndToEndTest, NoTokenIsRefused) {
  const Ran ran = RunYizhan({"--engine", process_->address(), "list"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("NOT_AUTHENTICATED"));
}

class DeskTest : public EndToEndTest {
 protected:
  static std::string Tokens() {
    const std::string folder = process_->folder() + "/desk-tokens";
    std::filesystem::create_directories(folder);
    testing::WriteWholeFile(folder + "/anting-1.token", process_->token("anting/desk-1"));
    testing::WriteWholeFile(folder + "/anting-2.token", process_->token("anting/desk-2"));
    return folder;
  }
};

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
  const Ran ran = As("anting/desk-1", {"desk", "-", "--token-dir", Tokens(), "--json"}, day);
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(R"("lines": 12, "settled": 4, "duplicates": 2, "reversed": 1, )"
                                 R"("tombstones": 1, "replaced": 1, "refused": 3, )"));
}

TEST_F(DeskTest, AMismatchIsListedAndTheExitCodeIsOne) {
  const Ran ran = As("anting/desk-1", {"desk", "-", "--token-dir", Tokens()},
                     Message2207("D-10", "T-10", R"("_expect":"LATE",)") + "\n");
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.out, HasSubstr("应为 expected LATE, 实为 got OK"));
}

// Last by name: it stops the engine.
TEST_F(EndToEndTest, ZExportThenVerifyOffline) {
  const std::string file = process_->folder() + "/leaves";
  const Ran exported = As("relief", {"ledger", "export", file, "--json"});
  EXPECT_EQ(exported.exit_code, 0) << exported.err;
  EXPECT_THAT(testing::ReadWholeFile(file), ::testing::StartsWith("yizhan-ledger-export 1\n"));
  const Ran head = As("relief", {"ledger", "checkpoint"});
  EXPECT_EQ(head.exit_code, 0) << head.err;

  process_->Kill();
  const Ran verified = RunYizhan({"ledger", "verify", process_->data_dir()});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("账本核对无误"));
  EXPECT_THAT(verified.out, HasSubstr(head.out.substr(head.out.find("根 Root ") + 9, 64)));
  process_->Start();
}

}  // namespace
}  // namespace yizhan::cli
