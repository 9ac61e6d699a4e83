// What an entry of the ledger says in the terms of a hospital's books.

#include "engine/reconcile/ledger_books.h"

#include <string>

#include "engine/reconcile/reconciler.h"
#include "gtest/gtest.h"
#include "tests/support/scratch_folder.h"

namespace yizhan::testing {
namespace {

constexpr std::int64_t kJune30Ms = 1'341'071'999'000;  // 23:59:59, Shanghai.

// 100.00, of which insurance paid 60.00, the hospital bore 5.00, aid is 20.00, 15.00 is due; the
// account has 30.00.
v1::Entry Settled(const std::string& bill_no, const std::string& day) {
  v1::Entry entry;
  entry.set_number(7);
  v1::Bill& bill = *entry.mutable_settled()->mutable_bill();
  bill.set_institution_id("anting");
  bill.set_bill_no(bill_no);
  bill.set_message_id("M7");
  bill.set_accounting_date(day);
  bill.set_total_fen(10'000);
  bill.set_hospital_borne_fen(500);
  bill.set_account_pay_fen(3'000);
  v1::Outcome& outcome = *entry.mutable_settled()->mutable_outcome();
  outcome.set_aid_fen(2'000);
  outcome.set_patient_due_fen(1'500);
  outcome.set_account_applied_fen(1'500);
  return entry;
}

v1::Entry ContraOf7(std::int64_t posted_ms) {
  v1::Entry entry;
  entry.set_number(9);
  entry.set_posted_ms(posted_ms);
  entry.mutable_contra()->set_original(7);
  entry.mutable_contra()->set_institution_id("anting");
  return entry;
}

class LedgerBooksTest : public ::testing::Test {
 protected:
  absl::Status Post(const v1::Entry& entry) { return PostEntry(entry, period_, *reconciler_); }
  // Of one bill; empty kind: none differs.
  v1::BillDifference Difference() {
    const auto matched = reconciler_->Finish([](std::size_t, std::size_t) {});
    if (!matched.ok() || matched->differences.size() != 1) return {};
    return matched->differences[0];
  }

  ScratchFolder folder_;
  const ReconcilePeriod period_{"anting", {*ParseDay("2012-06-01"), *ParseDay("2012-06-30")}};
  std::unique_ptr<Reconciler> reconciler_ = *Reconciler::Create(folder_.path());
};

TEST_F(LedgerBooksTest, FundsAreInsuranceAndAid) {
  ASSERT_TRUE(Post(Settled("S7", "2012-06-29")).ok());
  const v1::BillDifference found = Difference();
  ASSERT_EQ(found.kind(), v1::BillDifference::MISSING_THERE);
  EXPECT_EQ(found.bill_no(), "S7");
  EXPECT_EQ(found.posted(0).sums().total_fen(), 10'000);
  EXPECT_EQ(found.posted(0).sums().funds_fen(), 8'000);
  EXPECT_EQ(found.posted(0).sums().account_fen(), 1'500);
}

TEST_F(LedgerBooksTest, AfterTheFactTheHospitalKnewOfNoAid) {
  v1::Entry entry = Settled("S7", "2012-06-29");
  entry.mutable_settled()->set_path(v1::AFTER_THE_FACT);
  ASSERT_TRUE(Post(entry).ok());
  const v1::BillDifference found = Difference();
  EXPECT_EQ(found.posted(0).sums().funds_fen(), 6'000);
  EXPECT_EQ(found.posted(0).sums().account_fen(), 3'000);
}

TEST_F(LedgerBooksTest, WithoutABillNumberTheMessageIdStandsIn) {
  ASSERT_TRUE(Post(Settled("", "2012-06-29")).ok());
  EXPECT_EQ(Difference().bill_no(), "M7");
}

struct PeriodRow {
  const char* name;
  const char* day;
  const char* institution;
  std::int64_t settled;  // Counted in the period.
};
class LedgerPeriodTest : public LedgerBooksTest, public ::testing::WithParamInterface<PeriodRow> {};

TEST_P(LedgerPeriodTest, OnlyWhatWasAccountedInIt) {
  v1::Entry entry = Settled("S7", GetParam().day);
  entry.mutable_settled()->mutable_bill()->set_institution_id(GetParam().institution);
  ASSERT_TRUE(Post(entry).ok());
  ASSERT_TRUE(reconciler_->Finish([](std::size_t, std::size_t) {}).ok());
  EXPECT_EQ(reconciler_->posted().settled.count, GetParam().settled);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, LedgerPeriodTest, ::testing::Values(
    PeriodRow{"DayBefore", "2012-05-31", "anting", 0},
    PeriodRow{"FirstDay", "2012-06-01", "anting", 1},
    PeriodRow{"LastDay", "2012-06-30", "anting", 1},
    PeriodRow{"DayAfter", "2012-07-01", "anting", 0},
    PeriodRow{"OtherHospital", "2012-06-29", "nanxiang", 0}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

struct ContraRow {
  const char* name;
  const char* accounted;
  std::int64_t reversed_ms;
  std::int64_t taken_back;  // Counted in the period.
};
class LedgerContraTest : public LedgerBooksTest, public ::testing::WithParamInterface<ContraRow> {};

TEST_P(LedgerContraTest, CountsInThePeriodOfWhatItTookBackOrInItsOwn) {
  ASSERT_TRUE(Post(Settled("S7", GetParam().accounted)).ok());
  ASSERT_TRUE(Post(ContraOf7(GetParam().reversed_ms)).ok());
  ASSERT_TRUE(reconciler_->Finish([](std::size_t, std::size_t) {}).ok());
  EXPECT_EQ(reconciler_->posted().taken_back.count, GetParam().taken_back);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, LedgerContraTest, ::testing::Values(
    ContraRow{"OfTheMonthInTheMonth", "2012-06-29", kJune30Ms, 1},
    ContraRow{"OfTheMonthLater", "2012-06-29", kJune30Ms + 1'000, 1},
    ContraRow{"OfBeforeInTheMonth", "2012-05-31", kJune30Ms, 1},
    ContraRow{"OfBeforeLater", "2012-05-31", kJune30Ms + 1'000, 0}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST_F(LedgerBooksTest, ASettlementWithoutADayIsDamage) {
  EXPECT_TRUE(absl::IsDataLoss(Post(Settled("S7", ""))));
}

}  // namespace
}  // namespace yizhan::testing
