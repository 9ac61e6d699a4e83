// Goal: a hospital's file held against the ledger through the program itself.
// Method: one engine for all tests; a file with one difference of each kind that a desk can make.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "engine/base/money.h"
#include "tests/cli/support/end_to_end.h"
#include "tests/files/make_xlsx.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kHead[] = "setl_id,mdtrt_id,medfee_sumamt,fund_pay_sumamt,acct_pay,refd_setl_flag\n";

class ReconcileTest : public EndToEndTest {
 protected:
  struct Settlement {
    std::uint64_t number = 0;
    std::string bill;
    std::string booked;  // The hospital's row when it booked what it was answered.
    std::int64_t funds_fen = 0;
  };

  static Settlement Settle(const std::string& id) {
    const auto result = Json<v1::SettleResult>(
        Desk({"settle", "-", "--json"}, Message2207("RC-" + id, "RCS-" + id)));
    const std::int64_t funds_fen = 10'000'00 - result.outcome().patient_due_fen();
    return {result.number(), "RCS-" + id,
            "RCS-" + id + ",VRCS-" + id + ",10000.00," + YuanText(Money::FromFen(funds_fen)) +
                ",0.00,0\n",
            funds_fen};
  }
  static Ran ReconcileFile(const std::string& path, const std::string& out,
                           const std::vector<std::string>& more = {}) {
    std::vector<std::string> args = {
        "reconcile",  path,      "--institution", "anting", "--from",
        "2012-06-01", "--until", "2012-06-30",    "--out",  process_->path(out)};
    args.insert(args.end(), more.begin(), more.end());
    return As("relief", args);
  }
  static Ran Reconcile(const std::string& rows, const std::string& out,
                       const std::vector<std::string>& more = {}) {
    const std::string path = process_->path(out + ".csv");
    std::ofstream(path) << kHead << rows;
    return ReconcileFile(path, out, more);
  }
};

TEST_F(ReconcileTest, EachDifferenceIsFoundWithBothSidesAndWhatToDo) {
  const Settlement agrees = Settle("1");
  const Settlement unbooked = Settle("2");
  const Settlement other_sum = Settle("3");
  const Settlement twice = Settle("4");
  const Settlement taken_back = Settle("5");
  const Settlement refunded = Settle("6");
  const Settlement unanswered = Settle("7");
  Must(Desk({"reverse", "--number", std::to_string(taken_back.number)}));

  const std::string clean = agrees.booked + unbooked.booked + other_sum.booked + twice.booked +
                            refunded.booked + unanswered.booked;
  const Ran same = Reconcile(clean, "clean");
  EXPECT_EQ(same.exit_code, 0) << same.err << same.out;
  EXPECT_THAT(same.out, HasSubstr("一致 agree  7"));

  std::string changed = other_sum.booked;
  changed.replace(changed.find(",10000.00"), 9, ",10000.01");
  const Ran ran =
      Reconcile(agrees.booked + changed + twice.booked + twice.booked + taken_back.booked +
                    refunded.booked + refunded.booked.substr(0, refunded.booked.size() - 2) +
                    "1\n" + "RCS-7,V,,,,\n" + "RCS-9,V,5.00,1.00,0,0\n",
                "spoilt");
  EXPECT_EQ(ran.exit_code, 1) << ran.err;
  const std::string found = ReadFile(process_->path("spoilt/differences.csv"));
  for (const char* row :
       {"RCS-2,医院未记账", "RCS-3,金额不符", "RCS-4,医院重复记账", "RCS-5,账本已冲正",
        "RCS-6,医院已退费", "RCS-7,医院未得到结果", "RCS-9,账本无此结算"}) {
    EXPECT_THAT(found, HasSubstr(row));
  }
  EXPECT_THAT(found, Not(HasSubstr("RCS-1,")));
  EXPECT_THAT(found, HasSubstr("10000.01"));
  EXPECT_THAT(found, HasSubstr(std::to_string(unbooked.number) + " 有效 live"));
  EXPECT_THAT(found, HasSubstr("reverse --number " + std::to_string(unbooked.number) +
                               " --request-id reconcile-"));
  EXPECT_THAT(found, HasSubstr("RCS-9,账本无此结算 missing here,>= "));
  EXPECT_THAT(ReadFile(process_->path("spoilt/report.html")), HasSubstr("由人确认后处理"));
  EXPECT_THAT(Reconcile("RCS-1,V,x,1.00,0,0\n", "refused").out, HasSubstr("读不懂的行"));
}

// With a ledger of its own: two bills stand, one was taken back.
class ReconcileTotalsTest : public ReconcileTest {
 protected:
  static std::string Totals(const std::string& name, const std::string& members) {
    const std::string path = process_->path(name + ".json");
    std::ofstream(path) << R"({"infno":"3201","input":{"data":{)" << members << "}}}";
    return path;
  }
};

TEST_F(ReconcileTotalsTest, AreHeldAgainstRowsAndLedger) {
  const Settlement one = Settle("T1");
  const Settlement other = Settle("T2");
  const Settlement refunded = Settle("T3");
  Must(Desk({"reverse", "--number", std::to_string(refunded.number)}));
  std::string refund = refunded.booked;
  refund.replace(refund.size() - 2, 1, "1");
  const std::string rows = one.booked + other.booked + refunded.booked + refund;
  const auto sums = [](std::int64_t total_fen, std::int64_t funds_fen) {
    return R"("medfee_sumamt":")" + YuanText(Money::FromFen(total_fen)) +
           R"(","fund_pay_sumamt":)" + YuanText(Money::FromFen(funds_fen));
  };
  const std::int64_t net_fen = one.funds_fen + other.funds_fen;
  const std::string net = sums(20'000'00, net_fen);
  struct Row {
    const char* name;
    std::string members;
    int exit_code;
  };
  const std::vector<Row> table = {
      {"net", net + R"(,"acct_pay":0,"fixmedins_setl_cnt":2)", 0},
      {"settled", sums(30'000'00, net_fen + refunded.funds_fen) + R"(,"refd_setl_flag":"0")", 0},
      {"refunds", sums(-10'000'00, -refunded.funds_fen) + R"(,"refd_setl_flag":"1")", 0},
      {"one-fen", sums(20'000'00, net_fen + 1), 1},
      {"one-more", net + R"(,"fixmedins_setl_cnt":3)", 1},
      {"account", net + R"(,"acct_pay":"0.01")", 1},
  };
  for (const Row& row : table) {
    const Ran ran = Reconcile(rows, row.name, {"--totals", Totals(row.name, row.members)});
    EXPECT_EQ(ran.exit_code, row.exit_code) << row.name << ran.out << ran.err;
    const char* const said = row.exit_code == 0 ? "totals  一致 agree" : "totals  不符 differ";
    EXPECT_THAT(ran.out, HasSubstr(said)) << row.name;
  }
  const std::string found = ReadFile(process_->path("one-more/totals.csv"));
  EXPECT_THAT(found, HasSubstr("结算笔数 Settlements,3,2,1,2,1,不符 differs"));
  EXPECT_THAT(found, HasSubstr("个账支付(元) Account,未报 not stated,0.00,,0.00,,"));
  EXPECT_THAT(ReadFile(process_->path("one-more/differences.csv")), Not(HasSubstr("RCS-")));

  // The rows alone would agree; and the totals of another month are none of these.
  const std::string july = Totals("july", net + R"(,"stmt_enddate":"2012-07-31")");
  const Ran other_days = Reconcile(rows, "july", {"--totals", july});
  EXPECT_EQ(other_days.exit_code, 1);
  EXPECT_THAT(other_days.err, HasSubstr("stmt_enddate"));
  EXPECT_FALSE(std::filesystem::exists(process_->path("july")));
}

TEST_F(ReconcileTest, AWorkbookSaysTheSameAsItsRows) {
  const Settlement one = Settle("X1");
  using files::RowXml;
  const std::string funds = one.booked.substr(one.booked.find("10000.00,") + 9);
  const std::string head =
      RowXml(1, {"安亭医院2012年6月"}) + RowXml(2, {"结算编号", "总费用", "基金支付", "退费标志"});
  const auto row = [&](const std::string& amount) {
    return RowXml(3, {"RCS-X1", amount, funds.substr(0, funds.find(',')), "#0"});
  };
  const auto reconcile = [&](const std::string& amount, const std::string& out) {
    const std::string path = process_->path(out + ".xlsx");
    std::ofstream(path, std::ios::binary) << files::MakeXlsx(
        {{.name = "封面", .rows = ""}, {.name = "明细", .rows = head + row(amount)}});
    return ReconcileFile(path, out);
  };
  reconcile("#10000.000000000002", "book");
  EXPECT_THAT(ReadFile(process_->path("book/differences.csv")), Not(HasSubstr("RCS-X1,")));
  EXPECT_THAT(ReadFile(process_->path("book/report.html")), HasSubstr("读取的工作表：明细"));
  reconcile("#10000.01", "book-differs");
  EXPECT_THAT(ReadFile(process_->path("book-differs/differences.csv")),
              HasSubstr("RCS-X1,金额不符"));
  EXPECT_THAT(ReadFile(process_->path("book-differs/differences.csv")),
              HasSubstr("replace --number " + std::to_string(one.number) + " 2207-RCS-X1.json"));
  EXPECT_EQ(reconcile("#10000.005", "book-refused").exit_code, 2);
  const std::string damaged = process_->path("damaged.xlsx");
  std::ofstream(damaged, std::ios::binary) << "PK\x03\x04 no workbook";
  EXPECT_THAT(ReconcileFile(damaged, "damaged").err, HasSubstr("FIELD_MALFORMED"));
  EXPECT_FALSE(std::filesystem::exists(process_->path("damaged")));
}

TEST_F(ReconcileTest, WrongWordsAreNamed) {
  const std::string path = process_->path("empty.csv");
  std::ofstream(path) << "nothing\n";
  const auto with = [&](const std::string& from, const std::string& until) {
    return As("relief", {"reconcile", path, "--institution", "anting", "--from", from, "--until",
                         until, "--out", process_->path("none")});
  };
  EXPECT_EQ(with("2012-06-30", "2012-06-01").exit_code, 2);
  EXPECT_THAT(with("June", "2012-06-01").err, HasSubstr("YYYY-MM-DD"));
  EXPECT_THAT(with("2012-06-01", "2012-06-30").err, HasSubstr("FIELD_MISSING"));
  const std::string good = process_->path("good.csv");
  std::ofstream(good) << kHead;
  const Ran desk = Desk({"reconcile", good, "--institution", "anting", "--from", "2012-06-01",
                         "--until", "2012-06-30"});
  EXPECT_THAT(desk.err, HasSubstr("NOT_ALLOWED"));
}

}  // namespace
}  // namespace yizhan::cli
