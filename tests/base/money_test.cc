// Money: yuan text both ways and checked arithmetic (adjudication.md section 1, R1).

#include "engine/base/money.h"

#include <limits>
#include <optional>

#include "gtest/gtest.h"

namespace yizhan {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

struct ParseCase {
  const char* name;
  const char* text;
  std::optional<std::int64_t> fen;
};

class ParseYuanTest : public testing::TestWithParam<ParseCase> {};

TEST_P(ParseYuanTest, Reads) {
  const std::optional<Money> amount = ParseYuan(GetParam().text);
  ASSERT_EQ(amount.has_value(), GetParam().fen.has_value());
  if (amount.has_value()) {
    EXPECT_EQ(amount->fen(), *GetParam().fen);
  }
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, ParseYuanTest, testing::Values(
    ParseCase{"TwoDecimals",        "18523.47",              1'852'347},
    ParseCase{"OneDecimal",         "18523.4",               1'852'340},
    ParseCase{"NoDecimals",         "18523",                 1'852'300},
    ParseCase{"Zero",               "0",                     0},
    ParseCase{"ZeroWithDecimals",   "0.00",                  0},
    ParseCase{"OneFen",             "0.01",                  1},
    ParseCase{"Negative",           "-0.05",                 -5},
    ParseCase{"PlusSign",           "+1.00",                 100},
    ParseCase{"LeadingZeros",       "007.10",                710},
    ParseCase{"TheBound",           "100000000000.00",       10'000'000'000'000},
    ParseCase{"MostThatFits",       "92233720368547758.07",  kMost},
    ParseCase{"OneFenTooMuch",      "92233720368547758.08",  std::nullopt},
    ParseCase{"LeastThatFits",      "-92233720368547758.07", -kMost},
    ParseCase{"OneFenTooLittle",    "-92233720368547758.08", std::nullopt},
    ParseCase{"TwentyDigits",       "00000000000000000001",  std::nullopt},
    ParseCase{"ThreeDecimals",      "1.005",                 std::nullopt},
    ParseCase{"ThreeZeroDecimals",  "1.000",                 std::nullopt},
    ParseCase{"Empty",              "",                      std::nullopt},
    ParseCase{"SignAlone",          "-",                     std::nullopt},
    ParseCase{"PointAlone",         ".",                     std::nullopt},
    ParseCase{"PointFirst",         ".50",                   std::nullopt},
    ParseCase{"PointLast",          "1.",                    std::nullopt},
    ParseCase{"TwoPoints",          "1.0.0",                 std::nullopt},
    ParseCase{"Scientific",         "1e3",                   std::nullopt},
    ParseCase{"NotANumber",         "NaN",                   std::nullopt},
    ParseCase{"Infinity",           "inf",                   std::nullopt},
    ParseCase{"Hexadecimal",        "0x10",                  std::nullopt},
    ParseCase{"ThousandsSeparator", "1,000.00",              std::nullopt},
    ParseCase{"SpaceBefore",        " 1.00",                 std::nullopt},
    ParseCase{"SpaceAfter",         "1.00 ",                 std::nullopt},
    ParseCase{"TwoSigns",           "--1",                   std::nullopt},
    ParseCase{"FullWidthDigit",     "１",                    std::nullopt}),
    [](const auto& row) { return row.param.name; });
// clang-format on

struct TextCase {
  const char* name;
  std::int64_t fen;
  const char* text;
};

class YuanTextTest : public testing::TestWithParam<TextCase> {};

TEST_P(YuanTextTest, Writes) {
  EXPECT_EQ(YuanText(Money::FromFen(GetParam().fen)), GetParam().text);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, YuanTextTest, testing::Values(
    TextCase{"Zero",           0,          "0.00"},
    TextCase{"OneFen",         1,          "0.01"},
    TextCase{"MinusFiveFen",   -5,         "-0.05"},
    TextCase{"TenFen",         10,         "0.10"},
    TextCase{"OneYuan",        100,        "1.00"},
    TextCase{"Ordinary",       1'852'347,  "18523.47"},
    TextCase{"Negative",       -123'450,   "-1234.50"},
    TextCase{"Most",           kMost,      "92233720368547758.07"},
    TextCase{"Least",          -kMost - 1, "-92233720368547758.08"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(MoneyTest, TextComesBackAsTheSameAmount) {
  for (std::int64_t fen = -12'345; fen <= 12'345; fen += 7) {
    const Money amount = Money::FromFen(fen);
    EXPECT_EQ(ParseYuan(YuanText(amount)), amount);
  }
}

TEST(MoneyTest, AddsAndSubtracts) {
  Money amount = Money::FromFen(150) + Money::FromFen(-50);
  amount += Money::FromFen(1);
  amount -= Money::FromFen(2);
  EXPECT_EQ(amount.fen(), 99);
  EXPECT_EQ((-amount).fen(), -99);
  EXPECT_LT(-amount, amount);
}

TEST(MoneyTest, TryAddSaysWhenASumDoesNotFit) {
  EXPECT_EQ(Money::FromFen(kMost - 1).TryAdd(Money::FromFen(1)), Money::FromFen(kMost));
  EXPECT_EQ(Money::FromFen(kMost).TryAdd(Money::FromFen(1)), std::nullopt);
  EXPECT_EQ(Money::FromFen(-kMost - 1).TryAdd(Money::FromFen(-1)), std::nullopt);
}

TEST(MoneyDeathTest, AnOverflowIsABrokenPromise) {
  const Money most = Money::FromFen(kMost);
  const Money least = Money::FromFen(-kMost - 1);
  EXPECT_DEATH(static_cast<void>(most + Money::FromFen(1)), "broken promise");
  EXPECT_DEATH(static_cast<void>(least - Money::FromFen(1)), "broken promise");
  EXPECT_DEATH(static_cast<void>(-least), "broken promise");
}

}  // namespace
}  // namespace yizhan
