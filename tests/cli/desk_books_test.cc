#include "tools/cli/desk_books.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yizhan::cli {
namespace {

constexpr char kHead[] = "setl_id,mdtrt_id,medfee_sumamt,fund_pay_sumamt,acct_pay,refd_setl_flag\n";

// A day of one hospital: lines and answers in step.
struct Day {
  std::vector<DeskLine> script;
  std::vector<DeskAnswer> answers;

  void Settle(DeskKind kind, const std::string& id, std::uint64_t number,
              const std::string& replaces = "") {
    national::SettleMessage settle;
    settle.bill.set_message_id(id);
    if (id != "M-NONE") settle.bill.set_bill_no("S-" + id);
    settle.bill.set_visit_no("V-" + id);
    DeskLine& line = Line("H1", id);
    line.replaces = replaces;
    line.message = MessageOf(settle);
    DeskAnswer& answer = answers.emplace_back(DeskAnswer{.kind = kind, .settlement = number});
    answer.sums.set_total_fen(1'000'00);
    answer.sums.set_funds_fen(900'10);
  }
  void Reverse(DeskKind kind, std::uint64_t number) {
    Line("H1", "R").message = MessageOf(national::ReverseMessage());
    answers.push_back({.kind = kind, .settlement = number});
  }
  static national::Message MessageOf(
      const std::variant<national::SettleMessage, national::ReverseMessage>& body) {
    national::Message message;
    message.body = body;
    return message;
  }
  DeskLine& Line(const std::string& institution_id, const std::string& id) {
    DeskLine& line = script.emplace_back();
    line.institution_id = institution_id;
    line.message_id = id;
    return line;
  }
  std::string Books() const {
    const auto books = DeskBooks(script, answers, /*training=*/false);
    if (books.empty()) return "";
    EXPECT_EQ(books.size(), 1U);
    return books.at("H1").substr(sizeof(kHead) - 1);
  }
};

TEST(DeskBooksTest, ASettlementIsBookedOnceHoweverOftenItsAnswerCame) {
  Day day;
  day.Settle(DeskKind::kReplayed, "M1", 7);  // Overtook the first answer.
  day.Settle(DeskKind::kSettled, "M1", 7);
  day.Settle(DeskKind::kReplayed, "M1", 7);
  EXPECT_EQ(day.Books(), "S-M1,V-M1,1000.00,900.10,0.00,0\n");
}

TEST(DeskBooksTest, OfATrainingEngineEveryRowSaysSo) {
  Day day;
  day.Settle(DeskKind::kSettled, "M1", 7);
  EXPECT_EQ(DeskBooks(day.script, day.answers, /*training=*/true).at("H1"),
            "setl_id,mdtrt_id,medfee_sumamt,fund_pay_sumamt,acct_pay,refd_setl_flag,培训 training\n"
            "S-M1,V-M1,1000.00,900.10,0.00,0,培训账本，不是真实账目\n");
}

TEST(DeskBooksTest, WithoutABillNumberTheMessageIdStandsIn) {
  Day day;
  day.Settle(DeskKind::kSettled, "M-NONE", 7);
  EXPECT_EQ(day.Books(), "M-NONE,V-M-NONE,1000.00,900.10,0.00,0\n");
}

TEST(DeskBooksTest, AReversalIsARefundRow) {
  Day day;
  day.Reverse(DeskKind::kReversed, 7);  // In one step with its settlement, and answered first.
  day.Settle(DeskKind::kSettled, "M1", 7);
  day.Reverse(DeskKind::kReplayed, 7);
  EXPECT_EQ(day.Books(),
            "S-M1,V-M1,1000.00,900.10,0.00,0\n"
            "S-M1,V-M1,-1000.00,-900.10,0.00,1\n");
}

TEST(DeskBooksTest, AReplacementTakesTheOldBillBack) {
  Day day;
  day.Settle(DeskKind::kSettled, "M1", 7);
  day.Settle(DeskKind::kReplaced, "M2", 9, "M1");
  EXPECT_EQ(day.Books(),
            "S-M1,V-M1,1000.00,900.10,0.00,0\n"
            "S-M1,V-M1,-1000.00,-900.10,0.00,1\n"
            "S-M2,V-M2,1000.00,900.10,0.00,0\n");
}

TEST(DeskBooksTest, WhatWasNeverSettledIsNotBooked) {
  Day day;
  day.Settle(DeskKind::kRefused, "M1", 0);
  day.Reverse(DeskKind::kTombstone, 0);
  day.Reverse(DeskKind::kReversed, 99);  // Of a settlement that this desk did not make.
  EXPECT_EQ(day.Books(), "");
}

}  // namespace
}  // namespace yizhan::cli
