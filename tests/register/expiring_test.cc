// Which identities and approvals end in a span of days, and how they are ordered.

#include "engine/register/expiring.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace yizhan {
namespace {

void Add(google::protobuf::RepeatedPtrField<v1::DatedValue>* values, const std::string& value,
         const std::string& from, const std::string& until) {
  v1::DatedValue& added = *values->Add();
  added.set_value(value);
  added.set_from(from);
  added.set_until(until);
}

// Lives in A until the end of June, then in B.
v1::PersonRecord Record() {
  v1::PersonRecord record;
  Add(record.mutable_towns(), "A", "2010-01-01", "2012-06-30");
  Add(record.mutable_towns(), "B", "2012-07-01", "");
  return record;
}

const Span kSeptember{*ParseDay("2012-09-01"), *ParseDay("2012-09-30")};

struct Row {
  const char* name;
  const char* until;
  bool found;
};
class LastDayTest : public testing::TestWithParam<Row> {};

TEST_P(LastDayTest, BothEndsOfTheSpanBelongToIt) {
  v1::PersonRecord record = Record();
  Add(record.mutable_identities(), "dibao", "2012-01-01", GetParam().until);
  EXPECT_EQ(ExpiringOf(7, record, kSeptember).size(), GetParam().found ? 1U : 0U);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, LastDayTest, testing::Values(
    Row{"Before", "2012-08-31", false},
    Row{"FirstDay", "2012-09-01", true},
    Row{"LastDay", "2012-09-30", true},
    Row{"After", "2012-10-01", false},
    Row{"Open", "", false}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(ExpiringTest, SaysWhoWhereWhatAndWhetherItGoesOn) {
  v1::PersonRecord record = Record();
  Add(record.mutable_identities(), "dibao", "2012-01-01", "2012-09-30");
  Add(record.mutable_identities(), "low_income", "2012-01-01", "2012-09-15");
  Add(record.mutable_identities(), "low_income", "2012-09-16", "");
  Add(record.mutable_approvals(), "jd-year", "2012-01-01", "2012-09-30");
  Add(record.mutable_approvals(), "dibao", "2012-10-01", "");
  const std::vector<v1::ExpiringItem> items = ExpiringOf(7, record, kSeptember);
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(items[0].person_no(), 7U);
  EXPECT_EQ(items[0].town(), "B");
  EXPECT_EQ(items[0].identity().value(), "dibao");
  EXPECT_EQ(items[0].identity().from(), "2012-01-01");
  EXPECT_FALSE(items[0].goes_on());  // An approval of the same name is another thing.
  EXPECT_FALSE(items[0].approval());
  EXPECT_TRUE(items[1].goes_on());
  EXPECT_TRUE(items[2].approval());
  EXPECT_FALSE(items[2].goes_on());
}

TEST(ExpiringTest, TheTownIsThatOfTheLastDay) {
  v1::PersonRecord record = Record();
  Add(record.mutable_identities(), "dibao", "2012-01-01", "2012-06-30");
  Add(record.mutable_identities(), "low_income", "2012-01-01", "2012-07-01");
  Add(record.mutable_identities(), "severe_disability", "2001-01-01", "2005-01-01");
  const auto items = ExpiringOf(7, record, {*ParseDay("2000-01-01"), *ParseDay("2012-12-31")});
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(items[0].town(), "A");
  EXPECT_EQ(items[1].town(), "B");
  EXPECT_EQ(items[2].town(), "");
}

TEST(ExpiringTest, IsSortedByTownLastDayAndPerson) {
  std::vector<v1::ExpiringItem> items;
  const auto add = [&](const std::string& town, const std::string& until, std::uint64_t person) {
    v1::ExpiringItem& item = items.emplace_back();
    item.set_town(town);
    item.mutable_identity()->set_until(until);
    item.set_person_no(person);
  };
  add("B", "2012-09-01", 1);
  add("A", "2012-09-02", 1);
  add("A", "2012-09-01", 3);
  add("A", "2012-09-01", 2);
  SortExpiring(items);
  std::string order;
  for (const v1::ExpiringItem& item : items) {
    order +=
        item.town() + item.identity().until().substr(8) + std::to_string(item.person_no()) + " ";
  }
  EXPECT_EQ(order, "A012 A013 A021 B011 ");
}

}  // namespace
}  // namespace yizhan
