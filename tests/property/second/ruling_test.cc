#include <gtest/gtest.h>

#include "tests/property/second/sample.h"
#include "tests/property/second/second.h"

namespace yizhan::second {
namespace {

Reply SettleWith(const std::string& program, const BillInput& input) {
  Second second;
  second.Activate({SimplePack(program)});
  second.SetPerson(1, {});
  return second.Settle(input);
}

struct FaultRow {
  const char* name;
  void (*spoil)(v1::Bill* bill);
  Refusal expected;
};

// Of a bill with in scope 100, out of scope 20, paid 30 by insurance.
// clang-format off
const FaultRow kFaultRows[] = {
    {"Sound", [](v1::Bill*) {}, Refusal::kNone},
    {"R7NoVisit", [](v1::Bill* bill) { bill->clear_visit_no(); }, Refusal::kForm},
    {"R2NegativePart", [](v1::Bill* bill) { bill->set_in_scope_fen(-1); }, Refusal::kForm},
    {"R2NegativeLineMayStand", [](v1::Bill* bill) { bill->add_fee_lines()->set_amount_fen(130); bill->add_fee_lines()->set_amount_fen(-10); }, Refusal::kNone},
    {"R2LinesAreNotTheTotal", [](v1::Bill* bill) { bill->add_fee_lines()->set_amount_fen(119); }, Refusal::kIdentity},
    {"R1BoundIsInclusive", [](v1::Bill* bill) { bill->set_total_fen(10'000'000'000'000); bill->set_in_scope_fen(9'999'999'999'980); }, Refusal::kNone},
    {"R1AboveTheBound", [](v1::Bill* bill) { bill->set_total_fen(10'000'000'000'001); }, Refusal::kForm},
    {"PartsAreNotTheTotal", [](v1::Bill* bill) { bill->set_total_fen(121); }, Refusal::kIdentity},
    {"R4HospitalCountsAsPayment", [](v1::Bill* bill) { bill->set_hospital_borne_fen(91); }, Refusal::kIdentity},
    {"R6AccountPaysAllThatIsLeft", [](v1::Bill* bill) { bill->set_account_pay_fen(90); }, Refusal::kNone},
    {"R6AccountPaysTooMuch", [](v1::Bill* bill) { bill->set_account_pay_fen(91); }, Refusal::kIdentity},
    {"R8EndBeforeStart", [](v1::Bill* bill) { bill->set_service_start("2012-05-02"); }, Refusal::kDates},
    {"R8AccountedBeforeEnd", [](v1::Bill* bill) { bill->set_accounting_date("2012-04-30"); }, Refusal::kDates},
};
// clang-format on

TEST(Ruling, BillsRefused) {
  for (const FaultRow& row : kFaultRows) {
    BillInput input = InputOf(1, "2012-05-01", {100, 0, 0, 20}, {30});
    row.spoil(&input.bill);
    EXPECT_EQ(SettleWith("tiers { ratio_bp: 5000 }", input).refusal, row.expected) << row.name;
  }
}

TEST(Ruling, R4PaymentsConsumeThePartsInOrder) {
  BillInput input = InputOf(1, "2012-05-01", {10, 20, 30, 40}, {25});
  input.bill.set_hospital_borne_fen(12);
  const Reply reply = SettleWith("tiers { ratio_bp: 0 }", input);
  EXPECT_EQ(reply.outcome->due_fen, (Buckets{0, 0, 23, 40}));
}

TEST(Ruling, R6TheRefundIsWhatTheAccountNeedNotPay) {
  BillInput input = InputOf(1, "2012-05-01", {100});
  input.bill.set_account_pay_fen(80);
  const Reply reply = SettleWith("tiers { ratio_bp: 5000 }", input);
  EXPECT_EQ(reply.outcome->account_applied_fen, 50);
  EXPECT_EQ(reply.outcome->cash_due_fen, 0);
  EXPECT_EQ(reply.outcome->account_refund_fen, 30);
}

TEST(Ruling, R9aATotalOfZeroIsABill) {
  const Reply reply = SettleWith("tiers { ratio_bp: 5000 }", InputOf(1, "2012-05-01", {}));
  EXPECT_EQ(StepOf(reply, "p").status, Status::kChosen);
  EXPECT_EQ(StepOf(reply, "p").zero_reason, ZeroReason::kNothingLeft);
}

constexpr char kVersions[] = R"(
  accounts { id: "base" holder: PERSON period: YEAR }
  programs { id: "p" layer: MUNICIPAL in_force { from: "2011-01-01" until: "2012-12-31" }
    base: IN_SCOPE_SELF_PAY base_account: "base" tiers { ratio_bp: 1000 } }
  programs { id: "p" layer: MUNICIPAL in_force { from: "2013-01-01" }
    base: IN_SCOPE_SELF_PAY base_account: "base"
    tiers { up_to_fen: 100 ratio_bp: 1000 } tiers { ratio_bp: 5000 } })";

TEST(Ruling, R18R20ServiceEndChoosesTheVersionAccountingDateTheYear) {
  Second second;
  second.Activate({PackOf(kVersions)});
  second.SetPerson(1, {});
  BillInput late = InputOf(1, "2012-12-31", {100});
  late.bill.set_accounting_date("2013-01-05");
  EXPECT_EQ(StepOf(second.Settle(late), "p").pay_fen, 10);
  const Reply reply = second.Settle(InputOf(2, "2013-01-06", {100}));
  EXPECT_EQ(StepOf(reply, "p").version, 1U);
  EXPECT_EQ(StepOf(reply, "p").b0_fen, 100);
  EXPECT_EQ(StepOf(reply, "p").pay_fen, 50);
}

constexpr char kHolders[] = R"(
  accounts { id: "home" holder: HOUSEHOLD period: YEAR }
  accounts { id: "visit" holder: PERSON period: VISIT }
  accounts { id: "life" holder: PERSON period: LIFETIME }
  programs { id: "p" layer: MUNICIPAL in_force { from: "2000-01-01" } base: IN_SCOPE_SELF_PAY
    base_account: "home" tiers { ratio_bp: 5000 }
    caps { account: "visit" limit_fen: 60 } caps { account: "life" limit_fen: 80 } })";

TEST(Ruling, R12R22HoldersAndPeriods) {
  Second second;
  second.Activate({PackOf(kHolders)});
  second.SetPerson(1, RecordOf("households { household_no: 9 from: '2012-05-01' "
                               "until: '2012-05-31' }"));
  second.Settle(InputOf(1, "2012-04-30", {10}));
  const Reply first = second.Settle(InputOf(2, "2012-05-31", {100}));
  EXPECT_EQ(StepOf(first, "p").b0_fen, 0);
  // The same visit at New Year: its room is what was left, the household's year is new.
  BillInput next = InputOf(2, "2013-01-01", {100});
  next.bill.set_bill_no("another");
  const Step step = StepOf(second.Settle(next), "p");
  EXPECT_EQ(step.b0_fen, 0);
  EXPECT_EQ(step.caps[0].room_fen, 10);
  EXPECT_EQ(step.caps[1].room_fen, 25);
  EXPECT_EQ(step.pay_fen, 10);
  const Numbers numbers = second.Dump();
  EXPECT_EQ(ValueOf(numbers, {"account", "home", "P:1", "2012"}), 10);
  EXPECT_EQ(ValueOf(numbers, {"account", "home", "H:9", "2012"}), 100);
  EXPECT_EQ(ValueOf(numbers, {"account", "home", "P:1", "2013"}), 100);
  EXPECT_EQ(ValueOf(numbers, {"account", "visit", "P:1", "H1/V2"}), 60);
  EXPECT_EQ(ValueOf(numbers, {"account", "life", "P:1", ""}), 65);
  EXPECT_EQ(ValueOf(numbers, {"metric", "household_year_after_aid", "H:9", "2012"}), 50);
}

constexpr char kShared[] = R"(
  accounts { id: "a" holder: PERSON period: YEAR } accounts { id: "b" holder: PERSON period: YEAR }
  accounts { id: "cap" holder: PERSON period: YEAR }
  programs { id: "charity" layer: CHARITY in_force { from: "2000-01-01" } fund: "f"
    base: PRE_SELF_PAY base: IN_SCOPE_SELF_PAY base_account: "b" tiers { ratio_bp: 10000 }
    caps { account: "cap" limit_fen: 90 } }
  programs { id: "city" layer: MUNICIPAL in_force { from: "2000-01-01" } fund: "f"
    base: IN_SCOPE_SELF_PAY base_account: "a" tiers { ratio_bp: 5000 }
    caps { account: "cap" limit_fen: 70 } })";

TEST(Ruling, R26CapsAndFundsAreUsedUpInOrder) {
  Second second;
  second.Activate({PackOf(kShared)});
  second.SetPerson(1, {});
  second.Grant("f", 65);
  EXPECT_EQ(second.Withdraw("f", 66).refusal, Refusal::kFundTooLow);
  const Reply reply = second.Settle(InputOf(1, "2012-05-01", {100, 8}));
  EXPECT_EQ(reply.outcome->steps[0].program, "city");
  EXPECT_EQ(StepOf(reply, "city").pay_fen, 50);
  const Step& charity = StepOf(reply, "charity");
  EXPECT_EQ(charity.x_fen, 58);
  EXPECT_EQ(charity.caps[0].room_fen, 40);
  EXPECT_TRUE(charity.caps[0].cut);
  EXPECT_EQ(charity.fund_room_fen, 15);
  EXPECT_TRUE(charity.cut_by_fund);
  EXPECT_FALSE(charity.cut_by_base);
  EXPECT_EQ(charity.pay_fen, 15);
  EXPECT_EQ(charity.draw_fen, (Buckets{7, 8, 0, 0}));
}

TEST(Ruling, R25TheStatedLevelDecidesAndADifferenceIsABreak) {
  BillInput input = InputOf(1, "2012-05-01", {100});
  input.registered_level = v1::LEVEL_1;
  const char* program = "what { levels: LEVEL_3 } tiers { ratio_bp: 5000 }";
  const Reply stated = SettleWith(program, input);
  EXPECT_EQ(stated.outcome->aid_fen, 50);
  ASSERT_EQ(stated.outcome->breaks.size(), 1U);
  EXPECT_EQ(stated.outcome->breaks[0].kind, BreakKind::kLevelDiffers);
  input.bill.clear_level();
  const Reply registered = SettleWith(program, input);
  EXPECT_EQ(StepOf(registered, "p").not_eligible, NotEligible::kLevel);
  EXPECT_TRUE(registered.outcome->breaks.empty());
}

}  // namespace
}  // namespace yizhan::second
