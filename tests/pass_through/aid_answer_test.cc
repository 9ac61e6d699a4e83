#include "adapters/pass_through/aid_answer.h"

#include <string>
#include <utility>
#include <vector>

#include "adapters/national/json_edit.h"
#include "gtest/gtest.h"

namespace yizhan::edge {
namespace {

// A program that pays; `given`: upstream paid it.
void AddLine(const char* program, v1::Layer layer, std::int64_t pay_fen, bool given,
             v1::SettleResult& result) {
  v1::Step& step = *result.mutable_outcome()->add_steps();
  step.set_status(v1::CHOSEN);
  step.mutable_figures()->set_pay_fen(pay_fen);
  step.mutable_figures()->set_base_fen(2 * pay_fen);
  if (given) step.mutable_figures()->set_given_fen(pay_fen);
  v1::AidLine& line = *result.add_lines();
  line.set_program_id(program);
  line.set_layer(layer);
  line.set_pay_fen(pay_fen);
  result.mutable_outcome()->set_aid_fen(result.outcome().aid_fen() + pay_fen);
}

struct Paid {
  std::int64_t municipal_fen = 0;
  bool municipal_given = false;
  std::int64_t charity_fen = 0;
  std::int64_t upstream_fen = 0;
  std::int64_t refund_fen = 0;
};

v1::SettleResult ResultOf(const Paid& paid) {
  v1::SettleResult result;
  if (paid.municipal_fen > 0) {
    AddLine("m", v1::MUNICIPAL, paid.municipal_fen, paid.municipal_given, result);
  }
  if (paid.charity_fen > 0) AddLine("c", v1::CHARITY, paid.charity_fen, false, result);
  if (paid.upstream_fen > 0) {
    result.mutable_bill()->add_upstream_aid()->set_amount_fen(paid.upstream_fen);
  }
  result.mutable_outcome()->set_account_refund_fen(paid.refund_fen);
  return result;
}

struct Case {
  const char* name;
  Paid paid;
  const char* setlinfo;
  const char* detail;
  const char* setlinfo_after;
  std::vector<std::pair<std::string, std::string>> rows;  // Fund and amount.
};

class AidIn : public testing::TestWithParam<Case> {};
TEST_P(AidIn, AnAnswer) {
  const Case& row = GetParam();
  Json answer = *ParseJson(std::string(R"({"infcode":0,"output":{"setlinfo":)") + row.setlinfo +
                           R"(,"setldetail":)" + row.detail + "}}");
  AddAid(ResultOf(row.paid), {{"own", "610199"}}, answer);
  const Json& output = *answer.Find("output");
  EXPECT_EQ(JsonText(*output.Find("setlinfo")), row.setlinfo_after);
  std::vector<std::pair<std::string, std::string>> rows;
  if (const Json* details = output.Find("setldetail"); details != nullptr) {
    for (const Json& item : details->items) {
      rows.emplace_back(MemberText(item, "fund_pay_type"), MemberText(item, "fund_payamt"));
    }
  }
  EXPECT_EQ(rows, row.rows);
}

constexpr char kBefore[] =
    R"({"medfee_sumamt":100.00,"maf_pay":"0.00","fund_pay_sumamt":60.00,"psn_part_amt":40.00,)"
    R"("acct_mulaid_pay":5.00,"acct_pay":"10.00","psn_cash_pay":25.00})";
constexpr char kDetail[] = R"([{"fund_pay_type":"310100","fund_payamt":60.00},)"
                           R"({"fund_pay_type":"310200","fund_payamt":10}])";
constexpr char kNegative[] =
    R"({"medfee_sumamt":-100.00,"fund_pay_sumamt":-60.00,"acct_mulaid_pay":-5.00,)"
    R"("acct_pay":-10.00,"psn_cash_pay":-25.00})";

INSTANTIATE_TEST_SUITE_P(
    All, AidIn,
    testing::Values(
        Case{"OneProgram",
             {.municipal_fen = 1'500},
             kBefore,
             kDetail,
             R"({"medfee_sumamt":100.00,"maf_pay":"15.00","fund_pay_sumamt":75.00,)"
             R"("psn_part_amt":25.00,"acct_mulaid_pay":5.00,"acct_pay":"10.00",)"
             R"("psn_cash_pay":10.00})",
             {{"310100", "60.00"}, {"310200", "10"}, {"610100", "15.00"}}},
        Case{"CharityIsOtherMoney",
             {.municipal_fen = 1'000, .charity_fen = 500},
             kBefore,
             kDetail,
             R"({"medfee_sumamt":100.00,"maf_pay":"10.00","fund_pay_sumamt":75.00,)"
             R"("psn_part_amt":25.00,"acct_mulaid_pay":5.00,"acct_pay":"10.00",)"
             R"("psn_cash_pay":10.00,"oth_pay":5.00})",
             {{"310100", "60.00"}, {"310200", "10"}, {"610100", "10.00"}, {"999997", "5.00"}}},
        Case{"WhatUpstreamGaveIsThere",
             {.municipal_fen = 1'000,
              .municipal_given = true,
              .charity_fen = 500,
              .upstream_fen = 1'000},
             kBefore,
             kDetail,
             R"({"medfee_sumamt":100.00,"maf_pay":"0.00","fund_pay_sumamt":65.00,)"
             R"("psn_part_amt":35.00,"acct_mulaid_pay":5.00,"acct_pay":"10.00",)"
             R"("psn_cash_pay":20.00,"oth_pay":5.00})",
             {{"310100", "60.00"}, {"310200", "10"}, {"999997", "5.00"}}},
        Case{"WhatUpstreamPaidLessIsAdded",
             {.municipal_fen = 1'000, .upstream_fen = 400},
             kBefore,
             kDetail,
             R"({"medfee_sumamt":100.00,"maf_pay":"6.00","fund_pay_sumamt":66.00,)"
             R"("psn_part_amt":34.00,"acct_mulaid_pay":5.00,"acct_pay":"10.00",)"
             R"("psn_cash_pay":19.00})",
             {{"310100", "60.00"}, {"310200", "10"}, {"610100", "6.00"}}},
        Case{"AccountMoneyGoesBackTheFamilysFirst",
             {.municipal_fen = 3'200, .refund_fen = 700},
             kBefore,
             kDetail,
             R"({"medfee_sumamt":100.00,"maf_pay":"32.00","fund_pay_sumamt":92.00,)"
             R"("psn_part_amt":8.00,"acct_mulaid_pay":0.00,"acct_pay":"8.00",)"
             R"("psn_cash_pay":0.00})",
             {{"310100", "60.00"}, {"310200", "8.00"}, {"610100", "32.00"}}},
        Case{"TakenBackWithItsSign",
             {.municipal_fen = 3'200, .refund_fen = 700},
             kNegative,
             "null",
             R"({"medfee_sumamt":-100.00,"fund_pay_sumamt":-92.00,"acct_mulaid_pay":0.00,)"
             R"("acct_pay":-8.00,"psn_cash_pay":0.00,"maf_pay":-32.00,"psn_part_amt":32.00})",
             {}}),
    [](const auto& row) { return row.param.name; });

TEST(AidInAnAnswer, UpstreamThatPaidMoreStands) {
  const v1::SettleResult result = ResultOf({.municipal_fen = 1'000, .upstream_fen = 1'500});
  EXPECT_EQ(ExtraAidFen(result), 0);
  EXPECT_NE(CashierNote(result), "");
}

TEST(AidInAnAnswer, TheNoteSaysWhatTheCashierMustRead) {
  v1::SettleResult result = ResultOf({.municipal_fen = 3'200, .refund_fen = 700});
  EXPECT_EQ(CashierNote(result), "个人账户应退 7.00 元，请向医保办理");
  result.set_training(true);
  result.set_illustrative(true);
  v1::Warning& cashier = *result.add_warnings();
  cashier.set_route(v1::CASHIER);
  cashier.set_message("快到限额");
  v1::Warning& town = *result.add_warnings();
  town.set_route(v1::TOWN_OFFICE);
  town.set_message("街镇");
  const std::string note = CashierNote(result);
  EXPECT_EQ(note.rfind("【培训】", 0), 0U);
  EXPECT_NE(note.find("【示例】"), std::string::npos);
  EXPECT_NE(note.find("快到限额"), std::string::npos);
  EXPECT_EQ(note.find("街镇"), std::string::npos);
}

}  // namespace
}  // namespace yizhan::edge
