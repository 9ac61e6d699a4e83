// E(B): one row per sentence of the rule and one per edge of each tier.

#include "engine/rules/entitlement.h"

#include <limits>
#include <vector>

#include "gtest/gtest.h"

namespace yizhan {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

Tier UpTo(std::int64_t up_to_fen, std::int32_t ratio_bp, std::int64_t lump_fen = 0) {
  return {Money::FromFen(up_to_fen), BasisPoints{ratio_bp}, Money::FromFen(lump_fen)};
}

Tier Open(std::int32_t ratio_bp, std::int64_t lump_fen = 0) {
  return {std::nullopt, BasisPoints{ratio_bp}, Money::FromFen(lump_fen)};
}

using Tiers = std::vector<Tier>;
const Tiers kShanghai = {UpTo(3'000'000, 5'000), Open(6'000)};
const Tiers kBeijing = {UpTo(3'000'000, 3'000), UpTo(5'000'000, 4'000), Open(5'000)};
const Tiers kHalf = {Open(5'000)};
const Tiers kThird = {Open(3'333)};
const Tiers kHairBelowHalf = {Open(4'999)};
const Tiers kWhole = {Open(10'000)};
const Tiers kNothing = {Open(0)};
const Tiers kLump = {UpTo(1'000, 0), UpTo(2'000, 0, 500), Open(0, 700)};
const Tiers kHugeLump = {Open(10'000, 1)};

struct Row {
  const char* name;
  const Tiers& tiers;
  std::int64_t deductible_fen;
  std::int64_t accumulated_fen;
  std::int64_t entitlement_fen;
};

class EntitlementTest : public testing::TestWithParam<Row> {};

TEST_P(EntitlementTest, Grants) {
  const Row& row = GetParam();
  const auto granted = Entitlement(row.tiers, Money::FromFen(row.deductible_fen),
                                   Money::FromFen(row.accumulated_fen));
  ASSERT_TRUE(granted.has_value());
  EXPECT_EQ(granted->fen(), row.entitlement_fen);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, EntitlementTest, testing::Values(
    Row{"NothingAccumulated",       kShanghai,       0,           0,         0},
    Row{"HalfUpAtTheHalf",          kHalf,           0,           1,         1},
    Row{"RoundedOnceOnTheSum",      kHalf,           0,           3,         2},
    Row{"AHairBelowTheHalf",        kHairBelowHalf,  0,           1,         0},
    Row{"JustBelowTheHalf",         kThird,          0,           1,         0},
    Row{"JustAboveTheHalf",         kThird,          0,           2,         1},
    Row{"TierBoundIsInclusive",     kShanghai,       0,   3'000'000, 1'500'000},
    Row{"OneFenAboveTheBound",      kShanghai,       0,   3'000'001, 1'500'001},
    Row{"Marginal",                 kShanghai,       0,   5'000'000, 2'700'000},
    Row{"RoundsAcrossTiersOnce",    kBeijing,        0,   5'000'001, 1'700'001},
    Row{"BeijingFirstEdge",         kBeijing,        0,   3'000'000,   900'000},
    Row{"BeijingThird",             kBeijing,        0,  10'000'000, 4'200'000},
    Row{"BelowDeductible",          kHalf,         300,         299,         0},
    Row{"AtDeductible",             kHalf,         300,         300,         0},
    Row{"OneAboveDeductible",       kHalf,         300,         301,         1},
    Row{"R3BoundsAboveDeductible",  kShanghai, 100'000,   3'100'001, 1'500'001},
    Row{"RatioZero",                kNothing,        0,   1'000'000,         0},
    Row{"LumpNotAtTheBound",        kLump,           0,       1'000,         0},
    Row{"LumpOnceAbove",            kLump,           0,       1'001,       500},
    Row{"LumpOnlyOnce",             kLump,           0,       2'000,       500},
    Row{"LumpsAdd",                 kLump,           0,       2'001,     1'200},
    Row{"NegativeBaseGrantsNothing",kWhole,          0,          -5,         0},
    Row{"R1LargestBill",            kShanghai,       0, 10'000'000'000'000, 5'999'999'700'000},
    Row{"R1Int64MaxNeeds128Bits",   kWhole,          0,        kMax,      kMax}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(EntitlementTest, R1BeyondInt64IsSaid) {
  EXPECT_FALSE(Entitlement(kHugeLump, Money(), Money::FromFen(kMax)).has_value());
}

// The cumulative rounding makes a year's sum independent of how its bills were split.
TEST(EntitlementTest, NeverDecreasesAndStepsAtMostOneFenPerFen) {
  for (const Tiers& tiers : {kShanghai, kBeijing, kHalf, kThird, kWhole, kNothing}) {
    Money before;
    for (std::int64_t fen = 0; fen < 5'000; ++fen) {
      const auto now = Entitlement(tiers, Money::FromFen(7), Money::FromFen(fen));
      ASSERT_TRUE(now.has_value());
      ASSERT_LE(before, *now);
      ASSERT_LE(*now - before, Money::FromFen(1));
      before = *now;
    }
  }
}

}  // namespace
}  // namespace yizhan
