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

std::string Replacement(const std::string& named, const std::string& line) {
  return R"({"replace":{)" + named + "," + line.substr(1) + "}";
}

class BillItemsTest : public testing::Test {
 protected:
  BillItemsTest() : items_(*BillItems::WithRegister(kRegister)) {}
  std::vector<Item> Read(const std::string& line) { return items_.Read(++number_, line); }
  bool IsTaken(const std::string& line) { return !Read(line).empty(); }

  BillItems items_;
  std::uint64_t number_ = 0;
};

TEST_F(BillItemsTest, ABillWithThePersonAsOnItsDays) {
  const std::vector<Item> items = Read(Line("m-1", "b-1"));
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].number, 1U);
  const auto& bill = std::get<BillItem>(items[0].body);
  EXPECT_EQ(bill.bill.parts.Sum().fen(), 10'000);
  EXPECT_EQ(bill.person.person_no, 2U) << "the first line that speaks of him";
  EXPECT_EQ(bill.person.town, "安亭镇");
  ASSERT_EQ(bill.person.identities.size(), 1U);
  EXPECT_EQ(DayText(bill.person.identities[0].span.until), "2012-06-25");
  EXPECT_TRUE(bill.stored_outcome.empty());
  EXPECT_EQ(items_.counts().refused_people, 1);
}

TEST_F(BillItemsTest, PeopleAreNamedByCardOnly) {
  EXPECT_FALSE(IsTaken(Line("m-1", "b-1", R"({"person_no":"4"})")));
  EXPECT_EQ(items_.counts().refused, 1);
  EXPECT_EQ(items_.counts().first_refusal.expected(), "card");
}

TEST_F(BillItemsTest, WhoIsNotInTheRegisterIsLeftOut) {
  EXPECT_FALSE(IsTaken(Line("m-1", "b-1", R"({"card":{"cert_type":"01","cert_no":"NOBODY"}})")));
  EXPECT_EQ(items_.counts().unknown_people, 1);
  EXPECT_TRUE(IsTaken(Line("m-1", "b-1"))) << "R10: no key was bound";
}

TEST_F(BillItemsTest, AReversalNamesItsBillOnce) {
  ASSERT_TRUE(IsTaken(Line("m-1", "b-1")));
  const std::vector<Item> items = Read(Reversal("m-1"));
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(std::get<ReversalItem>(items[0].body).original, 1U);
  EXPECT_FALSE(IsTaken(Reversal("m-1")));
  EXPECT_EQ(items_.counts().refused, 1);
  EXPECT_EQ(items_.counts().first_refused_line, 3U);
}

TEST_F(BillItemsTest, R45AReversalBeforeArrivalIsATombstone) {
  EXPECT_FALSE(IsTaken(Reversal("m-1")));
  EXPECT_EQ(items_.counts().refused, 0);
  EXPECT_FALSE(IsTaken(Line("m-1", "b-1")));
  EXPECT_EQ(items_.counts().first_refusal.reason(), v1::MESSAGE_TOMBSTONED);
  EXPECT_TRUE(IsTaken(Line("m-2", "b-1")));
}

TEST_F(BillItemsTest, ByNumberTheBillOfThatLineIsMeant) {
  ASSERT_TRUE(IsTaken(Line("m-1", "b-1")));
  EXPECT_FALSE(IsTaken(R"({"reverse":{"number":9}})"));
  EXPECT_FALSE(IsTaken(R"({"reverse":{"number":1,"institution_id":"other"}})")) << "R45";
  EXPECT_TRUE(IsTaken(R"({"reverse":{"number":1,"institution_id":"anting"}})"));
  EXPECT_FALSE(IsTaken(R"({"reverse":{"number":1}})")) << "a contra has no contra";
}

TEST_F(BillItemsTest, R47AReplacementIsAReversalAndABill) {
  ASSERT_TRUE(IsTaken(Line("m-1", "b-1")));
  const std::vector<Item> items = Read(Replacement(R"("message_id":"m-1")", Line("m-2", "b-1")));
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(std::get<ReversalItem>(items[0].body).original, 1U);
  EXPECT_EQ(items[1].number, 2U);
  EXPECT_EQ(std::get<BillItem>(items[1].body).bill.message_id, "m-2");
  EXPECT_FALSE(IsTaken(Replacement(R"("message_id":"m-1")", Line("m-3", "b-3"))));
  EXPECT_FALSE(IsTaken(Replacement(R"("message_id":"m-2")", Line("m-1", "b-3"))))
      << "its id is used";
  EXPECT_EQ(Read(Replacement(R"("number":2)", Line("m-3", "b-3"))).size(), 2U);
  EXPECT_TRUE(IsTaken(Line("m-4", "b-1"))) << "its bill number is free";
}

TEST_F(BillItemsTest, R47ARefusedReplacementChangesNothing) {
  ASSERT_TRUE(IsTaken(Line("m-1", "b-1")));
  const std::string nobody = R"({"card":{"cert_type":"01","cert_no":"NOBODY"}})";
  EXPECT_FALSE(IsTaken(Replacement(R"("number":1)", Line("m-2", "b-1", nobody))));
  EXPECT_EQ(items_.counts().unknown_people, 1);
  EXPECT_FALSE(IsTaken(Line("m-3", "b-1"))) << "still live";
  EXPECT_EQ(Read(Replacement(R"("number":1)", Line("m-2", "b-1"))).size(), 2U);
}

TEST_F(BillItemsTest, R47AReplacementOfWhatNeverArrivedIsATombstoneAndABill) {
  EXPECT_EQ(Read(Replacement(R"("message_id":"m-1")", Line("m-2", "b-1"))).size(), 1U);
  EXPECT_FALSE(IsTaken(Line("m-1", "b-2")));
}

TEST_F(BillItemsTest, ABillNumberLivesOnce) {
  EXPECT_TRUE(IsTaken(Line("m-1", "b-1")));
  EXPECT_FALSE(IsTaken(Line("m-1", "b-1"))) << "the same message";
  EXPECT_FALSE(IsTaken(Line("m-2", "b-1"))) << "the same bill";
  EXPECT_EQ(items_.counts().repeated, 2);
  EXPECT_TRUE(IsTaken(Reversal("m-1")));
  EXPECT_FALSE(IsTaken(Line("m-1", "b-1"))) << "R42: a new message id is needed";
  EXPECT_TRUE(IsTaken(Line("m-3", "b-1")));
}

TEST_F(BillItemsTest, WhatTheEngineWouldRefuseIsCounted) {
  EXPECT_FALSE(IsTaken("no json"));
  EXPECT_FALSE(IsTaken(Line("m-1", "b-1", "{}")));
  EXPECT_FALSE(
      IsTaken(Line("m-1", "b-1", R"({"card":{"cert_type":"01","cert_no":"CARD0001"}})", "9999")));
  EXPECT_FALSE(IsTaken(R"({"reverse":{"message_id":"m-1"}})"));
  EXPECT_EQ(items_.counts().refused, 4);
  EXPECT_EQ(items_.counts().lines, 4);
  EXPECT_NE(items_.counts().first_refusal.message_zh(), "");
}

TEST(BillItemsRegisterTest, AFileWithoutHeaderIsRefused) {
  EXPECT_FALSE(BillItems::WithRegister("a,b\n1,2\n").ok());
}

}  // namespace
}  // namespace yizhan::cli
