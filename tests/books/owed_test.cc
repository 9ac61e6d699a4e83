// Owed lines, posting periods and what a payout clears: the arithmetic without a ledger.

#include "engine/books/owed.h"

#include <limits>
#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "engine/books/payout.h"
#include "engine/books/period.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

constexpr auto kHospital = v1::HOSPITAL_RECEIVABLE;
constexpr auto kPayable = v1::PATIENT_PAYABLE;
constexpr auto kReceivable = v1::PATIENT_RECEIVABLE;

struct Amount {
  OwedPlace place;
  std::int64_t fen;
};

// "2/a/201206 5 ": account, program, month, amount.
std::string TextOf(const OwedLines& lines) {
  std::string text;
  for (const v1::OwedLine& line : lines) {
    text += std::to_string(line.account()) + "/" + line.program_id() + "/" +
            std::to_string(line.month()) + " " + std::to_string(line.amount_fen()) + " ";
  }
  return text;
}

OwedLines LinesOf(const std::vector<Amount>& amounts) {
  OwedLines lines;
  for (const Amount& amount : amounts) EXPECT_TRUE(AddOwed(amount.place, amount.fen, lines).ok());
  return lines;
}

struct AddRow {
  const char* name;
  std::vector<Amount> amounts;
  const char* lines;
};
class AddOwedTest : public testing::TestWithParam<AddRow> {};

TEST_P(AddOwedTest, KeepsSortedLinesThatAreNot0) {
  EXPECT_EQ(TextOf(LinesOf(GetParam().amounts)), GetParam().lines);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, AddOwedTest, testing::Values(
    AddRow{"Nothing", {{{kHospital, "a", 201206}, 0}}, ""},
    AddRow{"OneSum", {{{kHospital, "a", 201206}, 5}, {{kHospital, "a", 201206}, 7}}, "2/a/201206 12 "},
    AddRow{"Gone", {{{kHospital, "a", 201206}, 5}, {{kHospital, "a", 201206}, -5}}, ""},
    AddRow{"BelowNothing", {{{kHospital, "a", 201206}, 5}, {{kHospital, "a", 201206}, -6}}, "2/a/201206 -1 "},
    AddRow{"ByMonth", {{{kHospital, "a", 201207}, 1}, {{kHospital, "a", 0}, 2}, {{kHospital, "a", 201206}, 3}}, "2/a/0 2 2/a/201206 3 2/a/201207 1 "},
    AddRow{"ByProgram", {{{kHospital, "b", 201206}, 1}, {{kHospital, "a", 201207}, 2}}, "2/a/201207 2 2/b/201206 1 "},
    AddRow{"ByAccount", {{{kReceivable, "a"}, -1}, {{kPayable, "b"}, 2}, {{kPayable, "a"}, 3}}, "3/a/0 3 3/b/0 2 4/a/0 -1 "},
    AddRow{"GoneInTheMiddle", {{{kPayable, "a"}, 1}, {{kPayable, "b"}, 2}, {{kPayable, "c"}, 3}, {{kPayable, "b"}, -2}}, "3/a/0 1 3/c/0 3 "}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(AddOwed, RefusesWhatDoesNotFit) {
  OwedLines lines = LinesOf({{{kPayable, "a"}, std::numeric_limits<std::int64_t>::max()}});
  EXPECT_EQ(ReasonOf(AddOwed({kPayable, "a"}, 1, lines)), v1::AMOUNT_OVERFLOW);
}

struct ClosingRow {
  const char* name;
  std::vector<Amount> amounts;
  std::uint32_t month;
  const char* lines;  // "a 1+2=3 "
};
class ClosingTest : public testing::TestWithParam<ClosingRow> {};

TEST_P(ClosingTest, SaysOpeningPostedAndClosing) {
  const auto lines = ClosingLines(LinesOf(GetParam().amounts), GetParam().month);
  ASSERT_TRUE(lines.ok()) << lines.status();
  std::string text;
  for (const v1::ClosedLine& line : *lines) {
    text += line.program_id() + " " + std::to_string(line.opening_fen()) + "+" +
            std::to_string(line.posted_fen()) + "=" + std::to_string(line.closing_fen()) + " ";
  }
  EXPECT_EQ(text, GetParam().lines);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, ClosingTest, testing::Values(
    ClosingRow{"Nothing", {}, 201206, ""},
    ClosingRow{"ThisMonth", {{{kHospital, "a", 201206}, 5}}, 201206, "a 0+5=5 "},
    ClosingRow{"NotTheNext", {{{kHospital, "a", 201207}, 5}}, 201206, ""},
    ClosingRow{"AllBefore", {{{kHospital, "a", 201205}, 5}, {{kHospital, "a", 201206}, -7}}, 201206, "a 0+-2=-2 "},
    ClosingRow{"OnTopOfWhatIsClosed", {{{kHospital, "a", 0}, 5}, {{kHospital, "a", 201206}, 7}}, 201206, "a 5+7=12 "},
    ClosingRow{"OnlyCarried", {{{kHospital, "a", 0}, -5}}, 201206, "a -5+0=-5 "},
    ClosingRow{"CarriedAndMadeGood", {{{kHospital, "a", 0}, -5}, {{kHospital, "a", 201206}, 5}}, 201206, "a -5+5=0 "},
    ClosingRow{"CancelledOut", {{{kHospital, "a", 201205}, 5}, {{kHospital, "a", 201206}, -5}}, 201206, ""},
    ClosingRow{"ByProgram", {{{kHospital, "b", 201206}, 5}, {{kHospital, "a", 201206}, 1}}, 201206, "a 0+1=1 b 0+5=5 "}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

struct PayoutRow {
  const char* name;
  v1::Payee payee;
  bool given_back;
  std::vector<Amount> amounts;
  std::int64_t paid_fen;
  int postings;
};
class PayoutPostingsTest : public testing::TestWithParam<PayoutRow> {};

TEST_P(PayoutPostingsTest, ClearWhatIsOpenAndSumToZero) {
  const PayoutRow& row = GetParam();
  const auto postings = PayoutPostings(row.payee, row.given_back, LinesOf(row.amounts));
  ASSERT_TRUE(postings.ok()) << postings.status();
  EXPECT_EQ(static_cast<int>(postings->size()), row.postings);
  std::int64_t sum_fen = 0;
  for (const v1::NamedPosting& posting : *postings) sum_fen += posting.amount_fen();
  EXPECT_EQ(sum_fen, 0);
  EXPECT_EQ(PaidFen(NamedPostings(postings->begin(), postings->end())).value(), row.paid_fen);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, PayoutPostingsTest, testing::Values(
    PayoutRow{"Hospital", v1::HOSPITAL, false, {{{kHospital, "a"}, 5}, {{kHospital, "b"}, 7}}, 12, 4},
    PayoutRow{"OnlyClosed", v1::HOSPITAL, false, {{{kHospital, "a"}, 5}, {{kHospital, "a", 201206}, 7}}, 5, 2},
    PayoutRow{"Netted", v1::HOSPITAL, false, {{{kHospital, "a"}, -5}, {{kHospital, "b"}, 7}}, 2, 4},
    PayoutRow{"NettedToNothing", v1::HOSPITAL, false, {{{kHospital, "a"}, -5}, {{kHospital, "b"}, 5}}, 0, 0},
    PayoutRow{"NettedBelow", v1::HOSPITAL, false, {{{kHospital, "a"}, -5}, {{kHospital, "b"}, 4}}, 0, 0},
    PayoutRow{"Patient", v1::PATIENT, false, {{{kPayable, "a"}, 5}, {{kReceivable, "a"}, -7}}, 5, 2},
    PayoutRow{"PatientGivesBack", v1::PATIENT, true, {{{kPayable, "a"}, 5}, {{kReceivable, "a"}, -7}}, -7, 2},
    PayoutRow{"PatientWasPaidTooMuch", v1::PATIENT, true, {{{kPayable, "a"}, -5}, {{kPayable, "b"}, 1}}, -4, 4},
    PayoutRow{"PatientGivesBackBoth", v1::PATIENT, true, {{{kPayable, "a"}, -5}, {{kReceivable, "b"}, -1}}, -6, 4},
    PayoutRow{"PatientGaveBackTooMuch", v1::PATIENT, false, {{{kReceivable, "a"}, 5}}, 5, 2},
    PayoutRow{"PatientIsOwedNothing", v1::PATIENT, false, {{{kReceivable, "a"}, -5}}, 0, 0},
    PayoutRow{"PatientOwesNothing", v1::PATIENT, true, {{{kPayable, "a"}, 5}}, 0, 0}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(PayoutPostings, RefuseWhatDoesNotFit) {
  const OwedLines owed =
      LinesOf({{{kPayable, "a"}, std::numeric_limits<std::int64_t>::max()}, {{kPayable, "b"}, 1}});
  EXPECT_EQ(ReasonOf(PayoutPostings(v1::PATIENT, false, owed).status()), v1::AMOUNT_OVERFLOW);
}

}  // namespace
}  // namespace yizhan
