// Changes: bands by their edges, people summed over their bills, and the bounded list of cases.

#include "engine/simulate/changes.h"

#include <gtest/gtest.h>

#include "tests/simulate/scene.h"

namespace yizhan::test {
namespace {

struct BandRow {
  const char* name;
  std::int64_t difference_fen;
  int band;
};

class BandTest : public testing::TestWithParam<BandRow> {};

TEST_P(BandTest, IsTheBandOfBothSigns) {
  EXPECT_EQ(BandOf(Money::FromFen(GetParam().difference_fen)), GetParam().band);
  EXPECT_EQ(BandOf(Money::FromFen(-GetParam().difference_fen)), -GetParam().band);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, BandTest, testing::Values(
    BandRow{"Unchanged",             0, 0},
    BandRow{"OneFen",                1, 1},
    BandRow{"BelowAHundred",     9'999, 1},
    BandRow{"AHundred",         10'000, 2},
    BandRow{"FiveHundred",      50'000, 3},
    BandRow{"AThousand",       100'000, 4},
    BandRow{"FiveThousand",    500'000, 5},
    BandRow{"TenThousand",   1'000'000, 6},
    BandRow{"BelowTheLast",  4'999'999, 6},
    BandRow{"TheLast",       5'000'000, 7},
    BandRow{"FarAbove",  9'000'000'000, 7}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

Money Fen(std::int64_t fen) { return Money::FromFen(fen); }

TEST(ChangesTest, PeopleAreSummedOverTheirBills) {
  Changes changes;
  changes.Add(1, Fen(100), Fen(300));   // +200
  changes.Add(1, Fen(500), Fen(300));   // -200: together unchanged
  changes.Add(2, Fen(0), Fen(20'000));  // +200.00
  changes.Add(3, Fen(7), Fen(0));       // -0.07
  const std::map<int, BandCount> bands = changes.Distribution();
  EXPECT_EQ(bands.size(), 2U * kBands + 1);
  EXPECT_EQ(bands.at(0).people, 1);
  EXPECT_EQ(bands.at(0).bills, 0);
  EXPECT_EQ(bands.at(1).people, 0);
  EXPECT_EQ(bands.at(1).bills, 1);
  EXPECT_EQ(bands.at(2).people, 1);
  EXPECT_EQ(bands.at(2).people_difference, Fen(20'000));
  EXPECT_EQ(bands.at(-1).people, 1);
  EXPECT_EQ(bands.at(-1).bills, 2);
  EXPECT_EQ(bands.at(-1).bills_difference, Fen(-207));
  ASSERT_EQ(changes.Gainers(10).size(), 1U);
  EXPECT_EQ(changes.Gainers(10)[0].person_no, 2U);
  ASSERT_EQ(changes.Losers(10).size(), 1U);
  EXPECT_EQ(changes.Losers(10)[0].person_no, 3U);
}

TEST(ChangesTest, WhoseBillsAreAllReversedIsNobody) {
  Changes changes;
  changes.Add(1, Fen(0), Fen(300));
  changes.Remove(1, Fen(0), Fen(300));
  for (const auto& [band, count] : changes.Distribution()) {
    EXPECT_EQ(count.people, 0) << band;
    EXPECT_EQ(count.bills, 0) << band;
  }
  EXPECT_TRUE(changes.Gainers(1).empty());
}

TEST(ChangesTest, FurthestFirstThenByNumber) {
  Changes changes;
  changes.Add(9, Fen(0), Fen(5));
  changes.Add(4, Fen(0), Fen(5));
  changes.Add(7, Fen(0), Fen(6));
  const auto gainers = changes.Gainers(2);
  ASSERT_EQ(gainers.size(), 2U);
  EXPECT_EQ(gainers[0].person_no, 7U);
  EXPECT_EQ(gainers[1].person_no, 4U);
}

class CaseHeapTest : public testing::Test {
 protected:
  void Offer(std::uint64_t number, std::int64_t today_fen, std::int64_t draft_fen) {
    Outcome today, draft;
    today.aid = Fen(today_fen);
    draft.aid = Fen(draft_fen);
    heap_.Offer(std::make_shared<const Item>(BillOf(number, {})), today, draft);
  }
  std::vector<std::uint64_t> Listed() const {
    std::vector<std::uint64_t> numbers;
    for (const ChangedCase* changed : heap_.List()) numbers.push_back(changed->item->number);
    return numbers;
  }
  CaseHeap heap_{3};
};

TEST_F(CaseHeapTest, GreatestChangeFirstOfBothSigns) {
  Offer(1, 0, 5);
  Offer(2, 9, 0);
  Offer(3, 4, 4);  // Unchanged.
  Offer(4, 0, 5);
  Offer(5, 0, 7);
  EXPECT_EQ(Listed(), (std::vector<std::uint64_t>{2, 5, 1}));
}

TEST_F(CaseHeapTest, TheNextOneMovesUpAfterAReversal) {
  for (std::uint64_t number = 1; number <= 5; ++number) {
    Offer(number, 0, 10 - static_cast<std::int64_t>(number));
  }
  heap_.Remove(2, Fen(8));
  EXPECT_EQ(Listed(), (std::vector<std::uint64_t>{1, 3, 4}));
}

// More reversals than there is room: what is no longer sure is left out, never guessed.
TEST_F(CaseHeapTest, NothingBelowADroppedCaseIsListed) {
  constexpr std::uint64_t kMany = 2'000;
  for (std::uint64_t number = 1; number <= kMany; ++number) {
    Offer(number, 0, static_cast<std::int64_t>(number));
  }
  EXPECT_EQ(Listed(), (std::vector<std::uint64_t>{kMany, kMany - 1, kMany - 2}));
  Offer(kMany + 1, 0, 1);  // Far below everything that was dropped.
  for (std::uint64_t number = kMany - 502; number <= kMany; ++number) {
    heap_.Remove(number, Fen(static_cast<std::int64_t>(number)));
  }
  EXPECT_TRUE(Listed().empty());
}

}  // namespace
}  // namespace yizhan::test
