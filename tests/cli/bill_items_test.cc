// Goal: a line of bills.jsonl is what the engine would take it for: a bill, a reversal, or nothing.
#include "tools/cli/bill_items.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yizhan::cli {
namespace {

constexpr char kRegister[] =
    "证件号码,姓名,出生日期,街镇,险种,救助类别,起始日期,截止日期\n"
    "CARD0001,张三丰,1950-01-01,安亭镇,310,,2010-01-01,\n"
    "CARD0001,张三丰,1950-01-01,,,dibao,2010-01-01,2012-06-25\n"
    "CARD0002,李四,,外冈镇,390,dibao,2010-01-01,\n"
    "CARD0003,王五,,外冈镇,390,dibao,2011-01-01,2010-01-01\n";

std::string Line(const std::string& message_id, const std::string& bill_no,
                 const std::string& person = R"({"card":{"cert_type":"01","cert_no":"CARD0001"}})",
                 const std::string& in_scope = "10000") {
  return R"({"bill":{"institution_id":"anting","visit_no":"V","bill_no":")" + bill_no +
         R"(","message_id":")" + message_id +
         R"(","care_kind":"INPATIENT","service_start":"2012-06-20","service_end":"2012-06-28",)"
         R"("accounting_date":"2012-06-29","total_fen":10000,"in_scope_fen":)" +
         in_scope + R"(},"person":)" + person + "}";
}

std::string Reversal(const std::string& message_id) {
  return R"({"reverse":{"institution_id":"anting","message_id":")" + message_id + R"("}})";
}

class BillItemsTest : public testing::Test {
 protected:
  BillItemsTest() : items_(*BillItems::WithRegister(kRegister)) {}
  std::optional<Item> Read(const std::string& line) { return items_.Read(++number_, line); }

  BillItems items_;
  std::uint64_t number_ = 0;
};

TEST_F(BillItemsTest, ABillWithThePersonAsOnItsDays) {
  const std::optional<Item> item = Read(Line("m-1", "b-1"));
  ASSERT_TRUE(item.has_value());
  EXPECT_EQ(item->number, 1U);
  const auto& bill = std::get<BillItem>(item->body);
  EXPECT_EQ(bill.bill.parts.Sum().fen(), 10'000);
  EXPECT_EQ(bill.person.person_no, 2U) << "the first line that speaks of him";
  EXPECT_EQ(bill.person.town, "安亭镇");
  ASSERT_EQ(bill.person.identities.size(), 1U);
  EXPECT_EQ(DayText(bill.person.identities[0].span.until), "2012-06-25");
  EXPECT_TRUE(bill.stored_outcome.empty());
  EXPECT_EQ(items_.counts().refused_people, 1);
}

TEST_F(BillItemsTest, ByNumberItIsTheLineOfTheRegister) {
  const std::optional<Item> item = Read(Line("m-1", "b-1", R"({"person_no":"4"})"));
  ASSERT_TRUE(item.has_value());
  EXPECT_EQ(std::get<BillItem>(item->body).person.town, "外冈镇");
}

TEST_F(BillItemsTest, WhoIsNotInTheRegisterIsLeftOut) {
  EXPECT_FALSE(
      Read(Line("m-1", "b-1", R"({"card":{"cert_type":"01","cert_no":"NOBODY"}})")).has_value());
  EXPECT_FALSE(Read(Line("m-1", "b-1", R"({"person_no":"63"})")).has_value());
  EXPECT_EQ(items_.counts().unknown_people, 2);
  EXPECT_TRUE(Read(Line("m-1", "b-1")).has_value()) << "R10: no key was bound";
}

TEST_F(BillItemsTest, AReversalNamesItsBillOnce) {
  ASSERT_TRUE(Read(Line("m-1", "b-1")).has_value());
  const std::optional<Item> item = Read(Reversal("m-1"));
  ASSERT_TRUE(item.has_value());
  EXPECT_EQ(std::get<ReversalItem>(item->body).original, 1U);
  EXPECT_FALSE(Read(Reversal("m-1")).has_value());
  EXPECT_FALSE(Read(Reversal("m-9")).has_value());
  EXPECT_EQ(items_.counts().refused, 2);
  EXPECT_EQ(items_.counts().first_refused_line, 3U);
}

TEST_F(BillItemsTest, ABillNumberLivesOnce) {
  EXPECT_TRUE(Read(Line("m-1", "b-1")).has_value());
  EXPECT_FALSE(Read(Line("m-1", "b-1")).has_value()) << "the same message";
  EXPECT_FALSE(Read(Line("m-2", "b-1")).has_value()) << "the same bill";
  EXPECT_EQ(items_.counts().repeated, 2);
  EXPECT_TRUE(Read(Reversal("m-1")).has_value());
  EXPECT_FALSE(Read(Line("m-1", "b-1")).has_value()) << "R42: a new message id is needed";
  EXPECT_TRUE(Read(Line("m-3", "b-1")).has_value());
}

TEST_F(BillItemsTest, WhatTheEngineWouldRefuseIsCounted) {
  EXPECT_FALSE(Read("no json").has_value());
  EXPECT_FALSE(Read(Line("m-1", "b-1", "{}")).has_value());
  EXPECT_FALSE(Read(Line("m-1", "b-1", R"({"person_no":"2"})", "9999")).has_value());
  EXPECT_FALSE(Read(R"({"reverse":{"message_id":"m-1"}})").has_value());
  EXPECT_EQ(items_.counts().refused, 4);
  EXPECT_EQ(items_.counts().lines, 4);
  EXPECT_NE(items_.counts().first_refusal, "");
}

TEST(BillItemsRegisterTest, AFileWithoutHeaderIsRefused) {
  EXPECT_FALSE(BillItems::WithRegister("a,b\n1,2\n").ok());
}

}  // namespace
}  // namespace yizhan::cli
