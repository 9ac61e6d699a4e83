// National 3201: where its sums may lie, what its refund flag means, and what is refused.

#include "adapters/national/statement_totals.h"

#include <string>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"

namespace yizhan::national {
namespace {

TEST(StatementTotalsTest, ReadsARequest) {
  const auto totals = ParseStatementTotals(
      R"({"infno":"3201","msgid":"H1","input":{"data":{"insutype":"310","clr_type":"11",
          "setl_optins":"310114","stmt_begndate":"2012-06-01","stmt_enddate":"2012-06-30 00:00:00",
          "medfee_sumamt":"1234.50","fund_pay_sumamt":1000.1,"acct_pay":"0",
          "fixmedins_setl_cnt":"12"}}})");
  ASSERT_TRUE(totals.ok()) << totals.status();
  EXPECT_EQ(totals->total.fen(), 123'450);
  EXPECT_EQ(totals->funds.fen(), 100'010);
  EXPECT_EQ(totals->account->fen(), 0);
  EXPECT_EQ(totals->count, 12);
  EXPECT_EQ(totals->of, TotalsOf::kNet);
  EXPECT_EQ(DayText(*totals->from), "2012-06-01");
  EXPECT_EQ(DayText(*totals->until), "2012-06-30");
  EXPECT_EQ(totals->result, "");
}

TEST(StatementTotalsTest, ReadsAnAnswerAndTheBareSums) {
  const auto answer = ParseStatementTotals(
      R"({"infcode":0,"output":{"stmtinfo":{"stmt_rslt":"1","stmt_rslt_dscr":"不平",
          "medfee_sumamt":5,"fund_pay_sumamt":3}}})");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->result, "1");
  EXPECT_EQ(answer->result_text, "不平");
  EXPECT_FALSE(answer->account.has_value());
  EXPECT_FALSE(answer->count.has_value());
  const auto bare = ParseStatementTotals(R"({"medfee_sumamt":5,"fund_pay_sumamt":-3})");
  ASSERT_TRUE(bare.ok()) << bare.status();
  EXPECT_EQ(bare->funds.fen(), -300);
}

struct FlagRow {
  const char* name;
  const char* flag;
  TotalsOf of;
  std::int64_t total_fen;
  std::int64_t count;
};
class FlagTest : public testing::TestWithParam<FlagRow> {};

TEST_P(FlagTest, SaysWhatTheSumsAreOf) {
  const auto totals = ParseStatementTotals(
      std::string(R"({"medfee_sumamt":"-5.00","fund_pay_sumamt":"-3","fixmedins_setl_cnt":-1)") +
      GetParam().flag + "}");
  ASSERT_TRUE(totals.ok()) << totals.status();
  EXPECT_EQ(totals->of, GetParam().of);
  EXPECT_EQ(totals->total.fen(), GetParam().total_fen);
  EXPECT_EQ(totals->count, GetParam().count);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, FlagTest, testing::Values(
    FlagRow{"None", "", TotalsOf::kNet, -500, -1},
    FlagRow{"Empty", R"(,"refd_setl_flag":"")", TotalsOf::kNet, -500, -1},
    FlagRow{"Settled", R"(,"refd_setl_flag":"0")", TotalsOf::kSettled, -500, -1},
    FlagRow{"RefundsAsNegatives", R"(,"refd_setl_flag":"1")", TotalsOf::kRefunds, 500, 1}),
    [](const auto& row) { return std::string(row.param.name); });

struct BadRow {
  const char* name;
  const char* json;
  v1::Reason reason;
  const char* field;
};
class BadTotalsTest : public testing::TestWithParam<BadRow> {};

TEST_P(BadTotalsTest, AreRefused) {
  const auto totals = ParseStatementTotals(GetParam().json);
  EXPECT_EQ(ReasonOf(totals.status()), GetParam().reason) << totals.status();
  EXPECT_EQ(DetailOf(totals.status()).field(), GetParam().field);
}

INSTANTIATE_TEST_SUITE_P(Rows, BadTotalsTest, testing::Values(
    BadRow{"NoJson", "medfee_sumamt", v1::FIELD_MALFORMED, ""},
    BadRow{"OtherMessage", R"({"infno":"3202","medfee_sumamt":1,"fund_pay_sumamt":1})", v1::FIELD_UNKNOWN_VALUE, "infno"},
    BadRow{"NoSums", R"({"infno":"3201","output":{"stmt_rslt":"0"}})", v1::FIELD_MISSING, "medfee_sumamt"},
    BadRow{"NoFunds", R"({"input":{"data":{"medfee_sumamt":1}}})", v1::FIELD_MISSING, "input.data.fund_pay_sumamt"},
    BadRow{"ThreeDecimals", R"({"medfee_sumamt":1.005,"fund_pay_sumamt":1})", v1::FIELD_MALFORMED, "medfee_sumamt"},
    BadRow{"TooLarge", R"({"medfee_sumamt":"-100000000000.01","fund_pay_sumamt":1})", v1::AMOUNT_TOO_LARGE, "medfee_sumamt"},
    BadRow{"HalfASettlement", R"({"medfee_sumamt":1,"fund_pay_sumamt":1,"fixmedins_setl_cnt":1.5})", v1::FIELD_MALFORMED, "fixmedins_setl_cnt"},
    BadRow{"StrangeFlag", R"({"medfee_sumamt":1,"fund_pay_sumamt":1,"refd_setl_flag":"2"})", v1::FIELD_UNKNOWN_VALUE, "refd_setl_flag"},
    BadRow{"NoDay", R"({"medfee_sumamt":1,"fund_pay_sumamt":1,"stmt_enddate":"June"})", v1::FIELD_MALFORMED, "stmt_enddate"},
    BadRow{"SumsTwice", R"({"input":[{"medfee_sumamt":1,"fund_pay_sumamt":1},{"medfee_sumamt":1,"fund_pay_sumamt":1}]})", v1::FIELD_MALFORMED, "input[1].medfee_sumamt"}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

}  // namespace
}  // namespace yizhan::national
