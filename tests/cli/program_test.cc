// What the program says without an engine: arguments, files, policy packs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "google/protobuf/util/json_util.h"
#include "tests/cli/support/run_program.h"
#include "yizhan/v1/policy_service.pb.h"

namespace yizhan::cli {
namespace {

using testing::HasSubstr;
using testing_support::Ran;
using testing_support::RunYizhan;

struct ArgumentRow {
  const char* name;
  std::vector<std::string> args;
  std::string input;
  int exit_code;
  std::string says;  // On stderr or stdout.
};

class ArgumentTest : public testing::TestWithParam<ArgumentRow> {};

TEST_P(ArgumentTest, ExitCodeAndWords) {
  const Ran ran = RunYizhan(GetParam().args, GetParam().input);
  EXPECT_EQ(ran.exit_code, GetParam().exit_code) << ran.out << ran.err;
  EXPECT_THAT(ran.out + ran.err, HasSubstr(GetParam().says));
}

const std::string kPacks = std::string(YIZHAN_SOURCE_DIR) + "/engine/policy/packs/";

// Nothing listens there, so that no row needs an engine.
const std::string kNobody = "--engine=127.0.0.1:1";

INSTANTIATE_TEST_SUITE_P(
    Table, ArgumentTest,
    testing::ValuesIn(std::vector<ArgumentRow>{
        {"NoCommand", {}, "", 2, "subcommand"},
        {"UnknownCommand", {"setle"}, "", 2, "subcommand"},
        {"UnknownOption", {"quote", "-", "--fast"}, "", 2, "--fast"},
        {"Help", {"--help"}, "", 0, "退出码 Exit codes"},
        {"SettleWithoutFile", {"settle"}, "", 2, "FILE"},
        {"SettleFileAbsent", {"settle", "/nowhere/bill.json"}, "", 2, "无法读取文件"},
        {"SettleFolder", {"settle", "/"}, "", 2, "无法读取文件"},
        {"SettleNoJson", {"settle", "-"}, "bill", 1, "格式不正确"},
        {"SettleNeitherShape", {"settle", "-"}, R"({"x":1})", 2, "infno"},
        {"SettleOtherTransaction",
         {"settle", "-"},
         R"({"infno":"9001","msgid":"M","fixmedins_code":"H","input":{}})",
         1,
         "infno"},
        {"SettleAReversal",
         {"settle", "-"},
         R"({"infno":"2601","msgid":"M","fixmedins_code":"H",)"
         R"("input":{"data":{"psn_no":"P","omsgid":"O","oinfno":"2207"}}})",
         2,
         "yizhan reverse"},
        {"NotAfterZero", {"settle", "-", "--not-after-s", "0"}, "{}", 2, "not-after-s"},
        {"NotAfterTooFar", {"settle", "-", "--not-after-s", "121"}, "{}", 2, "not-after-s"},
        {"DeadlineZero", {"--deadline-ms", "0", "quote", "-"}, "{}", 2, "deadline-ms"},
        {"ReverseNothing", {"reverse"}, "", 2, "--message-id"},
        {"ReverseTwoWays", {"reverse", "-", "--number", "1"}, "{}", 2, "--number"},
        {"ReverseBothNames", {"reverse", "--number", "1", "--message-id", "M"}, "", 2, "at most 1"},
        {"ReverseNumberZero", {"reverse", "--number", "0"}, "", 2, "--number"},
        {"ReverseEmptyMessageId", {"reverse", "--message-id", ""}, "", 2, "--message-id"},
        {"GetNothing", {"get"}, "", 2, "Exactly 1 option"},
        {"ReplaceWithoutReason", {"replace", "-", "--number", "1"}, "{}", 2, "--reason"},
        {"ExplainText", {"explain", "abc"}, "", 2, "abc"},
        {"ListPersonNoHex", {"list", "--person", "xyz"}, "", 2, "--person"},
        {"ListTooMany", {"list", "--limit", "10001"}, "", 2, "--limit"},
        {"InstitutionAlone", {"institution"}, "", 2, "subcommand"},
        {"InstitutionLevel", {"institution", "add", "H1", "N", "--level", "4"}, "", 2, "--level"},
        {"LiveWithoutDate", {"institution", "live", "H1"}, "", 2, "--from"},
        {"GrantNoNumber", {"fund", "grant", "f", "12.345"}, "", 2, "12.345"},
        {"GrantZero", {"fund", "grant", "f", "0"}, "", 2, "金额"},
        {"GrantNegative", {"fund", "grant", "f", "--", "-1"}, "", 2, "金额"},
        {"ImportAbsent", {"register", "import", "/nowhere.csv"}, "", 2, "无法读取文件"},
        {"ImportNoHeader", {"register", "import", "-"}, "a,b\n1,2\n", 1, ""},
        {"LookupNobody", {"register", "lookup"}, "", 2, "--cert-no"},
        {"LookupBoth",
         {"register", "lookup", "--person", "1", "--cert-no", "2"},
         "",
         2,
         "--cert-no"},
        {"ShowBadDate", {"policy", "show", "--date", "2012-13-01"}, "", 2, "--date"},
        {"VerifyAbsent", {"ledger", "verify", "/nowhere/ledger"}, "", 2, "DATA_DIR"},
        {"VerifyNoLedger", {"ledger", "verify", "/usr/include"}, "", 3, ""},
        {"CheckFolder", {"policy", "check", "/"}, "", 2, ""},
        {"DeskEmpty", {"desk", "-"}, "\n", 2, "没有报文"},
        {"DeskNoTerminals", {"desk", "-", "--terminals", "0"}, "{}", 2, "--terminals"},
    }),
    [](const auto& row) { return std::string(row.param.name); });

INSTANTIATE_TEST_SUITE_P(Relief, ArgumentTest,
                         testing::ValuesIn(std::vector<ArgumentRow>{
                             {"ReliefAlone", {"relief"}, "", 2, "subcommand"},
                             {"ApplicationWithoutYear",
                              {"relief", "settle-application", "--person", "1", "--program", "p"},
                              "",
                              2,
                              "--year"},
                             {"ApplicationOfNobody",
                              {"relief", "settle-application", "--program", "p", "--year", "2023"},
                              "",
                              2,
                              "--cert-no"},
                             {"VerifyNobody", {"register", "verify"}, "", 2, "--cert-no"},
                         }),
                         [](const auto& row) { return std::string(row.param.name); });

INSTANTIATE_TEST_SUITE_P(
    CallerAndOfficers, ArgumentTest,
    testing::ValuesIn(std::vector<ArgumentRow>{
        {"DeskClientDirAbsent", {"desk", "-", "--client-dir", "/nowhere"}, "{}", 2, "--client-dir"},
        {"NobodyCalls", {"fund", "show"}, "", 2, "YIZHAN_CONFIG"},
        {"NobodyCallsDesk", {"desk", "-"}, "{}", 2, "YIZHAN_CONFIG"},
        {"ConfigAbsent", {"--config", "/nowhere.textproto", "fund", "show"}, "", 2, "/nowhere"},
        {"ConfigAndToken", {"--config", "c", "--token", "t", "fund", "show"}, "", 2, "不能同用"},
        {"TokenAbsent", {"--token", "/nowhere.token", "fund", "show"}, "", 2, "/nowhere.token"},
        {"NobodyListens",
         {kNobody, "--training", "--deadline-ms", "500", "fund", "show"},
         "",
         4,
         "通信未成功"},
        {"GrantUnsigned", {"fund", "grant", "f", "12.34"}, "", 2, "yizhan officer sign"},
        {"GrantSignatureAbsent",
         {"fund", "grant", "f", "1", "--signature", "/nowhere.sig"},
         "",
         2,
         "无法读取文件"},
        {"ActivateUnsigned",
         {"policy", "activate", kPacks + "cn-sh/2012.textproto", "--effective-from", "2012-01-01"},
         "",
         2,
         "2 officers"},
        {"ActivateWithoutADate",
         {"policy", "activate", kPacks + "cn-sh/2012.textproto"},
         "",
         2,
         "--effective-from"},
        {"ActivateFromNoDay",
         {"policy", "activate", kPacks + "cn-sh/2012.textproto", "--effective-from", "2012-02-30"},
         "",
         2,
         "YYYY-MM-DD"},
        {"EraseUnsigned",
         {"register", "erase", "--person", "1", "--order", "O-1"},
         "",
         2,
         "2 officers"},
        {"ErasePersonNoHex",
         {"register", "erase", "--person", "xyz", "--order", "O-1"},
         "",
         2,
         "十六进制"},
        {"RevealWithoutPurpose", {"register", "reveal", "--person", "1"}, "", 2, "--purpose"},
        {"RevealOtherPurpose",
         {"register", "reveal", "--person", "1", "--purpose", "curiosity"},
         "",
         2,
         "curiosity"},
        {"RevealNobody", {"register", "reveal", "--purpose", "payment"}, "", 2, "--cert-no"},
        {"OfficerAlone", {"officer"}, "", 2, "subcommand"},
        {"EnrolAbsent", {"officer", "enrol", "/nowhere.crt"}, "", 2, "无法读取文件"},
        {"OfficerShowOther", {"officer", "show", "/etc/hostname"}, "", 2, "不是签名文件"},
        {"LedgerShowText", {"ledger", "show", "abc"}, "", 2, "abc"},
        {"DoctorWithoutConfig", {"doctor"}, "", 2, "--config"},
        {"DoctorConfigAbsent", {"doctor", "--config", "/nowhere.textproto"}, "", 1, "WRONG"},
    }),
    [](const auto& row) { return std::string(row.param.name); });

class HelpTest : public testing::TestWithParam<std::vector<std::string>> {};

TEST_P(HelpTest, TeachesWithAnExample) {
  std::vector<std::string> args = GetParam();
  args.emplace_back("--help");
  const Ran ran = RunYizhan(args);
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out, HasSubstr("例 Example:\n  yizhan "));
}

std::string JoinName(const testing::TestParamInfo<std::vector<std::string>>& info) {
  std::string name;
  for (const std::string& word : info.param) name += word;
  return name;
}

INSTANTIATE_TEST_SUITE_P(Table, HelpTest,
                         testing::ValuesIn(std::vector<std::vector<std::string>>{
                             {"quote"},
                             {"settle"},
                             {"reverse"},
                             {"replace"},
                             {"get"},
                             {"explain"},
                             {"list"},
                             {"desk"},
                             {"institution", "add"},
                             {"institution", "live"},
                             {"institution", "suspend"},
                             {"institution", "list"},
                             {"fund", "open"},
                             {"fund", "grant"},
                             {"fund", "withdraw"},
                             {"fund", "show"},
                             {"register", "import"},
                             {"register", "lookup"},
                             {"register", "history"},
                             {"policy", "check"},
                             {"policy", "show"},
                             {"policy", "activate"},
                             {"policy", "list"},
                             {"ledger", "verify"},
                             {"ledger", "checkpoint"},
                             {"ledger", "prove"},
                             {"ledger", "consistency"},
                             {"ledger", "export"},
                             {"ledger", "show"},
                             {"register", "reveal"},
                             {"register", "erase"},
                             {"officer", "enrol"},
                             {"officer", "retire"},
                             {"officer", "list"},
                             {"officer", "show"},
                             {"officer", "sign", "activate"},
                             {"officer", "sign", "fund", "grant"},
                             {"officer", "sign", "fund", "withdraw"},
                             {"officer", "sign", "erase"},
                             {"doctor"},
                         }),
                         JoinName);

TEST(PolicyCheckTest, AGoodPackIsZero) {
  const Ran ran = RunYizhan({"policy", "check", kPacks + "cn-sh/2012.textproto",
                             kPacks + "cn-sh-jd/2012-pilot.textproto"});
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("政策包可用"));
}

TEST(PolicyCheckTest, ABadPackIsOneAndNamesFileAndLine) {
  const std::string path = testing::TempDir() + "/bad.textproto";
  std::ofstream(path) << "id: \"bad\"\ntitle: \"坏\"\nplace: \"x\"\nno_such_field: 1\n";
  const Ran ran = RunYizhan({"policy", "check", path});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.out, HasSubstr("bad.textproto:4: 错误 error:"));

  const Ran json = RunYizhan({"policy", "check", path, "--json"});
  EXPECT_EQ(json.exit_code, 1);
  v1::CheckPackReply reply;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(json.out, &reply).ok()) << json.out;
  ASSERT_GE(reply.findings_size(), 1);
  EXPECT_EQ(reply.findings(0).level(), v1::FINDING_ERROR);
  EXPECT_EQ(reply.pack_hash(), "");
  std::filesystem::remove(path);
}

TEST(PolicyCheckTest, AnAbsentFileIsTwo) {
  EXPECT_EQ(RunYizhan({"policy", "check", "/nowhere.textproto"}).exit_code, 2);
}

TEST(PolicyShowTest, FilesAsAPageOfLaw) {
  const Ran ran =
      RunYizhan({"policy", "show", "--date", "2012-06-29", kPacks + "cn-sh/2012.textproto"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("低保和低收入家庭重大疾病医疗救助"));
}

}  // namespace
}  // namespace yizhan::cli
