// Decimals and dates exactly as they were written.

#include <gtest/gtest.h>

#include "adapters/fhir/date_time.h"
#include "adapters/fhir/decimal.h"

namespace yizhan::fhir {
namespace {

struct Fen {
  const char* name;
  const char* text;
  std::optional<std::int64_t> fen;  // None: no whole fen, or no decimal.
};

class FenTest : public testing::TestWithParam<Fen> {};

TEST_P(FenTest, IsExact) {
  const std::optional<Decimal> decimal = ParseDecimal(GetParam().text);
  const std::optional<Money> money = decimal.has_value() ? WholeFen(*decimal) : std::nullopt;
  ASSERT_EQ(money.has_value(), GetParam().fen.has_value());
  if (money.has_value()) {
    EXPECT_EQ(money->fen(), *GetParam().fen);
  }
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Texts, FenTest, testing::Values(
    Fen{"Whole", "12", 1200},
    Fen{"TwoPlaces", "12.34", 1234},
    Fen{"OnePlace", "0.1", 10},
    Fen{"ZerosAtTheEnd", "12.340000", 1234},
    Fen{"Negative", "-0.05", -5},
    Fen{"MinusZero", "-0.00", 0},
    Fen{"Exponent", "1.5e2", 15000},
    Fen{"ExponentPlus", "1E+3", 100000},
    Fen{"ExponentDown", "1234e-2", 1234},
    Fen{"ExponentToHalfAFen", "5e-3", std::nullopt},
    Fen{"HalfAFen", "0.005", std::nullopt},
    Fen{"LongButExact", "90071992547409.93", 9007199254740993},
    Fen{"EighteenDigits", "999999999999999999", std::nullopt},
    Fen{"NineteenDigits", "1234567890123456789", std::nullopt},
    Fen{"NineteenPlaces", "0.0000000000000000000", std::nullopt},
    Fen{"ExponentTooHigh", "1e19", std::nullopt},
    Fen{"ExponentTooLow", "1e-19", std::nullopt},
    Fen{"Huge", "999999999999999999e18", std::nullopt},
    Fen{"Empty", "", std::nullopt},
    Fen{"MinusAlone", "-", std::nullopt},
    Fen{"PointAlone", ".", std::nullopt},
    Fen{"PointFirst", ".5", std::nullopt},
    Fen{"PointLast", "5.", std::nullopt},
    Fen{"TwoPoints", "1.2.3", std::nullopt},
    Fen{"Word", "1x", std::nullopt},
    Fen{"ExponentAlone", "1e", std::nullopt},
    Fen{"ExponentWord", "1ex", std::nullopt}), [](const auto& row) { return row.param.name; });
// clang-format on

struct Product {
  const char* name;
  const char* price;
  const char* quantity;
  std::int64_t net_fen;
  bool fits;
};

class ProductTest : public testing::TestWithParam<Product> {};

TEST_P(ProductTest, IsTheNetOrLessThanAFenFromIt) {
  const auto product = Times(*ParseDecimal(GetParam().price), *ParseDecimal(GetParam().quantity));
  const bool fits =
      product.has_value() && WithinOneFen(*product, Money::FromFen(GetParam().net_fen));
  EXPECT_EQ(fits, GetParam().fits);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Lines, ProductTest, testing::Values(
    Product{"Exact", "12.5", "3", 3750, true},
    Product{"RoundedUp", "3.333333", "2", 667, true},
    Product{"RoundedDown", "3.333333", "2", 666, true},
    Product{"AFenMore", "3.333333", "2", 668, false},
    Product{"ExactAndAFenMore", "12.5", "3", 3751, false},
    Product{"Refund", "12.5", "-3", -3750, true},
    Product{"TooLong", "0.000000000000000001", "0.00000000000000001", 0, true},
    Product{"Overflows", "999999999999999999e18", "999999999999999999", 0, false}),
    [](const auto& row) { return row.param.name; });
// clang-format on

struct Date {
  const char* name;
  const char* text;
  const char* day;  // "": none.
};

class DateTest : public testing::TestWithParam<Date> {};

TEST_P(DateTest, IsADayInShanghai) {
  const std::optional<Day> day = ParseDateTime(GetParam().text);
  EXPECT_EQ(day.has_value() ? DayText(*day) : "", GetParam().day);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Texts, DateTest, testing::Values(
    Date{"Day", "2012-06-29", "2012-06-29"},
    Date{"Shanghai", "2012-06-29T00:00:00+08:00", "2012-06-29"},
    Date{"ZuluEvening", "2012-06-29T16:00:00Z", "2012-06-30"},
    Date{"ZuluAfternoon", "2012-06-29T15:59:59Z", "2012-06-29"},
    Date{"Kiritimati", "2012-06-29T05:59:59+14:00", "2012-06-28"},
    Date{"NewYork", "2012-12-31T11:00:00-05:00", "2013-01-01"},
    Date{"Fraction", "2012-06-29T09:30:00.123+08:00", "2012-06-29"},
    Date{"LeapSecond", "2012-06-30T23:59:60Z", "2012-07-01"},
    Date{"MonthOnly", "2012-06", ""},
    Date{"YearOnly", "2012", ""},
    Date{"NoSuchDay", "2012-06-31", ""},
    Date{"NoZone", "2012-06-29T09:30:00", ""},
    Date{"NoSeconds", "2012-06-29T09:30+08:00", ""},
    Date{"Blank", "2012-06-29 09:30:00+08:00", ""},
    Date{"HourTooHigh", "2012-06-29T24:00:00Z", ""},
    Date{"MinuteTooHigh", "2012-06-29T09:60:00Z", ""},
    Date{"SecondTooHigh", "2012-06-29T09:30:61Z", ""},
    Date{"EmptyFraction", "2012-06-29T09:30:00.Z", ""},
    Date{"FractionWithoutZone", "2012-06-29T09:30:00.1", ""},
    Date{"ZoneTooFar", "2012-06-29T09:30:00+15:00", ""},
    Date{"ZoneWithoutColon", "2012-06-29T09:30:00+0800", ""},
    Date{"Words", "heute", ""},
    Date{"More", "2012-06-29T09:30:00ZZ", ""}), [](const auto& row) { return row.param.name; });
// clang-format on

TEST(DateTimeTextTest, IsShanghaiTime) {
  EXPECT_EQ(DateTimeText(1'340'933'400'000), "2012-06-29T09:30:00+08:00");
}

}  // namespace
}  // namespace yizhan::fhir
