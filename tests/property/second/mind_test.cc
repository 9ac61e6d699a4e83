#include <gtest/gtest.h>

#include "tests/property/second/sample.h"
#include "tests/property/second/second.h"

namespace yizhan::second {
namespace {

const Key kBase{"account", "base", "P:1", "2012"};
const Key kCap{"account", "cap", "P:1", "2012"};

// Pays half up to a cap of 100, once somebody holds identity a.
constexpr char kHalf[] = R"(who { identities: "a" } tiers { ratio_bp: 5000 }
  caps { account: "cap" limit_fen: 100 })";

Second HalfOffice() {
  Second second;
  second.Activate({SimplePack(kHalf)});
  second.SetPerson(1, RecordWith("a"));
  return second;
}

TEST(ChangeOfMind, AContraRestoresEveryNumber) {
  Second second = HalfOffice();
  second.Settle(InputOf(1, "2012-05-01", {60}));
  const Numbers before = second.Dump();
  const Reply settled = second.Settle(InputOf(2, "2012-05-02", {70, 5, 6, 7}, {3}));
  second.SetPerson(1, {});
  const Reply reversed = second.Reverse(settled.handle, "2013-01-01");
  EXPECT_TRUE(reversed.leads.empty());
  EXPECT_EQ(reversed.cash_fen, -settled.outcome->cash_due_fen);
  EXPECT_EQ(second.Dump(), before);
  EXPECT_EQ(second.Reverse(settled.handle, "2013-01-01").refusal, Refusal::kAlreadyReversed);
  EXPECT_EQ(second.Reverse(reversed.handle, "2013-01-01").refusal, Refusal::kNotReversible);
}

TEST(ChangeOfMind, AnEarlierBillReversedOpensALeadR44AndTheNextBillIsLowerR46) {
  Second second = HalfOffice();
  const Reply first = second.Settle(InputOf(1, "2012-05-01", {150}));
  second.Settle(InputOf(2, "2012-05-02", {150}));
  const Reply reversed = second.Reverse(first.handle, "2012-05-03");
  ASSERT_EQ(reversed.leads.size(), 1U);
  EXPECT_EQ(reversed.leads[0].kind, LeadKind::kLaterBills);
  EXPECT_EQ(ValueOf(second.Dump(), kCap), 25);
  const Reply third = second.Settle(InputOf(3, "2012-05-04", {200}));
  EXPECT_EQ(StepOf(third, "p").b0_fen, 150);
  EXPECT_EQ(StepOf(third, "p").pay_fen, 75);
  EXPECT_TRUE(StepOf(third, "p").caps[0].cut);
}

TEST(ChangeOfMind, AChangeOfTheRegisterTouchesWhatWasSettledOtherwise) {
  Second second = HalfOffice();
  second.Settle(InputOf(1, "2012-05-01", {60}));
  EXPECT_EQ(second.SetPerson(1, RecordWith("a")), 0);
  EXPECT_EQ(second.SetPerson(1, {}), 1);
  EXPECT_EQ(second.SetPerson(1, RecordWith("a")), 0);  // As it was settled.
  const Proposal proposal = second.Propose(1, 2012);
  EXPECT_EQ(proposal.leads.size(), 1U);
  EXPECT_TRUE(second.Adjust(1, 2012, proposal.digest, "2012-06-01").ok());
  EXPECT_EQ(second.Propose(1, 2012).leads.size(), 0U);
}

TEST(ChangeOfMind, KeysR7R45) {
  Second second = HalfOffice();
  BillInput input = InputOf(1, "2012-05-01", {60});
  input.sender = "H1";
  const Reply first = second.Settle(input);
  EXPECT_EQ(second.Settle(input).refusal, Refusal::kMessageKnown);
  input.bill.set_message_id("other");
  EXPECT_EQ(second.Settle(input).refusal, Refusal::kNaturalKey);
  second.Reverse(first.handle, "2012-05-01");
  EXPECT_TRUE(second.Settle(input).ok());
  EXPECT_TRUE(second.ReverseMessage("H1", "late", "2012-05-01").tombstone);
  input.bill.set_message_id("late");
  EXPECT_EQ(second.Settle(input).refusal, Refusal::kTombstoned);
  input = InputOf(9, "2012-05-01", {60});
  input.person_no = 2;
  EXPECT_EQ(second.Settle(input).refusal, Refusal::kPersonUnknown);
}

TEST(ChangeOfMind, ReplacementIsReversalThenSettlementR47) {
  Second second = HalfOffice();
  const Reply first = second.Settle(InputOf(1, "2012-05-01", {150}));
  BillInput input = InputOf(1, "2012-05-02", {90});
  input.bill.set_message_id("new");
  EXPECT_EQ(second.Quote(input).refusal, Refusal::kNaturalKey);
  EXPECT_EQ(second.Quote(input, first.handle).outcome->aid_fen, 45);
  const Reply second_reply = second.Replace(first.handle, input);
  EXPECT_EQ(second_reply.cash_fen, 45 - 75);
  EXPECT_EQ(ValueOf(second.Dump(), kCap), 45);
  EXPECT_EQ(second.Replace(first.handle, input).refusal, Refusal::kAlreadyReversed);
  input.person_no = 7;
  const Numbers before = second.Dump();
  EXPECT_EQ(second.Replace(second_reply.handle, input).refusal, Refusal::kPersonUnknown);
  EXPECT_EQ(second.Dump(), before);
  EXPECT_TRUE(second.IsLive(second_reply.handle));
}

TEST(ChangeOfMind, OutsideAidCountsWithoutTestsR49) {
  Second second = HalfOffice();
  const Reply outside = second.RecordOutside(
      {1, "2012-04-01", "2012-04-02", "p", 300, 120, "H9", "V9", "2012-05-01"});
  ASSERT_TRUE(outside.ok());
  EXPECT_EQ(ValueOf(second.Dump(), kBase), 300);
  EXPECT_EQ(ValueOf(second.Dump(), kCap), 120);
  EXPECT_EQ(ValueOf(second.Dump(), {"metric", "year_after_aid", "P:1", "2012"}), -120);
  // R26: above the limit there is no room.
  const Reply settled = second.Settle(InputOf(1, "2012-05-01", {60}));
  EXPECT_EQ(StepOf(settled, "p").zero_reason, ZeroReason::kCap);
  second.Reverse(settled.handle, "2012-05-02");
  second.Reverse(outside.handle, "2012-05-02");
  EXPECT_TRUE(second.Dump().empty());
}

TEST(ChangeOfMind, RefoldOfUnchangedFactsProposesNothingR50) {
  Second second = HalfOffice();
  second.Settle(InputOf(1, "2012-05-01", {50}));
  second.RecordOutside({1, "2012-04-01", "2012-04-02", "p", 30, 20, "", "", "2012-05-01"});
  second.Settle(InputOf(2, "2012-05-02", {70}));
  second.Settle(InputOf(3, "2012-05-03", {190}));
  EXPECT_TRUE(second.Propose(1, 2012).bills.empty());
  EXPECT_EQ(second.Propose(1, 2012).scope.size(), 3U);
}

TEST(ChangeOfMind, RefoldAfterAContraPaysWhatTheCapKeptBack) {
  Second second = HalfOffice();
  const Reply first = second.Settle(InputOf(1, "2012-05-01", {150}));
  const Reply later = second.Settle(InputOf(2, "2012-05-02", {150}));
  EXPECT_EQ(later.outcome->aid_fen, 25);
  second.Reverse(first.handle, "2012-05-03");
  const Proposal proposal = second.Propose(1, 2012);
  EXPECT_EQ(proposal.net_fen.at("p"), 50);
  EXPECT_EQ(second.Adjust(1, 2012, "stale", "2012-06-01").refusal, Refusal::kProposalChanged);
  EXPECT_TRUE(second.Adjust(1, 2012, proposal.digest, "2012-06-01").ok());
  EXPECT_EQ(ValueOf(second.Dump(), kCap), 75);
  EXPECT_TRUE(second.Propose(1, 2012).net_fen.empty());
  const std::string nothing = second.Propose(1, 2012).digest;
  EXPECT_EQ(second.Adjust(1, 2012, nothing, "2012-06-01").refusal, Refusal::kNothingProposed);
  // R44: the contra takes the adjustment back, too.
  second.Reverse(later.handle, "2012-06-02");
  EXPECT_TRUE(second.Dump().empty());
}

TEST(ChangeOfMind, AReplacementIsReplayedWhereItsOriginalStoodR50) {
  Second second = HalfOffice();
  const Reply first = second.Settle(InputOf(1, "2012-05-01", {150}));
  second.Settle(InputOf(2, "2012-05-02", {150}));
  BillInput input = InputOf(1, "2012-05-03", {160});
  input.bill.set_message_id("new");
  EXPECT_EQ(second.Replace(first.handle, input).outcome->aid_fen, 75);
  const Proposal proposal = second.Propose(1, 2012);
  ASSERT_EQ(proposal.bills.size(), 2U);
  EXPECT_EQ(proposal.bills[0].program_fen.at("p"), 5);
  EXPECT_EQ(proposal.bills[1].program_fen.at("p"), -5);
  EXPECT_TRUE(proposal.net_fen.empty());
}

TEST(ChangeOfMind, AFundShowsWhatItShowedAndGivesWhatItHasR51) {
  Second second;
  second.Activate({SimplePack(R"(who { identities: "a" } tiers { ratio_bp: 5000 } fund: "f")")});
  second.SetPerson(1, {});
  second.Grant("f", 100);
  second.Settle(InputOf(1, "2012-05-01", {120}));
  second.Withdraw("f", 60);
  second.Settle(InputOf(2, "2012-05-02", {120}));
  second.SetPerson(1, RecordWith("a"));
  const Proposal proposal = second.Propose(1, 2012);
  EXPECT_EQ(proposal.net_fen.at("p"), 40);
  EXPECT_TRUE(second.Adjust(1, 2012, proposal.digest, "2012-06-01").ok());
  EXPECT_EQ(ValueOf(second.Dump(), {"fund", "f", "", ""}), 0);
  second.Grant("f", 1000);
  EXPECT_EQ(second.Propose(1, 2012).net_fen.at("p"), 60);
}

constexpr char kUpstreamPack[] = R"(
  accounts { id: "a" holder: PERSON period: YEAR } accounts { id: "c" holder: PERSON period: YEAR }
  programs { id: "g" alternative_group: "x" layer: MUNICIPAL in_force { from: "2000-01-01" }
    who { identities: "nobody" } base: IN_SCOPE_SELF_PAY base_account: "a"
    tiers { ratio_bp: 1000 } caps { account: "c" limit_fen: 5 } fund: "f" }
  programs { id: "other" alternative_group: "x" layer: MUNICIPAL in_force { from: "2000-01-01" }
    base: IN_SCOPE_SELF_PAY base_account: "a" tiers { ratio_bp: 9000 } })";

struct UpstreamCase {
  const char* name;
  Treatment treatment;
  Fen upstream = 0;
  Fen pay_of_g = 0;
  Fen pay_of_other = 0;
  std::size_t breaks = 0;
};

// clang-format off
const UpstreamCase kUpstreamCases[] = {
    {"GivenIsChosenWithoutTests", Treatment::kGiven, 70, 70, 90, 0},
    {"GivenZeroIsGiven", Treatment::kGiven, 0, 0, 90, 0},
    {"GivenAboveWhatIsLeft", Treatment::kGiven, 101, 100, 90, 1},
    {"RecomputedDiffers", Treatment::kRecompute, 70, 0, 90, 1},
    {"RecomputedAgrees", Treatment::kRecompute, 0, 0, 90, 0},
};
// clang-format on

TEST(Upstream, R9D2D3) {
  for (const UpstreamCase& row : kUpstreamCases) {
    SCOPED_TRACE(row.name);
    Second second;
    second.Activate({PackOf(kUpstreamPack)}, {{"610101", "g", row.treatment}});
    second.SetPerson(1, {});
    BillInput input = InputOf(1, "2012-05-01", {100});
    v1::UpstreamAid& aid = *input.bill.add_upstream_aid();
    aid.set_fund_code("610101");
    aid.set_amount_fen(row.upstream);
    const Reply reply = second.Settle(input);
    const bool given = row.treatment == Treatment::kGiven;
    EXPECT_EQ(StepOf(reply, "g").status, given ? Status::kChosen : Status::kNotEligible);
    EXPECT_EQ(StepOf(reply, "g").pay_fen, row.pay_of_g);
    EXPECT_EQ(StepOf(reply, "other").pay_fen, row.pay_of_other);
    EXPECT_EQ(reply.outcome->aid_fen, given ? row.pay_of_g : row.pay_of_other);
    EXPECT_EQ(reply.outcome->breaks.size(), row.breaks);
    EXPECT_EQ(ValueOf(second.Dump(), {"account", "c", "P:1", "2012"}), row.pay_of_g);
    input = InputOf(2, "2012-05-01", {100});
    input.bill.add_upstream_aid()->set_fund_code("610102");
    EXPECT_EQ(second.Settle(input).refusal, Refusal::kUpstreamUnmapped);
  }
}

constexpr char kPovertyPack[] = R"(
  accounts { id: "base" holder: HOUSEHOLD period: YEAR }
  programs { id: "poverty" layer: MUNICIPAL mode: YEAR_ON_APPLICATION
    in_force { from: "2012-06-01" } what { care_kinds: INPATIENT }
    base: IN_SCOPE_SELF_PAY base: OUT_OF_SCOPE base_account: "base" deductible_fen: 100
    tiers { ratio_bp: 5000 } })";

TEST(OnApplication, SumsTheYearsResidualsOfTheHouseholdD4ToD7) {
  const std::string home = "households { household_no: 5 from: '2000-01-01' }";
  Second second;
  second.Activate({PackOf(kPovertyPack)});
  second.SetPerson(1, RecordOf(home));
  second.SetPerson(2, RecordOf(home + "approvals { value: 'poverty' from: '2012-01-01' "
                                      "until: '2012-12-31' }"));
  const Reply first = second.Settle(InputOf(1, "2012-05-01", {100, 50, 0, 60}));
  EXPECT_EQ(StepOf(first, "poverty").not_eligible, NotEligible::kNotInForce);
  BillInput outpatient = InputOf(2, "2012-05-02", {1000});
  outpatient.bill.set_care_kind(v1::OUTPATIENT);
  second.Settle(outpatient);
  second.Settle(InputOf(3, "2013-05-02", {1000}));
  BillInput of_other = InputOf(4, "2012-05-01", {40});
  of_other.person_no = 2;
  second.Settle(of_other);
  const Application application{2, "poverty", 2012, "2013-02-01"};
  EXPECT_EQ(second.Apply({1, "poverty", 2012, "2013-02-01"}).refusal, Refusal::kNoApproval);
  const Reply applied = second.Apply(application);
  EXPECT_EQ(StepOf(applied, "poverty").x_fen, 200);
  EXPECT_EQ(applied.outcome->aid_fen, 50);
  EXPECT_EQ(StepOf(applied, "poverty").draw_fen, (Buckets{50, 0, 0, 0}));
  EXPECT_EQ(ValueOf(second.Dump(), {"metric", "year_after_aid", "P:2", "2012"}), -10);
  EXPECT_EQ(second.Apply(application).refusal, Refusal::kAlreadyApplied);
  EXPECT_TRUE(second.Propose(1, 2012).bills.empty());
  const Reply reversed = second.Reverse(first.handle, "2013-02-02");
  ASSERT_EQ(reversed.leads.size(), 1U);
  EXPECT_EQ(reversed.leads[0].application, applied.handle);
  second.Reverse(applied.handle, "2013-02-03");
  EXPECT_EQ(StepOf(second.Apply(application), "poverty").x_fen, 40);
}

constexpr char kThresholds[] = R"(
  thresholds { id: "year" metric: YEAR_AFTER_AID value: 100 }
  thresholds { id: "burden" metric: HOUSEHOLD_BURDEN_BP value: 5000 }
  thresholds { id: "cap" metric: CAP_USED_BP value: 10000 program: "p" account: "cap" }
  thresholds { id: "fund" metric: FUND_USED_BP value: 5000 fund: "f" })";

std::string Names(const Reply& reply) {
  std::string names;
  for (const Crossing& crossing : reply.crossings) {
    names += (crossing.up ? "+" : "-") + crossing.threshold + " ";
  }
  return names;
}

TEST(Thresholds, FireOnTheWayUpAndRearmOnTheWayDownR52ToR54) {
  Second second;
  v1::PolicyPack pack = SimplePack(R"(tiers { ratio_bp: 5000 }
      caps { account: "cap" limit_fen: 50 } fund: "f")");
  pack.MergeFrom(PackOf(kThresholds));
  second.Activate({pack});
  second.SetPerson(1, {}, {{0, "2012-05-03", "", 200}});
  second.Grant("f", 100);
  EXPECT_EQ(Names(second.Settle(InputOf(1, "2012-05-01", {99}))), "+cap +fund ");
  // Due 49 + 51; the income is known from the third day on.
  EXPECT_EQ(Names(second.Quote(InputOf(2, "2012-05-02", {51}))), "+year ");
  EXPECT_EQ(Names(second.Quote(InputOf(2, "2012-05-02", {50}))), "");
  const Reply reply = second.Settle(InputOf(2, "2012-05-03", {51}));
  EXPECT_EQ(Names(reply), "+year +burden ");
  BillInput same_side = InputOf(2, "2012-05-04", {90});
  same_side.bill.set_message_id("new");
  const Reply replaced = second.Replace(reply.handle, same_side);
  EXPECT_EQ(Names(replaced), "");
  EXPECT_EQ(Names(second.Reverse(replaced.handle, "2012-05-05")), "-year -burden ");
}

}  // namespace
}  // namespace yizhan::second
