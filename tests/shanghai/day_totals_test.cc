// SL01: a day at the window against the ledger, refunds and late bills included.

#include "adapters/shanghai/day_totals.h"

#include "adapters/shanghai/trials.h"
#include "tests/shanghai/shanghai_scene.h"

namespace yizhan::shanghai {
namespace {

// One settled bill of kCharge.
constexpr char kDay[] = R"({
  "daycollate": "20120629", "daycount": 1, "totalcuraccpay": "10.00", "totalhisaccpay": "5.00",
  "totalcashpay": "25.00", "totaltcpay": 50, "totaldffjpay": "8.00", "totalflzf": "12.00",
  "totalfybjsfw": "30.00", "totaljfje": "2.00", "totaljzje": "20.00", "totalxjzf": "47.00"
})";
constexpr char kEmptyDay[] = R"({
  "daycollate": "20120629", "daycount": 0, "totalcuraccpay": 0, "totalhisaccpay": 0,
  "totalcashpay": 0, "totaltcpay": 0, "totaldffjpay": 0, "totalflzf": 0, "totalfybjsfw": 0,
  "totaljfje": 0, "totaljzje": 0, "totalxjzf": 0
})";

class DayTotalsTest : public ShanghaiScene {
 protected:
  // "2" agreed; otherwise "0" and the members that differ.
  std::string Close(const std::string& day) {
    const Json answer = Say("SL01", day);
    EXPECT_EQ(Text(answer, "xxfhm"), "P001") << Text(answer, "fhxx");
    std::string text = Body(answer, "resultcollate");
    for (const Json& item : answer.Find("xxnr")->Find("cymx")->items) {
      text += " " + Text(item, "xm") + " " + Text(item, "yy") + "/" + Text(item, "zx");
    }
    for (const Json& item : answer.Find("xxnr")->Find("wfxlsh")->items) text += " #" + item.text;
    return text;
  }
};

TEST_F(DayTotalsTest, ADayOfOneBillAgrees) {
  EXPECT_EQ(Close(kEmptyDay), "2");
  Settle();
  EXPECT_EQ(Close(kDay), "2");
}

TEST_F(DayTotalsTest, WhatIsLeftOutIsNotCompared) {
  Settle();
  EXPECT_EQ(
      Close(Changed(
          kDay, {{R"(, "totaljfje": "2.00", "totaljzje": "20.00", "totalxjzf": "47.00")", ""}})),
      "2");
}

struct DifferenceRow {
  const char* name;
  Changes changes;
  const char* result;
};

// clang-format off
const DifferenceRow kDifferences[] = {
    {"Count", {{"\"daycount\": 1", "\"daycount\": \"2\""}}, "0 daycount 2/1"},
    {"CurrentAccount", {{"10.00", "10.01"}}, "0 totalcuraccpay 10.01/10.00"},
    {"OtherAccounts", {{"5.00", "-5.00"}}, "0 totalhisaccpay -5.00/5.00"},
    {"Cash", {{"25.00", "0"}}, "0 totalcashpay 0.00/25.00"},
    {"Pool", {{"50", "49.99"}}, "0 totaltcpay 49.99/50.00"},
    {"Additional", {{"8.00", "9"}}, "0 totaldffjpay 9.00/8.00"},
    {"Graded", {{"12.00", "12.10"}}, "0 totalflzf 12.10/12.00"},
    {"OutOfScope", {{"30.00", "31"}}, "0 totalfybjsfw 31.00/30.00"},
    {"Relieved", {{"2.00\", \"totaljz", "3.00\", \"totaljz"}}, "0 totaljfje 3.00/2.00"},
    {"Aid", {{"\"20.00\"", "\"19.00\""}}, "0 totaljzje 19.00/20.00"},
    {"CashAfterAid", {{"47.00", "67.00"}}, "0 totalxjzf 67.00/47.00"},
    {"Two", {{"10.00", "10.01"}, {"47.00", "67.00"}}, "0 totalcuraccpay 10.01/10.00 totalxjzf 67.00/47.00"},
};
// clang-format on

class DifferenceTest : public DayTotalsTest, public ::testing::WithParamInterface<DifferenceRow> {};

TEST_P(DifferenceTest, IsShownWithBothFigures) {
  Settle();
  EXPECT_EQ(Close(Changed(kDay, GetParam().changes)), GetParam().result);
}

INSTANTIATE_TEST_SUITE_P(DayTotals, DifferenceTest, ::testing::ValuesIn(kDifferences),
                         [](const auto& row) { return row.param.name; });

TEST_F(DayTotalsTest, ARefundIsANegativeRow) {
  Settle();
  const std::string second = Settle(Changed(kCharge, {{"YB1", "YB2"}, {"JZ1", "JZ2"}}));
  Say("SK01", RefundOf(second));
  EXPECT_EQ(Close(kDay), "2");
}

TEST_F(DayTotalsTest, ARefundOfAnotherDayCountsThere) {
  const std::string number = Settle();
  desk_->clock().Advance(test::kDayMs);
  Say("SK01", RefundOf(number));
  EXPECT_EQ(Close(kDay), "2");
  const std::string next = Changed(kDay, {{"20120629", "2012-06-30"},
                                          {"\"daycount\": 1", "\"daycount\": -1"},
                                          {"\"10.00", "\"-10.00"},
                                          {"\"5.00", "\"-5.00"},
                                          {"\"25.00", "\"-25.00"},
                                          {" 50", " -50"},
                                          {"\"8.00", "\"-8.00"},
                                          {"\"12.00", "\"-12.00"},
                                          {"\"30.00", "\"-30.00"},
                                          {"\"2.00", "\"-2.00"},
                                          {"\"20.00", "\"-20.00"},
                                          {"\"47.00", "\"-47.00"}});
  EXPECT_EQ(Close(next), "2");
}

TEST_F(DayTotalsTest, ALateBillCountsNowhere) {
  const std::string jssqxh = Body(Say("SI11", kCharge), "jssqxh");
  intake_.centre_away = true;
  Say("SI12", WithTrial(jssqxh));
  intake_.centre_away = false;
  EXPECT_EQ(Close(kEmptyDay), "2");
}

// It had reached the ledger, and was taken back there after its HIS was told to go on without aid.
TEST_F(DayTotalsTest, ALateBillThatWasPostedAndTakenBackCountsNowhere) {
  const std::string jssqxh = Body(Say("SI11", kCharge), "jssqxh");
  intake_.centre_away = true;
  Say("SI12", WithTrial(jssqxh));
  intake_.centre_away = false;
  Envelope envelope;
  ASSERT_TRUE(ReadEnvelope(Message("SI12", WithTrial(jssqxh)), &envelope).ok());
  v1::SettleRequest request = RequestOf(*ReadCharge(envelope), jssqxh, "");
  request.set_not_after_ms(desk_->clock().NowMs() + 60'000);
  ASSERT_TRUE(desk_->Settle(test::HospitalCaller("H1", "edge"), request).ok());
  EXPECT_EQ(Close(kEmptyDay), "2");
  v1::ReverseRequest reverse;
  reverse.set_message_id(MessageIdOf(jssqxh));
  reverse.set_request_id("late-1");
  ASSERT_TRUE(desk_->Reverse(test::HospitalCaller("H1", "edge"), reverse).ok());
  EXPECT_EQ(Close(kEmptyDay), "2");
}

TEST_F(DayTotalsTest, BillsOfOtherDoorsDoNotCount) {
  desk_->Post(test::MakeBill("national-1"), person_no_);
  EXPECT_EQ(Close(kEmptyDay), "2");
}

TEST_F(DayTotalsTest, WhatCannotBeSplitIsNamed) {
  const std::string jssqxh = Body(Say("SI11", kCharge), "jssqxh");
  const std::string number = Body(Say("SI12", WithTrial(jssqxh)), "translsh");
  ASSERT_TRUE(intake_.notes().Erase(kBillNotes, jssqxh).ok());
  EXPECT_EQ(Close(kEmptyDay), "0 #" + number);
}

struct BadDay {
  const char* name;
  Changes changes;
};

// clang-format off
const BadDay kBadDays[] = {
    {"NoDay", {{"\"daycollate\": \"20120629\", ", ""}}},
    {"DayIsNone", {{"20120629", "20121329"}}},
    {"NoCount", {{"\"daycount\": 1, ", ""}}},
    {"CountIsNone", {{"\"daycount\": 1", "\"daycount\": 1.5"}}},
    {"NoCash", {{"\"totalcashpay\": \"25.00\", ", ""}}},
    {"CashIsNone", {{"25.00", "abc"}}},
};
// clang-format on

class BadDayTest : public DayTotalsTest, public ::testing::WithParamInterface<BadDay> {};

TEST_P(BadDayTest, IsRefused) {
  EXPECT_EQ(Text(Say("SL01", Changed(kDay, GetParam().changes)), "xxfhm"), "E001");
}

INSTANTIATE_TEST_SUITE_P(DayTotals, BadDayTest, ::testing::ValuesIn(kBadDays),
                         [](const auto& row) { return row.param.name; });

TEST_F(DayTotalsTest, WhileTheCentreIsAwayItSaysAgain) {
  intake_.centre_away = true;
  EXPECT_EQ(Text(Say("SL01", kDay), "xxfhm"), "E091");
}

}  // namespace
}  // namespace yizhan::shanghai
