// One row per way in which the hospital's books and the ledger can agree or differ about a bill.

#include "engine/reconcile/match.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace yizhan {
namespace {

v1::StatedSums Sums(std::int64_t total_fen, std::int64_t funds_fen = 0,
                    std::int64_t account_fen = 0) {
  v1::StatedSums sums;
  sums.set_total_fen(total_fen);
  sums.set_funds_fen(funds_fen);
  sums.set_account_fen(account_fen);
  return sums;
}

v1::BookedRow Booked(std::uint32_t line, const std::string& bill_no, const v1::StatedSums& sums) {
  v1::BookedRow row;
  row.set_line(line);
  row.set_bill_no(bill_no);
  *row.mutable_sums() = sums;
  return row;
}

v1::PostedRow Posted(std::uint64_t number, const std::string& bill_no, const v1::StatedSums& sums) {
  v1::PostedRow row;
  row.set_number(number);
  row.set_bill_no(bill_no);
  *row.mutable_sums() = sums;
  return row;
}

// "+100" booked with a total of 100 fen, "-100" refunded, "?" booked without an answer.
std::vector<v1::BookedRow> Books(const std::vector<std::string>& rows) {
  std::vector<v1::BookedRow> books;
  for (const std::string& text : rows) {
    const bool answered = text != "?";
    v1::BookedRow row = Booked(static_cast<std::uint32_t>(books.size() + 2), "B",
                               Sums(answered ? std::stoll(text.substr(1)) : 0));
    row.set_refund(text[0] == '-');
    if (!answered) row.clear_sums();
    books.push_back(row);
  }
  return books;
}

// "100" live with a total of 100 fen, "100r" reversed, "100p" replaced.
std::vector<v1::PostedRow> Ledger(const std::vector<std::string>& rows) {
  std::vector<v1::PostedRow> ledger;
  for (const std::string& text : rows) {
    v1::PostedRow row = Posted(ledger.size() + 10, "B", Sums(std::stoll(text)));
    if (text.back() == 'r') row.set_standing(v1::STANDING_REVERSED);
    if (text.back() == 'p') row.set_standing(v1::STANDING_REPLACED);
    ledger.push_back(row);
  }
  return ledger;
}

using D = v1::BillDifference;
constexpr D::Kind kAgree = D::KIND_UNSPECIFIED;

struct Row {
  const char* name;
  std::vector<std::string> books;
  std::vector<std::string> ledger;
  v1::BillDifference::Kind kind;
};

class MatchTest : public ::testing::TestWithParam<Row> {};

TEST_P(MatchTest, FindsIt) {
  const Matched matched = Match(Books(GetParam().books), Ledger(GetParam().ledger));
  if (GetParam().kind == kAgree) {
    EXPECT_TRUE(matched.differences.empty());
    EXPECT_EQ(matched.bills, 1U);
    return;
  }
  ASSERT_EQ(matched.differences.size(), 1U);
  const v1::BillDifference& difference = matched.differences[0];
  EXPECT_EQ(difference.kind(), GetParam().kind);
  EXPECT_EQ(difference.bill_no(), "B");
  EXPECT_EQ(static_cast<std::size_t>(difference.booked_size()), GetParam().books.size());
  EXPECT_EQ(static_cast<std::size_t>(difference.posted_size()), GetParam().ledger.size());
  EXPECT_EQ(matched.bills, 0U);
  EXPECT_EQ(matched.sums.total_fen(), 0);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, MatchTest, ::testing::Values(
    Row{"LiveOnBoth", {"+100"}, {"100"}, kAgree},
    Row{"ReversedOnBoth", {"+100", "-100"}, {"100r"}, kAgree},
    Row{"ReversedHereAndNeverBooked", {}, {"100r"}, kAgree},
    Row{"ReversedAndSettledAnewOnBoth", {"+100", "-100", "+120"}, {"100r", "120"}, kAgree},
    Row{"ReplacedOnBoth", {"+100", "-100", "+120"}, {"100p", "120"}, kAgree},
    Row{"RefundOfLastMonth", {"-100"}, {"100r"}, kAgree},
    Row{"RefundOfWhatWasNeverPosted", {"-100"}, {}, D::MISSING_HERE},
    Row{"MissingHere", {"+100"}, {}, D::MISSING_HERE},
    Row{"MissingThere", {}, {"100"}, D::MISSING_THERE},
    Row{"AmountDiffers", {"+100"}, {"101"}, D::AMOUNT_DIFFERS},
    Row{"OldAmountStillBooked", {"+100"}, {"100p", "120"}, D::AMOUNT_DIFFERS},
    Row{"BookedTwice", {"+100", "+100"}, {"100"}, D::DUPLICATE},
    Row{"BookedTwiceAndUnknownHere", {"+100", "+100"}, {}, D::DUPLICATE},
    Row{"BookedThriceRefundedOnce", {"+100", "+100", "-100", "+100"}, {"100"}, D::DUPLICATE},
    Row{"ReversedHere", {"+100"}, {"100r"}, D::REVERSED_HERE},
    Row{"ReversedThere", {"+100", "-100"}, {"100"}, D::REVERSED_THERE},
    Row{"RefundOfLastMonthButLiveHere", {"-100"}, {"100"}, D::REVERSED_THERE},
    Row{"NoAnswerAndLiveHere", {"?"}, {"100"}, D::UNKNOWN_OUTCOME},
    Row{"NoAnswerAndNothingHere", {"?"}, {}, D::UNKNOWN_OUTCOME},
    Row{"NoAnswerThenBooked", {"?", "+100"}, {"100"}, kAgree}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(MatchSumsTest, EveryStatedSumIsCompared) {
  for (const v1::StatedSums& other :
       {Sums(1001, 600, 50), Sums(1000, 601, 50), Sums(1000, 600, 51)}) {
    const Matched matched = Match({Booked(2, "B", Sums(1000, 600, 50))}, {Posted(7, "B", other)});
    ASSERT_EQ(matched.differences.size(), 1U);
    EXPECT_EQ(matched.differences[0].kind(), D::AMOUNT_DIFFERS);
  }
}

TEST(MatchSumsTest, ABillOfBeforeIsLookedAtOnlyWhenItIsNamed) {
  v1::PostedRow before = Posted(7, "B", Sums(100));
  before.set_before(true);
  EXPECT_EQ(Match({}, {before}).bills, 0U);
  EXPECT_TRUE(Match({}, {before}).differences.empty());
  v1::BookedRow refund = Booked(2, "B", Sums(100));
  refund.set_refund(true);
  ASSERT_EQ(Match({refund}, {before}).differences.size(), 1U);
  EXPECT_EQ(Match({refund}, {before}).differences[0].kind(), D::REVERSED_THERE);
}

TEST(MatchSumsTest, CountsAndAddsWhatAgrees) {
  std::vector<v1::BookedRow> books;
  std::vector<v1::PostedRow> ledger;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const std::string bill_no = "B" + std::to_string(i);
    books.push_back(Booked(i + 2, bill_no, Sums(100, 60, 5)));
    ledger.push_back(Posted(1000 - i, bill_no, Sums(100, 60, 5)));
  }
  ledger[500].mutable_sums()->set_funds_fen(0);
  const Matched matched = Match(books, ledger);
  EXPECT_EQ(matched.bills, 999U);
  EXPECT_EQ(matched.settled, 999U);
  EXPECT_EQ(matched.sums.total_fen(), 99'900);
  EXPECT_EQ(matched.sums.funds_fen(), 59'940);
  EXPECT_EQ(matched.sums.account_fen(), 4'995);
  ASSERT_EQ(matched.differences.size(), 1U);
  EXPECT_EQ(matched.differences[0].bill_no(), "B500");
}

}  // namespace
}  // namespace yizhan
