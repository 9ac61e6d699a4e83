// Whole periods: what was planted is found, all of it and nothing else.

#include "engine/reconcile/reconciler.h"

#include <string>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/reconcile/planted.h"
#include "tests/support/scratch_folder.h"

namespace yizhan::testing {
namespace {

absl::StatusOr<Matched> Reconcile(const PlantedBooks& books, const std::string& folder) {
  auto reconciler = Reconciler::Create(folder);
  if (!reconciler.ok()) return reconciler.status();
  for (const v1::BookedRow& row : books.booked) {
    if (const absl::Status put = (*reconciler)->Book(row); !put.ok()) return put;
  }
  for (const v1::PostedRow& row : books.posted) {
    if (const absl::Status put = (*reconciler)->Post(row); !put.ok()) return put;
  }
  for (const End& end : books.ends) {
    const absl::Status put =
        (*reconciler)
            ->End({.number = end.number, .standing = end.standing, .ended_by = end.ended_by});
    if (!put.ok()) return put;
  }
  return (*reconciler)->Finish([](std::size_t, std::size_t) {});
}

class ReconcilerTest : public ::testing::Test {
 protected:
  ScratchFolder folder_;
};

TEST_F(ReconcilerTest, ACleanFileOf80000BillsGivesNone) {
  const auto matched = Reconcile(Plant(1, 80'000, 0), folder_.path());
  ASSERT_TRUE(matched.ok()) << matched.status();
  EXPECT_EQ(matched->bills, 80'000U);
  EXPECT_TRUE(matched->differences.empty());
}

class PlantedTest : public ReconcilerTest, public ::testing::WithParamInterface<std::uint64_t> {};

TEST_P(PlantedTest, FindsAllThatWasPlantedAndNothingElse) {
  const PlantedBooks books = Plant(GetParam(), 3'000, 9);
  const auto matched = Reconcile(books, folder_.path());
  ASSERT_TRUE(matched.ok()) << matched.status();
  std::map<std::string, v1::BillDifference::Kind> found;
  for (const v1::BillDifference& difference : matched->differences) {
    found[difference.bill_no()] = difference.kind();
  }
  EXPECT_EQ(found, books.planted);
  EXPECT_EQ(matched->differences.size(), books.planted.size());
  EXPECT_EQ(matched->bills, 3'000U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, PlantedTest, ::testing::Range<std::uint64_t>(1, 21));

v1::StatedSums SumsOf(std::int64_t total_fen) {
  v1::StatedSums sums;
  sums.set_total_fen(total_fen);
  sums.set_funds_fen(total_fen / 2);
  sums.set_account_fen(1);
  return sums;
}

CountedSums Counted(std::int64_t count, std::int64_t total_fen, std::int64_t funds_fen) {
  return {count, Money::FromFen(total_fen), Money::FromFen(funds_fen), Money::FromFen(count)};
}

class PeriodSumsTest : public ReconcilerTest {
 protected:
  void Book(const std::string& bill_no, std::int64_t total_fen, bool refund) {
    v1::BookedRow row;
    row.set_bill_no(bill_no);
    row.set_refund(refund);
    *row.mutable_sums() = SumsOf(total_fen);
    ASSERT_TRUE(reconciler_->Book(row).ok());
  }
  void Post(std::uint64_t number, std::int64_t total_fen, bool before) {
    v1::PostedRow row;
    row.set_number(number);
    row.set_bill_no(std::to_string(number));
    row.set_before(before);
    *row.mutable_sums() = SumsOf(total_fen);
    ASSERT_TRUE(reconciler_->Post(row).ok());
  }
  void End(std::uint64_t number, bool in_period) {
    ASSERT_TRUE(reconciler_->End({.number = number, .in_period = in_period}).ok());
  }

  std::unique_ptr<Reconciler> reconciler_ = *Reconciler::Create(folder_.path());
};

TEST_F(PeriodSumsTest, RowsAddUpBySignAndWithoutAnAnswerNotAtAll) {
  Book("1", 100, false);
  Book("2", 200, false);
  Book("2", 200, true);
  v1::BookedRow unanswered;
  unanswered.set_bill_no("3");
  ASSERT_TRUE(reconciler_->Book(unanswered).ok());
  EXPECT_EQ(reconciler_->booked().settled, Counted(2, 300, 150));
  EXPECT_EQ(reconciler_->booked().taken_back, Counted(1, 200, 100));
  EXPECT_EQ(reconciler_->booked().Net(), Counted(1, 100, 50));
}

TEST_F(PeriodSumsTest, TheLedgersSideCountsEarlierBillsOnlyWhenTakenBackInThePeriod) {
  Post(1, 100, /*before=*/false);
  Post(2, 200, /*before=*/false);
  End(2, /*in_period=*/false);  // Whenever it was: it does not stand.
  Post(3, 1'000, /*before=*/true);
  End(3, /*in_period=*/true);
  Post(4, 2'000, /*before=*/true);
  End(4, /*in_period=*/false);
  Post(5, 4'000, /*before=*/true);
  ASSERT_TRUE(reconciler_->Finish([](std::size_t, std::size_t) {}).ok());
  EXPECT_EQ(reconciler_->posted().settled, Counted(2, 300, 150));
  EXPECT_EQ(reconciler_->posted().taken_back, Counted(2, 1'200, 600));
  EXPECT_EQ(reconciler_->posted().Net(), Counted(0, -900, -450));
}

TEST_F(PeriodSumsTest, MoreThanAnyPeriodHoldsIsRefused) {
  v1::BookedRow row;
  row.set_bill_no("1");
  *row.mutable_sums() = SumsOf(kAmountMax.fen());
  absl::Status booked;
  for (int i = 0; i < 500'000 && booked.ok(); ++i) booked = reconciler_->Book(row);
  EXPECT_EQ(ReasonOf(booked), v1::AMOUNT_OVERFLOW);
}

TEST_F(ReconcilerTest, AFolderThatIsNotThereIsSaid) {
  const auto none = Reconciler::Create(folder_.path() + "/none");
  EXPECT_TRUE(absl::IsUnavailable(none.status())) << none.status();
}

}  // namespace
}  // namespace yizhan::testing
