// Facts: what the register says of a person for one bill (R11-R14, R20, R23-R25).

#include "engine/register/facts.h"

#include <google/protobuf/text_format.h>

#include <string>

#include "gtest/gtest.h"

namespace yizhan {
namespace {

v1::PersonRecord RecordOf(const std::string& text) {
  v1::PersonRecord record;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &record));
  return record;
}

std::string TextOf(const PersonFacts& facts) {
  std::string text = "household " + std::to_string(facts.household_no) + " town " + facts.town +
                     " insurance " + facts.insurance_type + " age " +
                     (facts.age_years.has_value() ? std::to_string(*facts.age_years) : "?");
  for (const HeldFact& fact : facts.identities) {
    text += " " + fact.value + " " + DayText(fact.span.from) + ".." + DayText(fact.span.until);
  }
  for (const HeldFact& fact : facts.approvals) {
    text +=
        " approved " + fact.value + " " + DayText(fact.span.from) + ".." + DayText(fact.span.until);
  }
  return text;
}

// The stay of every row: 2012-06-10 .. 2012-06-20.
struct Case {
  const char* name;
  const char* record;
  const char* facts;
};

class FactsForTest : public testing::TestWithParam<Case> {};

TEST_P(FactsForTest, Says) {
  const PersonFacts facts =
      FactsFor(42, RecordOf(GetParam().record), *ParseDay("2012-06-10"), *ParseDay("2012-06-20"));
  EXPECT_EQ(facts.person_no, 42U);
  EXPECT_EQ(TextOf(facts), GetParam().facts);
  EXPECT_EQ(TextOf(FromMessage(ToMessage(facts))), GetParam().facts);
  EXPECT_EQ(FromMessage(ToMessage(facts)).person_no, 42U);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, FactsForTest, testing::Values(
    Case{"NobodyKnowsMore", "", "household 0 town  insurance  age ?"},
    Case{"HouseholdOnTheEndDate",
         "households { household_no: 7 from: '2012-01-01' until: '2012-06-19' }"
         "households { household_no: 8 from: '2012-06-20' }",
         "household 8 town  insurance  age ?"},
    Case{"HouseholdEndedTheDayBefore",
         "households { household_no: 7 from: '2012-01-01' until: '2012-06-19' }",
         "household 0 town  insurance  age ?"},
    Case{"HouseholdEndsThatDay",
         "households { household_no: 7 from: '2012-01-01' until: '2012-06-20' }",
         "household 7 town  insurance  age ?"},
    Case{"TownAndInsuranceOnTheEndDate",
         "towns { value: '安亭镇' from: '2012-01-01' until: '2012-06-15' }"
         "towns { value: '外冈镇' from: '2012-06-16' }"
         "insurance_types { value: '390' from: '2011-01-01' }",
         "household 0 town 外冈镇 insurance 390 age ?"},
    Case{"TownBeginsTheDayAfter",
         "towns { value: '外冈镇' from: '2012-06-21' }",
         "household 0 town  insurance  age ?"},
    Case{"IdentityClippedToTheStay",
         "identities { value: 'dibao' from: '2012-01-01' }",
         "household 0 town  insurance  age ? dibao 2012-06-10..2012-06-20"},
    Case{"IdentityLostDuringTheStay",
         "identities { value: 'dibao' from: '2012-01-01' until: '2012-06-12' }",
         "household 0 town  insurance  age ? dibao 2012-06-10..2012-06-12"},
    Case{"IdentityGainedOnTheLastDay",
         "identities { value: 'dibao' from: '2012-06-20' until: '2012-12-31' }",
         "household 0 town  insurance  age ? dibao 2012-06-20..2012-06-20"},
    Case{"IdentityBeforeAndAfterTheStay",
         "identities { value: 'dibao' from: '2012-01-01' until: '2012-06-09' }"
         "identities { value: 'dibao' from: '2012-06-21' }",
         "household 0 town  insurance  age ?"},
    Case{"AdjacentSpansAreOne",
         "identities { value: 'dibao' from: '2012-01-01' until: '2012-06-14' }"
         "identities { value: 'dibao' from: '2012-06-15' until: '2012-06-18' }",
         "household 0 town  insurance  age ? dibao 2012-06-10..2012-06-18"},
    Case{"IdentitiesOverlapFreelyAndAreSorted",
         "identities { value: 'low_income' from: '2012-06-11' }"
         "identities { value: 'dibao' from: '2012-06-11' }",
         "household 0 town  insurance  age ? dibao 2012-06-11..2012-06-20"
         " low_income 2012-06-11..2012-06-20"},
    Case{"ApprovalClippedToTheStay",
         "approvals { value: 'jd-topup' from: '2012-06-15' until: '2012-12-31' }",
         "household 0 town  insurance  age ? approved jd-topup 2012-06-15..2012-06-20"},
    Case{"BirthdayOnTheEndDateCounts",
         "birth_date: '1952-06-20'", "household 0 town  insurance  age 60"},
    Case{"BirthdayTheDayAfter",
         "birth_date: '1952-06-21'", "household 0 town  insurance  age 59"},
    Case{"BornDuringTheStay",
         "birth_date: '2012-06-12'", "household 0 town  insurance  age 0"},
    Case{"BornAfterTheBillHasNoAge",
         "birth_date: '2012-06-21'", "household 0 town  insurance  age ?"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(FactsTest, OneDayStay) {
  const v1::PersonRecord record =
      RecordOf("identities { value: 'dibao' from: '2012-06-10' until: '2012-06-10' }");
  const Day day = *ParseDay("2012-06-10");
  EXPECT_EQ(FactsFor(1, record, day, day).identities.size(), 1U);
}

TEST(FactsTest, LeapBornComesOfAgeOnTheFirstOfMarch) {
  const v1::PersonRecord record = RecordOf("birth_date: '1952-02-29'");
  const Day last = *ParseDay("2013-02-28");
  const Day first = *ParseDay("2013-03-01");
  EXPECT_EQ(FactsFor(1, record, last, last).age_years, 60);
  EXPECT_EQ(FactsFor(1, record, first, first).age_years, 61);
}

// Equal facts, however the office wrote them down, are equal bytes in the entry.
TEST(FactsTest, EqualRecordsGiveEqualMessages) {
  const v1::PersonRecord one = RecordOf(
      "identities { value: 'b' from: '2012-01-01' }"
      "identities { value: 'a' from: '2012-01-01' until: '2012-06-15' }"
      "identities { value: 'a' from: '2012-06-16' }");
  const v1::PersonRecord other = RecordOf(
      "identities { value: 'a' from: '2011-01-01' }"
      "identities { value: 'b' from: '2011-01-01' }");
  const auto bytes = [](const v1::PersonRecord& record) {
    return ToMessage(FactsFor(1, record, *ParseDay("2012-06-10"), *ParseDay("2012-06-20")))
        .SerializeAsString();
  };
  EXPECT_EQ(bytes(one), bytes(other));
}

TEST(FactsTest, AnUnknownAgeStaysAbsentInTheMessage) {
  EXPECT_FALSE(ToMessage(PersonFacts{}).has_age_years());
  PersonFacts newborn;
  newborn.age_years = 0;
  EXPECT_TRUE(ToMessage(newborn).has_age_years());
  EXPECT_EQ(FromMessage(ToMessage(newborn)).age_years, 0);
}

struct IncomeCase {
  const char* name;
  std::uint64_t household_no;
  const char* day;
  std::optional<std::int64_t> income_fen;
};

class HouseholdIncomeTest : public testing::TestWithParam<IncomeCase> {};

TEST_P(HouseholdIncomeTest, D8OfThatHouseholdOnThatDay) {
  v1::PersonRecord record;
  const auto add = [&](std::uint64_t no, const char* from, const char* until) {
    v1::DatedHousehold& household = *record.add_households();
    household.set_household_no(no);
    household.set_from(from);
    household.set_until(until);
    return &household;
  };
  add(0, "2011-01-01", "2011-12-31")->set_yearly_income_fen(3);
  add(7, "2012-01-01", "2012-06-30")->set_yearly_income_fen(0);
  add(8, "2012-07-01", "");
  const auto income = HouseholdIncomeOn(record, GetParam().household_no, *ParseDay(GetParam().day));
  ASSERT_EQ(income.has_value(), GetParam().income_fen.has_value());
  if (income.has_value()) {
    EXPECT_EQ(income->fen(), *GetParam().income_fen);
  }
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, HouseholdIncomeTest, testing::Values(
    IncomeCase{"FirstDay",             7, "2012-01-01", 0},
    IncomeCase{"LastDay",              7, "2012-06-30", 0},
    IncomeCase{"MovedOutSince",        7, "2012-07-01", std::nullopt},
    IncomeCase{"NotYetMovedIn",        7, "2011-12-31", std::nullopt},
    IncomeCase{"UnknownIncome",        8, "2012-07-01", std::nullopt},
    IncomeCase{"HisOwn",               0, "2011-06-01", 3},
    IncomeCase{"NoLongerHisOwn",       0, "2012-06-01", std::nullopt},
    IncomeCase{"BeforeAllRecords",     0, "2010-12-31", std::nullopt}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(FactsTest, IncomeSurvivesTheEntry) {
  PersonFacts facts;
  EXPECT_FALSE(ToMessage(facts).has_household_income_fen());
  EXPECT_FALSE(FromMessage(ToMessage(facts)).household_income.has_value());
  facts.household_income = Money();
  EXPECT_TRUE(ToMessage(facts).has_household_income_fen());
  EXPECT_EQ(FromMessage(ToMessage(facts)).household_income, Money());
}

}  // namespace
}  // namespace yizhan
