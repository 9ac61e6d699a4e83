// Goal: the offices' work through the program itself: register, funds, officers, private data.
// Method: one engine for all tests; everything by `yizhan` alone.
#include "engine/base/digest.h"
#include "tests/cli/support/end_to_end.h"
#include "yizhan/v1/policy_service.pb.h"
#include "yizhan/v1/register.pb.h"
#include "yizhan/v1/relief.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::cli {
namespace {

using ::testing::HasSubstr;

class OfficeTest : public EndToEndTest {};

TEST_F(OfficeTest, FundOpenGrantShow) {
  Must(As("relief", {"fund", "open", "charity-fund", "--request-id", "f-0"}));
  const std::vector<std::string> what = {"fund",    "grant",  "charity-fund",
                                         "5000.00", "--note", "首批"};
  const std::string li = Sign("li", what, {"--request-id", "f-1"});
  std::vector<std::string> grant = what;
  grant.insert(grant.end(), {"--signature", li});
  Must(As("relief", grant));
  EXPECT_THAT(As("relief", grant).out, HasSubstr("replayed"));

  const std::vector<std::string> other = {"fund",    "grant",       "charity-fund",
                                          "6000.00", "--signature", li};
  const Ran for_other = As("relief", other);
  EXPECT_EQ(for_other.exit_code, 2);
  EXPECT_THAT(for_other.err, HasSubstr("签的不是这件事"));

  const std::vector<std::string> out = {"fund", "withdraw", "charity-fund", "6000"};
  std::vector<std::string> withdraw = out;
  withdraw.insert(withdraw.end(), {"--signature", Sign("li", out, {"--request-id", "f-2"})});
  const Ran much = As("relief", withdraw);
  EXPECT_EQ(much.exit_code, 1);
  EXPECT_THAT(much.err, HasSubstr("FUND_TOO_LOW"));
  const auto funds = Json<v1::ListFundsReply>(As("relief", {"fund", "show", "--json"}));
  ASSERT_EQ(funds.funds_size(), 1);
  EXPECT_EQ(funds.funds(0).granted_fen(), 500'000);
}

TEST_F(OfficeTest, ASignatureOfAnotherKeyIsRefused) {
  const std::vector<std::string> what = {"fund", "grant", "charity-fund", "1.00"};
  const std::string out = process_->path("forged.sig");
  std::vector<std::string> sign = {
      "officer",      "sign", "--officer", "li", "--key", process_->path("zhao.key"),
      "--request-id", "f-9",  "--out",     out};
  sign.insert(sign.begin() + 2, what.begin(), what.end());
  Must(As("admin", sign));
  std::vector<std::string> grant = what;
  grant.insert(grant.end(), {"--signature", out});
  const Ran ran = As("relief", grant);
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("SIGNATURE_INVALID"));
}

TEST_F(OfficeTest, OneOfficerTwiceIsRefused) {
  std::vector<std::string> what = {"activate", kPackFiles.front(), "--effective-from",
                                   "2012-01-01"};
  const std::string li = Sign("li", what, {"--request-id", "twice-1"});
  what.insert(what.begin(), "policy");
  what.insert(what.end(), {"--signature", li, "--signature", li});
  const Ran ran = As("admin", what);
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("SAME_OFFICER_TWICE"));
}

TEST_F(OfficeTest, OfficersListedAndRetired) {
  EXPECT_THAT(As("auditor", {"officer", "list"}).out, HasSubstr("wang"));
  Must(As("admin", {"officer", "retire", "zhao"}));
  EXPECT_THAT(As("admin", {"officer", "list"}).out, HasSubstr("已停用 retired"));
  const Ran desk = Desk({"officer", "list"});
  EXPECT_EQ(desk.exit_code, 1);
  EXPECT_THAT(desk.err, HasSubstr("NOT_ALLOWED"));
  const Ran none = As("admin", {"officer", "retire", "nobody"});
  EXPECT_THAT(none.err, HasSubstr("OFFICER_UNKNOWN"));
  const Ran no_officer = As("admin", {"officer", "enrol", process_->path("admin.crt")});
  EXPECT_EQ(no_officer.exit_code, 1);
  EXPECT_THAT(no_officer.err, HasSubstr("CERTIFICATE_INVALID"));
}

TEST_F(OfficeTest, RevealShowsAndIsWrittenDown) {
  const std::vector<std::string> reveal = {"register",  "reveal",     "--cert-no",   "CARD0001",
                                           "--purpose", "home-visit", "--reference", "AT-31"};
  const Ran shown = As("town", reveal);
  ASSERT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("张三丰"));
  EXPECT_THAT(shown.out, HasSubstr("CARD0001"));
  const Ran history = As("relief", {"register", "history", "--cert-no", "CARD0001"});
  EXPECT_THAT(history.out, HasSubstr("town/安亭镇/officer-1"));
  EXPECT_THAT(history.out, HasSubstr("入户核查 home visit"));
  EXPECT_THAT(history.out, HasSubstr("AT-31"));
  const Ran auditor = As("auditor", reveal);
  EXPECT_EQ(auditor.exit_code, 1);
  EXPECT_THAT(auditor.err, HasSubstr("NOT_ALLOWED"));
}

TEST_F(OfficeTest, LedgerShowNamesKindAndActor) {
  const Ran first = As("auditor", {"ledger", "show", "0"});
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("建账 ledger opened"));
  const Ran more = As("auditor", {"ledger", "show", "1", "--count", "4"});
  EXPECT_THAT(more.out, HasSubstr("经办人员变更 officer changed"));
  EXPECT_THAT(more.out, HasSubstr("admin/operator-1"));
  EXPECT_THAT(As("auditor", {"ledger", "show", "1", "--json"}).out, HasSubstr("\"actor\""));
  const Ran beyond = As("auditor", {"ledger", "show", "100000"});
  EXPECT_NE(beyond.exit_code, 0);
}

TEST_F(OfficeTest, DoctorFindsARunningEngineSound) {
  const Ran ran = RunYizhan(
      {"doctor", "--config", process_->config_path(), "--client", process_->ClientConfig("admin")});
  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("引擎在 " + process_->address() + " 应答"));
  EXPECT_THAT(ran.out, HasSubstr("有生效的政策包"));
  EXPECT_THAT(ran.out, HasSubstr("0 项有误 wrong"));
}

TEST_F(OfficeTest, RegisterLookupAndHistory) {
  const Ran found = As("relief", {"register", "lookup", "--cert-no", "CARD0001", "--json"});
  ASSERT_EQ(found.exit_code, 0) << found.err;
  const auto reply = Json<v1::LookupReply>(found);
  EXPECT_EQ(reply.record().birth_date(), "1950-01-01");
  const Ran history = As("relief", {"register", "history", "--cert-no", "CARD0001"});
  EXPECT_EQ(history.exit_code, 0) << history.err;
  EXPECT_THAT(history.out, HasSubstr("dibao"));
  EXPECT_EQ(As("relief", {"register", "lookup", "--cert-no", "NOBODY"}).exit_code, 1);
}

TEST_F(OfficeTest, PoliciesShownAndListed) {
  const Ran page = As("admin", {"policy", "show", "--date", "2012-06-29"});
  EXPECT_EQ(page.exit_code, 0) << page.err;
  EXPECT_THAT(page.out, HasSubstr("低保和低收入家庭重大疾病医疗救助"));
  const std::string list = As("admin", {"policy", "list"}).out;
  EXPECT_THAT(list, HasSubstr("生效中"));
  EXPECT_THAT(list, HasSubstr("2012-01-01"));
  const Ran html = As("admin", {"policy", "show", "--date", "2012-06-29", "--html"});
  EXPECT_THAT(html.out, HasSubstr("<!DOCTYPE html>"));
  const auto shown = Json<v1::ListPacksReply>(As("admin", {"policy", "list", "--json"}));
  ASSERT_GE(shown.packs_size(), 1);
  const std::string hash = HexText(shown.packs(0).pack_hash()).substr(0, 8);
  const Ran by_hash = As("admin", {"policy", "show", "--date", "2012-06-29", "--hash", hash});
  EXPECT_EQ(by_hash.out, page.out) << by_hash.err;
  const Ran unknown = As("admin", {"policy", "show", "--hash", "zz"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("zz"));
}

constexpr char kHead[] = "证件号码,姓名,出生日期,街镇,险种,救助类别,起始日期,截止日期\n";
constexpr char kLateCard[] = "CARD0009,赵六,1950-01-01,安亭镇,310,dibao,";

// Aid after the fact: an identity that became known late, and aid that another body paid.
TEST_F(OfficeTest, TheYearFoldedAgain) {
  const std::string head = kHead;
  Must(As("relief", {"register", "import", "-"}, head + kLateCard + "2012-07-01,\n"));
  Must(Desk({"settle", "-"}, Message2207("RA-1", "RA-S1", "", "CARD0009")));
  const std::vector<std::string> who = {"--cert-no", "CARD0009", "--year", "2012"};
  std::vector<std::string> again = {"relief", "readjudicate"};
  again.insert(again.end(), who.begin(), who.end());
  EXPECT_THAT(As("relief", again).out, HasSubstr("没有应补或应退"));

  Must(As("relief", {"register", "import", "-"}, head + kLateCard + "2010-01-01,\n"));
  const Ran shown = As("relief", again);
  ASSERT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("应补 Owed to patients"));
  EXPECT_THAT(shown.out, HasSubstr("依据 Source"));
  again.push_back("--json");
  const auto proposal = Json<v1::Proposal>(As("town", again));
  EXPECT_GT(proposal.owed_to_patients_fen(), 0);
  const std::string digest = HexText(proposal.digest());
  EXPECT_THAT(shown.out, HasSubstr("--digest " + digest));
  const Ran desk = Desk(again);
  EXPECT_EQ(desk.exit_code, 1);
  EXPECT_THAT(desk.err, HasSubstr("NOT_ALLOWED"));

  const auto confirm = [&](const std::string& with, const std::string& request_id) {
    std::vector<std::string> args = {"relief", "confirm"};
    args.insert(args.end(), who.begin(), who.end());
    args.insert(args.end(), {"--digest", with, "--request-id", request_id});
    return As("relief", args);
  };
  EXPECT_EQ(confirm("12", "c-0").exit_code, 2);
  const Ran stale = confirm(std::string(64, '0'), "c-1");
  EXPECT_EQ(stale.exit_code, 1);
  EXPECT_THAT(stale.err, HasSubstr("PROPOSAL_CHANGED"));
  EXPECT_THAT(stale.err, HasSubstr("请重新核算"));
  const Ran posted = confirm(digest, "c-2");
  ASSERT_EQ(posted.exit_code, 0) << posted.err;
  EXPECT_THAT(posted.out, HasSubstr("应补 Owed to patients"));
  EXPECT_THAT(confirm(digest, "c-2").out, HasSubstr("replayed"));
  const Ran nothing = confirm(HexText(Json<v1::Proposal>(As("relief", again)).digest()), "c-3");
  EXPECT_THAT(nothing.err, HasSubstr("NOTHING_TO_ADJUST"));
}

TEST_F(OfficeTest, OutsideAidIsRecordedAndTakenBack) {
  const std::vector<std::string> record = {
      "relief",        "outside-aid",   "--cert-no",  "CARD0001",          "--program",
      "sh-2012-major", "--service-end", "2012-05-30", "--accounting-date", "2012-06-01",
      "--base",        "10000.00",      "--paid",     "5000.00",           "--request-id",
      "out-1"};
  const Ran recorded = As("relief", record);
  ASSERT_EQ(recorded.exit_code, 0) << recorded.err;
  EXPECT_THAT(recorded.out, HasSubstr("已救助 Paid 5000.00"));
  EXPECT_THAT(As("relief", record).out, HasSubstr("replayed"));
  std::vector<std::string> as_json = record;
  as_json.push_back("--json");
  const auto reply = Json<v1::OutsideAidReply>(As("relief", as_json));
  const std::string number = std::to_string(reply.result().number());
  const std::string page = process_->path("outside.html");
  Must(As("relief", {"explain", number, "--html", page}));
  EXPECT_THAT(ReadFile(page), HasSubstr("其他单位已付"));
  Must(As("relief", {"reverse", "--number", number, "--request-id", "out-2"}));
  EXPECT_EQ(Desk(record).exit_code, 1);
  std::vector<std::string> wrong = record;
  wrong[11] = "ten";
  const Ran bad = As("relief", wrong);
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_THAT(bad.err, HasSubstr("--base"));
}

// Late by name: it changes what the others look up.
TEST_F(OfficeTest, YEraseKeepsTheExplanationAndLosesTheName) {
  const std::string bill = Message2207("Y-1", "Y-S1", "", "CARD0002");
  const auto settled = Json<v1::SettleResult>(Desk({"settle", "-", "--json"}, bill));
  const std::string number = std::to_string(settled.number());
  const Ran before = Desk({"explain", number});
  const std::string mark = "Person ";
  const std::string person = before.out.substr(before.out.find(mark) + mark.size(), 16);

  const std::vector<std::string> what = {"erase", person, "JD-2012-7"};
  const std::string li = Sign("li", what, {"--request-id", "erase-1"});
  const std::string wang = Sign("wang", what, {"--same-as", li});
  const std::vector<std::string> erase = {"register",    "erase",     "--person",    person,
                                          "--order",     "JD-2012-7", "--signature", li,
                                          "--signature", wang};
  const Ran erased = As("relief", erase);
  ASSERT_EQ(erased.exit_code, 0) << erased.err;
  EXPECT_THAT(As("relief", erase).out, HasSubstr("replayed"));

  EXPECT_EQ(Desk({"explain", number}).out, before.out);
  const Ran reveal =
      As("relief", {"register", "reveal", "--person", person, "--purpose", "payment"});
  EXPECT_EQ(reveal.exit_code, 1);
  EXPECT_THAT(reveal.err, HasSubstr("PERSON_ERASED"));
  EXPECT_THAT(As("relief", {"register", "history", "--person", person}).out,
              HasSubstr("erased by order"));
  EXPECT_THAT(As("relief", {"register", "lookup", "--person", person}).out,
              HasSubstr("erased by order"));
}

}  // namespace
}  // namespace yizhan::cli
