// R4: payments consume the parts in order; aid is drawn through the base in its order.

#include "engine/rules/buckets.h"

#include <vector>

#include "gtest/gtest.h"

namespace yizhan {
namespace {

constexpr Bucket kIn = Bucket::kInScopeSelfPay;
constexpr Bucket kPre = Bucket::kPreSelfPay;
constexpr Bucket kOver = Bucket::kOverLimit;
constexpr Bucket kOut = Bucket::kOutOfScope;

Buckets Of(std::array<std::int64_t, 4> fen) {
  Buckets buckets;
  for (std::size_t i = 0; i < kBuckets; ++i) buckets.amounts[i] = Money::FromFen(fen[i]);
  return buckets;
}

struct PaidRow {
  const char* name;
  std::array<std::int64_t, 4> parts;
  std::int64_t insurer_fen;
  std::int64_t hospital_fen;
  std::array<std::int64_t, 4> left;
};

class PaymentsTest : public testing::TestWithParam<PaidRow> {};

TEST_P(PaymentsTest, Leave) {
  const PaidRow& row = GetParam();
  Bill bill;
  bill.parts = Of(row.parts);
  bill.insurer_payments = {{"310100", Money::FromFen(row.insurer_fen)}};
  bill.hospital_borne = Money::FromFen(row.hospital_fen);
  EXPECT_EQ(LeftAfterPayments(bill.parts, PaymentsOf(bill)), Of(row.left));
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, PaymentsTest, testing::Values(
    PaidRow{"NothingPaid",                     {10, 20, 30, 40},   0,  0, {10, 20, 30, 40}},
    PaidRow{"InScopeFirst",                    {10, 20, 30, 40},   9,  0, {1, 20, 30, 40}},
    PaidRow{"InScopeExactly",                  {10, 20, 30, 40},  10,  0, {0, 20, 30, 40}},
    PaidRow{"ThenPreSelfPay",                  {10, 20, 30, 40},  11,  0, {0, 19, 30, 40}},
    PaidRow{"ThenOverLimit",                   {10, 20, 30, 40},  31,  0, {0, 0, 29, 40}},
    PaidRow{"ThenOutOfScope",                  {10, 20, 30, 40},  61,  0, {0, 0, 0, 39}},
    PaidRow{"AllPaid",                         {10, 20, 30, 40}, 100,  0, {0, 0, 0, 0}},
    PaidRow{"R4HospitalBorneIsAPayment",       {10, 20, 30, 40},   9,  3, {0, 18, 30, 40}},
    PaidRow{"R4HospitalBorneAlone",            {10, 20, 30, 40},   0, 11, {0, 19, 30, 40}},
    PaidRow{"R9aZeroBill",                     {0, 0, 0, 0},       0,  0, {0, 0, 0, 0}},
    PaidRow{"EmptyPartIsPassedOver",           {10, 0, 30, 40},   15,  0, {0, 0, 25, 40}}),
    [](const auto& row) { return row.param.name; });
// clang-format on

struct DrawRow {
  const char* name;
  std::vector<Bucket> base;
  std::int64_t pay_fen;
  std::array<std::int64_t, 4> drawn;
  std::array<std::int64_t, 4> left;
};

class DrawTest : public testing::TestWithParam<DrawRow> {};

TEST_P(DrawTest, TakesInBaseOrder) {
  const DrawRow& row = GetParam();
  Buckets left = Of({10, 20, 30, 40});
  EXPECT_EQ(Draw(left, row.base, Money::FromFen(row.pay_fen)), Of(row.drawn));
  EXPECT_EQ(left, Of(row.left));
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, DrawTest, testing::Values(
    DrawRow{"Nothing",              {kIn},             0, {0, 0, 0, 0},   {10, 20, 30, 40}},
    DrawRow{"WithinTheFirst",       {kIn, kPre},       9, {9, 0, 0, 0},   {1, 20, 30, 40}},
    DrawRow{"OverIntoTheSecond",    {kIn, kPre},      11, {10, 1, 0, 0},  {0, 19, 30, 40}},
    DrawRow{"BaseOrderNotFileOrder",{kPre, kIn},      11, {0, 11, 0, 0},  {10, 9, 30, 40}},
    DrawRow{"LastBucketFirst",      {kOut, kOver},    41, {0, 0, 1, 40},  {10, 20, 29, 0}},
    DrawRow{"AllOfTheBase",         {kIn, kOut},      50, {10, 0, 0, 40}, {0, 20, 30, 0}}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(SumOverTest, AddsTheBaseOnly) {
  const std::vector<Bucket> base = {kPre, kOut};
  EXPECT_EQ(SumOver(Of({10, 20, 30, 40}), base).fen(), 60);
}

TEST(BucketsDeathTest, RefusesPaymentsAboveTheParts) {
  EXPECT_DEATH(LeftAfterPayments(Of({1, 0, 0, 0}), Money::FromFen(2)), "payments == Money");
}

TEST(BucketsDeathTest, RefusesADrawAboveTheBase) {
  const std::vector<Bucket> base = {kIn};
  Buckets left = Of({10, 20, 30, 40});
  EXPECT_DEATH(Draw(left, base, Money::FromFen(11)), "pay == Money");
}

}  // namespace
}  // namespace yizhan
