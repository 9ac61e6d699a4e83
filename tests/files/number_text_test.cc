// Numeric cells: the text of a binary number as an exact amount, or nothing.

#include "adapters/files/number_text.h"

#include <optional>

#include "gtest/gtest.h"

namespace yizhan::files {
namespace {

struct Row {
  const char* name;
  const char* text;
  std::optional<std::int64_t> fen;
};
class YuanOfNumberTest : public testing::TestWithParam<Row> {};

TEST_P(YuanOfNumberTest, IsExactOrNothing) {
  const std::optional<Money> amount = YuanOfNumber(GetParam().text);
  ASSERT_EQ(amount.has_value(), GetParam().fen.has_value()) << GetParam().text;
  if (!amount.has_value()) return;
  EXPECT_EQ(amount->fen(), *GetParam().fen);
}

constexpr std::nullopt_t kNone = std::nullopt;
// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, YuanOfNumberTest, testing::Values(
    Row{"Whole", "1234", 123'400},
    Row{"OneDecimal", "1234.5", 123'450},
    Row{"TwoDecimals", "1234.56", 123'456},
    Row{"NoWholePart", ".5", 50},
    Row{"PointAtTheEnd", "7.", 700},
    Row{"ZerosBefore", "007.10", 710},
    Row{"Zero", "0", 0},
    Row{"ZeroWithDecimals", "0.000000000", 0},
    Row{"MinusZero", "-0", 0},
    Row{"Negative", "-12.34", -1'234},
    Row{"Exponent", "1.2345E3", 123'450},
    Row{"ExponentPlus", "1.2345e+3", 123'450},
    Row{"ExponentMinus", "1E-2", 1},
    Row{"ExponentOfWhole", "5E1", 5'000},
    Row{"NoiseAbove", "1234.5600000000001", 123'456},
    Row{"NoiseBelow", "1234.5599999999999", 123'456},
    Row{"NoiseBelowAWhole", "0.9999999999999999", 100},
    Row{"NoiseBelowAFen", "0.0099999999999999", 1},
    Row{"NoiseOfASum", "0.30000000000000004", 30},
    Row{"NoiseNearZero", "1.1102230246251565E-16", 0},
    Row{"NoiseOfALargeOne", "99999999.989999995", 9'999'999'999},
    Row{"NoiseNegative", "-0.30000000000000004", -30},
    Row{"Largest", "100000000000", 10'000'000'000'000},
    Row{"LargestWithNoise", "99999999999.9999999999", 10'000'000'000'000},
    Row{"AMillionthOfAFen", "1.000000009", 100},
    Row{"MoreThanAMillionth", "1.00000001", kNone},
    Row{"ThreeDecimals", "1.234", kNone},
    Row{"HalfAFen", "1.005", kNone},
    Row{"NearlyHalfAFen", "1.0049999999999999", kNone},
    Row{"TooLarge", "100000000000.01", kNone},
    Row{"MuchTooLarge", "1E30", kNone},
    Row{"ExponentTooLong", "1E999", kNone},
    Row{"VerySmall", "1E-99", 0},
    Row{"Empty", "", kNone},
    Row{"Sign", "-", kNone},
    Row{"Point", ".", kNone},
    Row{"Plus", "+1", kNone},
    Row{"Words", "seven", kNone},
    Row{"Thousands", "1,234.50", kNone},
    Row{"Infinite", "INF", kNone},
    Row{"NoExponent", "1E", kNone},
    Row{"SpaceBehind", "1 ", kNone},
    Row{"TwoPoints", "1.2.3", kNone},
    Row{"TooLong", "1.00000000000000000000000000000000000000000000000000000000000000000", kNone}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(ExactIdTest, KnowsWhatABinaryNumberKeeps) {
  EXPECT_TRUE(IsExactId("0"));
  EXPECT_TRUE(IsExactId("123456789012345"));
  EXPECT_FALSE(IsExactId("1234567890123456"));
  EXPECT_FALSE(IsExactId("1.2345678901234568E+18"));
  EXPECT_FALSE(IsExactId("12.5"));
  EXPECT_FALSE(IsExactId(""));
}

}  // namespace
}  // namespace yizhan::files
