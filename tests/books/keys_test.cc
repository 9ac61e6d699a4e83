// Keys of the derived tables: two different things never share a key (R7, R12, R22, R40).

#include "engine/books/keys.h"

#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace yizhan {
namespace {

using std::string_literals::operator""s;

// Texts that look like each other's pieces: lengths, prefixes, zero bytes, several alphabets.
const std::vector<std::string> kTricky = {
    "",   "a",         "aa",          "ab",   "b",  "a/b", "/",    "B",
    "M",  "\0"s,       "\0\0\0\1a"s,  "a\0"s, "0",  "00",  "1",    "医院",
    "医", "\0\0\0\0"s, "aB\0\0\0\1"s, " ",    "a ", " a",  "P\0"s, "\xff"s};

Bill BillOf(const std::string& institution_id, const std::string& bill_no,
            const std::string& message_id, std::uint32_t revision) {
  Bill bill;
  bill.institution_id = institution_id;
  bill.bill_no = bill_no;
  bill.message_id = message_id;
  bill.revision = revision;
  return bill;
}

TEST(Keys, NumberKeysSortAsNumbers) {
  const std::vector<std::uint64_t> numbers = {0,      1,          255,        256,
                                              65'535, 1ULL << 32, 1ULL << 63, UINT64_MAX};
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    EXPECT_LT(NumberKey(numbers[i - 1]), NumberKey(numbers[i]));
    EXPECT_EQ(NumberKey(numbers[i]).size(), 8U);
  }
}

TEST(Keys, R40MessageKeysNeverCollide) {
  std::set<std::string> keys;
  for (const std::string& sender : kTricky) {
    for (const std::string& message_id : kTricky) keys.insert(MessageKey(sender, message_id));
  }
  EXPECT_EQ(keys.size(), kTricky.size() * kTricky.size());
}

TEST(Keys, R7NaturalKeysNeverCollide) {
  std::set<std::string> keys;
  std::size_t bills = 0;
  for (const std::string& institution_id : kTricky) {
    for (const std::string& number : kTricky) {
      for (const std::uint32_t revision : {0U, 1U, 256U, UINT32_MAX}) {
        if (!number.empty()) {
          keys.insert(NaturalKey(BillOf(institution_id, number, "m", revision)));
          ++bills;
        }
        keys.insert(NaturalKey(BillOf(institution_id, "", number, revision)));  // Stands in.
        ++bills;
      }
    }
  }
  EXPECT_EQ(keys.size(), bills);
}

TEST(Keys, R7MessageIdIsNoPartWhenThereIsABillNumber) {
  EXPECT_EQ(NaturalKey(BillOf("h", "b", "m", 0)), NaturalKey(BillOf("h", "b", "n", 0)));
  EXPECT_NE(NaturalKey(BillOf("h", "x", "m", 0)), NaturalKey(BillOf("h", "", "x", 0)));
}

TEST(Keys, R12R22HoldersNeverCollide) {
  std::set<std::string> keys;
  std::size_t holders = 0;
  for (const std::uint64_t number : {0ULL, 1ULL, 0x5000000000000000ULL, ~0ULL}) {
    keys.insert(PersonHolderKey(number));
    keys.insert(HouseholdHolderKey(number));
    holders += 2;
    for (const std::string& institution_id : kTricky) {
      for (const std::string& visit_no : kTricky) {
        keys.insert(VisitHolderKey(number, institution_id, visit_no));
        ++holders;
      }
    }
  }
  EXPECT_EQ(keys.size(), holders);
}

struct PlaceCase {
  const char* name;
  Holder holder;
  Period period;
  std::uint64_t household_no;
  std::string key;
  std::uint32_t year;
};

class PlaceTest : public testing::TestWithParam<PlaceCase> {};

TEST_P(PlaceTest, LiesWhereTheRulingSays) {
  const PlaceCase& c = GetParam();
  Bill bill = BillOf("h", "b", "m", 0);
  bill.visit_no = "v";
  bill.service_end = *ParseDay("2011-12-31");
  bill.accounting_date = *ParseDay("2012-01-02");
  PersonFacts person;
  person.person_no = 7;
  person.household_no = c.household_no;
  const AccountPlace place =
      PlaceOf({.id = "a", .holder = c.holder, .period = c.period, .title = ""}, bill, person);
  EXPECT_EQ(place.holder_key, c.key);
  EXPECT_EQ(place.year, c.year);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, PlaceTest, testing::Values(
    PlaceCase{"PersonYear", Holder::kPerson, Period::kYear, 9, PersonHolderKey(7), 2012},
    PlaceCase{"PersonLifetime", Holder::kPerson, Period::kLifetime, 9, PersonHolderKey(7), 0},
    PlaceCase{"PersonVisit", Holder::kPerson, Period::kVisit, 9, VisitHolderKey(7, "h", "v"), 0},
    PlaceCase{"HouseholdYear", Holder::kHousehold, Period::kYear, 9, HouseholdHolderKey(9), 2012},
    PlaceCase{"HouseholdLifetime", Holder::kHousehold, Period::kLifetime, 9,
              HouseholdHolderKey(9), 0},
    PlaceCase{"OwnHousehold", Holder::kHousehold, Period::kYear, 0, PersonHolderKey(7), 2012}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(Keys, NumbersComeBackFromTheirKeys) {
  for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{258}, UINT64_MAX}) {
    EXPECT_EQ(NumberOfKey(NumberKey(number)), number);
  }
  EXPECT_FALSE(NumberOfKey("").has_value());
  EXPECT_FALSE(NumberOfKey("1234567").has_value());
  EXPECT_FALSE(NumberOfKey("123456789").has_value());
}

TEST(Keys, AnOfficersIdIsNeverTakenForAKey) {
  EXPECT_NE(OfficerIdKey("x"), OfficerKeyKey("x"));
  EXPECT_TRUE(OfficerIdKey("k").starts_with(kOfficerIdPrefix));
  EXPECT_FALSE(OfficerKeyKey("i").starts_with(kOfficerIdPrefix));
}

}  // namespace
}  // namespace yizhan
