// HospitalStatement: two months by hand, what belongs to which, and every way in which a close and
// its entries can disagree; against an engine's own totals at the end.

#include "engine/report/hospital_statement.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "engine/base/refusal.h"
#include "engine/ledger/entry_codec.h"
#include "tests/report/hand_made.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

constexpr Month kJune = 201206;
constexpr Month kJuly = 201207;

std::string NumbersOf(const HospitalStatement& statement) {
  std::string text;
  for (const StatementRow& row : statement.rows) text += std::to_string(row.number) + " ";
  return text;
}

StatementFold Folded(const std::vector<v1::Entry>& entries, Month month) {
  StatementFold fold("H1", month);
  const absl::Status read = ReadAll(entries, fold);
  EXPECT_TRUE(read.ok()) << read;
  return fold;
}

HospitalStatement ClosedOf(const std::vector<v1::Entry>& entries, Month month) {
  const StatementFold fold = Folded(entries, month);
  EXPECT_TRUE(fold.closed().has_value());
  return fold.closed().value_or(HospitalStatement());
}

// June: 10.00, and 5.00 with 3.00 of charity; a bill without aid, one after the fact, one of
// another hospital. Paid out in July. July: the first taken back, and 7.00.
class TwoMonthsTest : public testing::Test {
 protected:
  TwoMonthsTest() {
    first_ = log_.Settle({.half_fen = 1'000});
    second_ = log_.Settle({.day = "2012-06-30", .half_fen = 500, .charity_fen = 300});
    log_.Settle({});
    log_.Settle({.half_fen = 9'999, .path = v1::AFTER_THE_FACT});
    log_.Settle({.half_fen = 8'888, .institution_id = "H2"});
    june_ = log_.Close("2012-06", "2012-07-02", 0, {{"charity", 0, 300}, {"half", 0, 1'500}});
    log_.PayOut("2012-07-03", {{"half", 1'500}, {"charity", 300}});
    contra_ = log_.TakeBack(first_, "2012-07-04");
    third_ = log_.Settle({.day = "2012-07-05", .half_fen = 700});
    july_ = log_.Close("2012-07", "2012-08-01", june_, {{"half", 0, -300}});
  }
  HandMade log_;
  std::uint64_t first_, second_, contra_, third_, june_, july_;
};

TEST_F(TwoMonthsTest, TheFirst) {
  const HospitalStatement june = ClosedOf(log_.entries(), kJune);
  EXPECT_EQ(NumbersOf(june), std::to_string(first_) + " " + std::to_string(second_) + " ");
  EXPECT_EQ(june.institution_name, "H1医院");
  EXPECT_EQ(june.close->number(), june_);
  EXPECT_EQ(june.close_leaf, LeafHash(EncodeLeaf(log_.entries()[june_])));
  EXPECT_EQ(june.unaided, 1);
  EXPECT_EQ(june.pack_hashes, std::set<std::string>{log_.pack_hash()});
  const StatementProgram& half = june.programs.at("half");
  EXPECT_EQ(half.settlements, 2);
  EXPECT_EQ(half.Opening().fen(), 0);
  EXPECT_EQ(half.Posted().fen(), 1'500);
  EXPECT_EQ(half.Closing().fen(), 1'500);
  EXPECT_TRUE(half.illustrative);
  EXPECT_EQ(half.fund, "");
  EXPECT_EQ(june.programs.at("charity").fund, "fund");
  EXPECT_EQ(june.programs.at("charity").layer, Layer::kCharity);
  EXPECT_EQ(june.rows[0].ended_by, 0U) << "taken back after the close: not its business";
  EXPECT_EQ(june.rows[1].sum.fen(), 800);
  EXPECT_EQ(june.rows[1].aid.at("charity").fen(), 300);
}

TEST_F(TwoMonthsTest, TheSecondCarriesOn) {
  const HospitalStatement july = ClosedOf(log_.entries(), kJuly);
  EXPECT_EQ(NumbersOf(july), std::to_string(contra_) + " " + std::to_string(third_) + " ");
  const StatementProgram& half = july.programs.at("half");
  EXPECT_EQ(half.previous.fen(), 1'500);
  EXPECT_EQ(half.paid_out.fen(), 1'500);
  EXPECT_EQ(half.Opening().fen(), 0);
  EXPECT_EQ(half.settled.fen(), 700);
  EXPECT_EQ(half.taken_back.fen(), -1'000);
  EXPECT_EQ(half.Closing().fen(), -300);
  EXPECT_EQ(july.programs.at("charity").Closing().fen(), 0);
  EXPECT_EQ(july.rows[0].original, first_);
  EXPECT_EQ(july.rows[0].bill.bill_no, "b-" + std::to_string(first_));
  EXPECT_EQ(july.rows[0].bill.total.fen(), -10'000);
  EXPECT_EQ(july.unaided, 0);
}

// The statement of a month is what it was when the month was closed.
TEST_F(TwoMonthsTest, WhatComesLaterChangesNothing) {
  const std::vector<v1::Entry> then(log_.entries().begin(),
                                    log_.entries().begin() + static_cast<int>(june_) + 1);
  const HospitalStatement now = ClosedOf(log_.entries(), kJune);
  EXPECT_EQ(now.last_number, ClosedOf(then, kJune).last_number);
  EXPECT_EQ(NumbersOf(now), NumbersOf(ClosedOf(then, kJune)));
}

TEST_F(TwoMonthsTest, OtherQuestionsAreToldApart) {
  const StatementFold open = Folded(log_.entries(), 201208);
  EXPECT_FALSE(open.closed().has_value());
  EXPECT_EQ(open.taken_by(), 0U);
  EXPECT_EQ(open.Draft()->programs.at("half").Opening().fen(), -300);
  EXPECT_FALSE(open.Draft()->close.has_value());
  EXPECT_EQ(Folded(log_.entries(), 201205).taken_by(), june_);
  StatementFold nobody("H9", kJune);
  EXPECT_TRUE(ReadAll(log_.entries(), nobody).ok());
  EXPECT_FALSE(nobody.institution_known());
}

// An entry of June that comes after June was closed belongs to July; a contra of July that comes
// before June is closed marks June's bill and counts in July.
TEST(HospitalStatementTest, AnEntryBelongsToOneMonth) {
  HandMade log;
  const std::uint64_t early = log.Settle({.half_fen = 100});
  const std::uint64_t late_contra = log.TakeBack(early, "2012-07-01");
  const std::uint64_t june = log.Close("2012-06", "2012-07-01", 0, {{"half", 0, 100}});
  const std::uint64_t july = log.Settle({.day = "2012-07-31", .half_fen = 30});
  const std::uint64_t first_close = log.Close("2012-07", "2012-07-31", june, {{"half", 100, -70}});
  const std::uint64_t rest = log.Settle({.day = "2012-07-31", .half_fen = 5});
  log.Close("2012-08", "2012-08-31", first_close, {{"half", 30, 5}});

  const HospitalStatement of_june = ClosedOf(log.entries(), kJune);
  EXPECT_EQ(NumbersOf(of_june), std::to_string(early) + " ");
  EXPECT_EQ(of_june.rows[0].ended_by, late_contra);
  EXPECT_EQ(NumbersOf(ClosedOf(log.entries(), kJuly)),
            std::to_string(late_contra) + " " + std::to_string(july) + " ");
  EXPECT_EQ(NumbersOf(ClosedOf(log.entries(), 201208)), std::to_string(rest) + " ");
}

TEST(HospitalStatementTest, AReplacementIsAContraAndABill) {
  HandMade log;
  const std::uint64_t first = log.Settle({.half_fen = 100});
  const std::uint64_t contra = log.TakeBack(first, "2012-06-11");
  log.entries()[contra].mutable_contra()->set_replaced_by(contra + 1);
  log.Settle({.half_fen = 60});
  const HospitalStatement draft = *Folded(log.entries(), kJune).Draft();
  EXPECT_TRUE(draft.rows[1].replaced);
  EXPECT_EQ(draft.rows[0].ended_by, contra);
  EXPECT_EQ(draft.programs.at("half").Closing().fen(), 60);
  EXPECT_EQ(draft.last_number, contra + 1);
}

struct Tampering {
  const char* name;
  std::function<void(HandMade&, std::uint64_t settled, std::uint64_t close)> spoil;
  const char* field;
  const char* expected;
  const char* found;
};

class TamperedCloseTest : public testing::TestWithParam<Tampering> {};

// 10.00 of half and 3.00 of charity, closed so.
TEST_P(TamperedCloseTest, IsRefusedWithBothFigures) {
  HandMade log;
  const std::uint64_t settled = log.Settle({.half_fen = 1'000, .charity_fen = 300});
  const std::uint64_t close =
      log.Close("2012-06", "2012-07-01", 0, {{"charity", 0, 300}, {"half", 0, 1'000}});
  ASSERT_TRUE(Folded(log.entries(), kJune).closed().has_value());
  GetParam().spoil(log, settled, close);
  StatementFold fold("H1", kJune);
  const absl::Status read = ReadAll(log.entries(), fold);
  EXPECT_EQ(read.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(DetailOf(read).field(), GetParam().field);
  EXPECT_EQ(DetailOf(read).expected(), GetParam().expected);
  EXPECT_EQ(DetailOf(read).found(), GetParam().found);
  EXPECT_FALSE(fold.closed().has_value());
}

v1::ClosedLine& LineOf(HandMade& log, std::uint64_t close, int at) {
  return *log.entries()[close].mutable_period_closed()->mutable_lines(at);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, TamperedCloseTest, testing::Values(
    Tampering{"AnAmount", [](HandMade& log, std::uint64_t settled, std::uint64_t) {
        for (v1::Posting& posting : *log.entries()[settled].mutable_settled()->mutable_postings()) {
          if (posting.program() == kHalf) posting.set_amount_fen(posting.amount_fen() * 2);
        } }, "half posted", "10.00", "20.00"},
    Tampering{"AnEntryGone", [](HandMade& log, std::uint64_t settled, std::uint64_t) {
        log.entries().erase(log.entries().begin() + static_cast<int>(settled)); },
        "charity posted", "3.00", "0.00"},
    Tampering{"AnEntryTwice", [](HandMade& log, std::uint64_t settled, std::uint64_t) {
        const v1::Entry copy = log.entries()[settled];
        log.entries().insert(log.entries().begin() + static_cast<int>(settled), copy); },
        "charity posted", "3.00", "6.00"},
    Tampering{"AnotherHospital", [](HandMade& log, std::uint64_t settled, std::uint64_t) {
        log.entries()[settled].mutable_settled()->mutable_bill()->set_institution_id("H2"); },
        "charity posted", "3.00", "0.00"},
    Tampering{"AStatedSum", [](HandMade& log, std::uint64_t, std::uint64_t close) {
        LineOf(log, close, 1).set_posted_fen(1'001); }, "half posted", "10.01", "10.00"},
    Tampering{"AStatedOpening", [](HandMade& log, std::uint64_t, std::uint64_t close) {
        LineOf(log, close, 1).set_opening_fen(-5); }, "half opening", "-0.05", "0.00"},
    Tampering{"AStatedClosing", [](HandMade& log, std::uint64_t, std::uint64_t close) {
        LineOf(log, close, 1).set_closing_fen(0); }, "half closing", "0.00", "10.00"},
    Tampering{"ALineGone", [](HandMade& log, std::uint64_t, std::uint64_t close) {
        log.entries()[close].mutable_period_closed()->mutable_lines()->RemoveLast(); },
        "half posted", "0.00", "10.00"},
    Tampering{"ALineMore", [](HandMade& log, std::uint64_t, std::uint64_t close) {
        v1::ClosedLine line;
        line.set_program_id("visit");
        line.set_posted_fen(1);
        *log.entries()[close].mutable_period_closed()->add_lines() = line; },
        "visit posted", "0.01", "0.00"},
    Tampering{"AnotherCloseBefore", [](HandMade& log, std::uint64_t, std::uint64_t close) {
        log.entries()[close].mutable_period_closed()->set_previous_close(1); },
        "previous_close", "0", "1"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

struct Broken {
  const char* name;
  std::function<void(HandMade&, std::uint64_t settled)> spoil;
};

class BrokenStatementTest : public testing::TestWithParam<Broken> {};

TEST_P(BrokenStatementTest, IsNoLedger) {
  HandMade log;
  const std::uint64_t settled = log.Settle({.half_fen = 1'000});
  GetParam().spoil(log, settled);
  StatementFold fold("H1", kJune);
  EXPECT_EQ(ReadAll(log.entries(), fold).code(), absl::StatusCode::kDataLoss);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, BrokenStatementTest, testing::Values(
    Broken{"UnknownPack", [](HandMade& log, std::uint64_t settled) {
        log.entries()[settled].mutable_settled()->set_pack_hash("other"); }},
    Broken{"UnknownProgram", [](HandMade& log, std::uint64_t settled) {
        log.entries()[settled].mutable_settled()->mutable_postings(1)->set_program(99); }},
    Broken{"AmountBeyondTheBound", [](HandMade& log, std::uint64_t settled) {
        log.entries()[settled].mutable_settled()->mutable_postings(1)->set_amount_fen(
            kAmountMax.fen() + 1); }},
    Broken{"PayoutBeyondTheBound", [](HandMade& log, std::uint64_t) {
        log.PayOut("2012-06-11", {{"half", std::numeric_limits<std::int64_t>::max()}}); }},
    Broken{"ContraOfNothing", [](HandMade& log, std::uint64_t settled) {
        const std::uint64_t contra = log.TakeBack(settled, "2012-06-11");
        log.entries()[contra].mutable_contra()->set_original(settled - 1); }},
    Broken{"ContraTwice", [](HandMade& log, std::uint64_t settled) {
        log.TakeBack(settled, "2012-06-11");
        log.TakeBack(settled, "2012-06-12"); }},
    Broken{"PackThatDoesNotLoad", [](HandMade& log, std::uint64_t) {
        log.entries()[0].mutable_pack_activated()->mutable_files(0)->set_content("programs {"); }},
    Broken{"PeriodOfWords", [](HandMade& log, std::uint64_t) {
        log.Close("June", "2012-07-01", 0, {}); }}),
    [](const auto& row) { return row.param.name; });
// clang-format on

// What an engine itself keeps of a hospital, against what its entries sum to.
TEST(HospitalStatementTest, SumsAreTheEnginesTotals) {
  const auto desk = Desk::Ready();
  desk->OpenFund("fund");
  desk->Grant("fund", 50'000);
  const std::uint64_t person = desk->Import("0000001", {"dibao"});
  for (int i = 0; i < 6; ++i) {
    const std::string id = "b-" + std::to_string(i);
    v1::Bill bill = MakeBill(id);
    bill.set_bill_no(id);
    bill.set_visit_no(id);
    SetParts(bill, 10'001 * (i + 1), 0, 0, 7'003);
    const std::uint64_t number = desk->Post(bill, person).number();
    if (i % 3 == 2) {
      ASSERT_TRUE(desk->Reverse(number, "r-" + id).ok());
    }
  }
  StatementFold fold("H1", kJune);
  for (std::uint64_t number = 0; number < desk->Head().size; ++number) {
    ASSERT_TRUE(fold.Read(desk->EntryAt(number)).ok());
  }
  const auto draft = fold.Draft();
  ASSERT_TRUE(draft.ok());
  Money aid;
  for (const auto& [id, program] : draft->programs) aid += program.Closing();
  const auto listed = desk->queries().ListInstitutions(ReliefCaller());
  ASSERT_TRUE(listed.ok());
  EXPECT_EQ(listed->institutions(0).institution().id(), "H1");
  EXPECT_GT(aid, Money());
  EXPECT_EQ(listed->institutions(0).totals().aid_fen(), aid.fen());
  EXPECT_EQ(draft->rows.size(), 8U);
}

}  // namespace
}  // namespace yizhan::test
