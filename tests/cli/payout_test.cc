// Goal: an office's month through the program itself: close a hospital's period, pay it, pay a
// patient, and have him give it back.
// Method: one engine for all tests; everything by `yizhan` alone.
#include "engine/base/clock.h"
#include "engine/base/date.h"
#include "engine/base/digest.h"
#include "tests/cli/support/end_to_end.h"
#include "yizhan/v1/reconciliation.pb.h"
#include "yizhan/v1/relief.pb.h"

namespace yizhan::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Words = std::vector<std::string>;

class PayoutTest : public EndToEndTest {
 protected:
  static std::string ThisMonth() {
    return DayText(BusinessDay(SystemClock().NowMs())).substr(0, 7);
  }

  static Words Joined(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  // `officer sign WHAT...`, asked of the engine by the relief office.
  static Ran SignTo(const std::string& out, const std::string& officer, const Words& what,
                    const Words& how) {
    Words sign = Joined({"officer", "sign"}, what);
    sign = Joined(sign, {"--officer", officer, "--key", process_->path(officer + ".key")});
    return As("relief", Joined(Joined(sign, {"--out", out}), how));
  }
  static std::string SignAs(const std::string& officer, const Words& what, const Words& how) {
    const std::string out = process_->path(officer + "-" + std::to_string(++signed_) + ".sig");
    Must(SignTo(out, officer, what, how));
    return out;
  }
  // --signature LI --signature WANG
  static Words BothSign(const Words& what, const std::string& request_id) {
    const std::string li = SignAs("li", what, {"--request-id", request_id});
    return {"--signature", li, "--signature", SignAs("wang", what, {"--same-as", li})};
  }
  static std::string PersonHex(std::uint64_t person_no) {
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) {
      text += "0123456789abcdef"[person_no >> shift & 15U];
    }
    return text;
  }
  static v1::Payable Open(const Words& whom) {
    const auto reply = Json<v1::ListPayablesReply>(
        As("relief", Joined(Joined({"payout", "list"}, whom), {"--json"})));
    return reply.payables().empty() ? v1::Payable() : reply.payables(0);
  }
  static void Confirm(const std::string& person, const std::string& request_id) {
    const Words whom = {"--person", person, "--year", "2012"};
    const auto proposal = Json<v1::Proposal>(
        As("relief", Joined(Joined({"relief", "readjudicate"}, whom), {"--json"})));
    Must(
        As("relief", Joined(Joined({"relief", "confirm"}, whom),
                            {"--digest", HexText(proposal.digest()), "--request-id", request_id})));
  }
};

TEST_F(PayoutTest, WrongWordsAreNamed) {
  const std::string month = ThisMonth();
  const Words close = {"period", "close", "anting", month};
  EXPECT_THAT(As("relief", close).err, HasSubstr("--signature"));
  EXPECT_THAT(As("relief", {"payout", "pay", "--institution", "anting"}).err,
              HasSubstr("--signature"));
  const std::string li =
      SignAs("li", {"close-period", "anting", month}, {"--request-id", "wrong-1"});
  for (const Words& words : {Words{"period", "close", "anting", "2012-06", "--signature", li},
                             Words{"period", "close", "nanxiang", month, "--signature", li},
                             Words{"payout", "pay", "--institution", "anting", "--signature", li},
                             Words{"payout", "give-back", "--person", "1", "--signature", li}}) {
    const Ran ran = As("relief", words);
    EXPECT_EQ(ran.exit_code, 2) << ran.out;
    EXPECT_THAT(ran.err, HasSubstr("was not signed for this"));
  }
  EXPECT_THAT(As("relief", {"period", "propose", "anting", "2012-6"}).err,
              HasSubstr("FIELD_MALFORMED"));
  EXPECT_THAT(As("relief", {"period", "propose", "anting", "2999-01"}).err,
              HasSubstr("PERIOD_IN_FUTURE"));
  EXPECT_THAT(Desk({"payout", "list"}).err, HasSubstr("NOT_ALLOWED"));
  const std::string out = process_->path("none.sig");
  const Ran nobody =
      SignTo(out, "li", {"pay-out", "--reference", "B-1"}, {"--request-id", "wrong-2"});
  EXPECT_EQ(nobody.exit_code, 2);
  const Ran open = SignTo(out, "li", {"pay-out", "--institution", "anting", "--reference", "B-1"},
                          {"--request-id", "wrong-3"});
  EXPECT_EQ(open.exit_code, 1);
  EXPECT_THAT(open.err, HasSubstr("NOTHING_TO_PAY"));  // No bill of it was ever settled.
}

TEST_F(PayoutTest, AMonthIsClosedAndPaid) {
  const std::string month = ThisMonth();
  Must(Desk({"settle", "-"}, Message2207("PO-1", "S-PO-1", "", "CARD0001")));
  const Ran proposed = As("relief", {"period", "propose", "anting", month});
  EXPECT_THAT(proposed.out, HasSubstr("sh-2012-major"));
  EXPECT_THAT(proposed.out, HasSubstr("未附对账文件"));

  const std::string file = process_->path("hospital.csv");
  Pilot::WriteText(file, "rows");
  const Words sign = {"close-period", "anting",  month, "--file",   file, "--rows",
                      "12",           "--agree", "11",  "--differ", "1"};
  const std::string li = SignAs("li", sign, {"--request-id", "close-1"});
  const Ran shown = RunYizhan({"officer", "show", li});
  for (const std::string& words : {std::string("医院关账"), HexText(Sha256("rows")),
                                   std::string("差异 differ 1"), std::string("sh-2012-major")}) {
    EXPECT_THAT(shown.out, HasSubstr(words));
  }
  const Words close = {"period", "close", "anting", month, "--signature", li};
  const Ran closed = As("relief", close);
  Must(closed);
  EXPECT_THAT(closed.out, HasSubstr("已关账 Closed"));
  EXPECT_THAT(As("relief", close).out, HasSubstr("replayed"));
  EXPECT_THAT(Desk({"period", "list", "anting"}).out, HasSubstr("月份 Period " + month));
  EXPECT_THAT(As("relief", {"period", "propose", "anting", month}).err,
              HasSubstr("PERIOD_ALREADY_CLOSED"));

  const v1::Payable open = Open({"--institution", "anting"});
  EXPECT_GT(open.amount_fen(), 0);
  EXPECT_THAT(As("relief", {"payout", "list"}).out, HasSubstr("现可拨付 payable now"));
  const Words what = {"pay-out", "--institution", "anting", "--reference", "BANK/2012-7"};
  const Words pay = Joined({"payout", "pay", "--institution", "anting"}, BothSign(what, "pay-1"));
  const Ran paid = As("relief", pay);
  Must(paid);
  EXPECT_THAT(paid.out, HasSubstr("已拨付 paid"));
  EXPECT_THAT(As("relief", pay).out, HasSubstr("replayed"));
  const auto number = Json<v1::PayOutReply>(As("relief", Joined(pay, {"--json"}))).number();
  EXPECT_THAT(As("auditor", {"ledger", "show", std::to_string(number)}).out,
              HasSubstr("拨付 paid out"));
  EXPECT_THAT(As("relief", {"payout", "list"}).out, Not(HasSubstr("anting")));
  const Ran again = SignTo(process_->path("none.sig"), "li", what, {"--request-id", "pay-2"});
  EXPECT_THAT(again.err, HasSubstr("NOTHING_TO_PAY"));
}

TEST_F(PayoutTest, APatientIsPaidAndGivesBack) {
  const std::string head = "证件号码,姓名,出生日期,街镇,险种,救助类别,起始日期,截止日期\n";
  const std::string row = "CARD0009,赵六,1951-01-01,安亭镇,310,dibao,";
  Must(As("relief", {"register", "import", "-"}, head + row + "2012-12-01,\n"));
  Must(Desk({"settle", "-"}, Message2207("PO-2", "S-PO-2", "", "CARD0009")));
  Must(As("relief", {"register", "import", "-"}, head + row + "2010-01-01,\n"));
  const auto known = Json<v1::LookupReply>(
      As("relief", {"register", "lookup", "--cert-no", "CARD0009", "--json"}));
  const std::string person = PersonHex(known.person_no());
  Confirm(person, "po-confirm");
  const v1::Payable open = Open({"--cert-no", "CARD0009"});
  EXPECT_GT(open.amount_fen(), 0);
  EXPECT_EQ(open.person_no(), known.person_no());

  const Words whom = {"--person", person};
  const Words what = Joined({"pay-out", "--reference", "BANK/2012-9"}, whom);
  Must(As("relief", Joined(Joined({"payout", "pay"}, whom), BothSign(what, "po-pay"))));
  EXPECT_EQ(Open(whom).lines_size(), 0);

  Must(Desk({"reverse", "--message-id", "PO-2", "--request-id", "po-back"}));
  EXPECT_LT(Open(whom).lines(0).amount_fen(), 0);
  const Words back = Joined(what, {"--given-back"});
  const Ran given =
      As("relief", Joined(Joined({"payout", "give-back"}, whom), BothSign(back, "po-give-back")));
  Must(given);
  EXPECT_THAT(given.out, HasSubstr("已退还 gave back"));
  EXPECT_EQ(Open(whom).lines_size(), 0);
}

}  // namespace
}  // namespace yizhan::cli
