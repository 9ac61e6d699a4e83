// Confirmed adjustments (R51, D7, D13-D15): what they post, on which year, and what a contra takes
// back of them.

#include <string>

#include "engine/base/refusal.h"
#include "engine/policy/compile_thresholds.h"
#include "tests/support/application_pack.h"
#include "tests/support/relief_scene.h"

namespace yizhan::test {
namespace {

using AdjustTest = ReliefScene;

// "PATIENT_PAYABLE +5000": of the first bill of an adjustment, without the fund's own side.
std::string PatientSide(const v1::Entry& entry) {
  std::string text;
  for (const v1::NamedPosting& posting : entry.adjusted().bills(0).postings()) {
    if (posting.account() == v1::PROGRAM_FUND) continue;
    EXPECT_EQ(posting.payee(), v1::PATIENT);
    text += v1::PostingAccount_Name(posting.account()) + " " +
            std::to_string(posting.amount_fen()) + " ";
  }
  return text;
}

TEST_F(AdjustTest, R51WhatIsOwedGoesToThePatientInCash) {
  const std::uint64_t li = Nobody();
  const std::uint64_t bill = Settle(li, "1", 10'000, 0, 5'000);
  Dibao();
  const v1::Entry entry = Confirmed(li);
  ASSERT_EQ(entry.adjusted().bills_size(), 1);
  EXPECT_EQ(entry.adjusted().bills(0).settlement(), bill);
  EXPECT_EQ(PatientSide(entry), "PATIENT_PAYABLE 5000 PATIENT_PAYABLE 5000 ");
  EXPECT_EQ(Value(li, "half-base"), 10'000);
  EXPECT_EQ(Value(li, "half-paid"), 5'000);
  EXPECT_EQ(Value(li, std::string(kMetricPrefix) + "year_due"), 5'000);
  EXPECT_EQ(desk_->Balance("fund"), 2'000);
  EXPECT_EQ(desk_->Get(bill).result().adjusted_by(), entry.number());
}

TEST_F(AdjustTest, R51WhatWasPaidTooMuchIsToBeGivenBack) {
  const std::uint64_t li = Dibao();
  Settle(li, "1", 10'000);
  Nobody();
  EXPECT_EQ(PatientSide(Confirmed(li)), "PATIENT_RECEIVABLE -5000 ");
  EXPECT_EQ(Value(li, "half-paid"), 0);
}

TEST_F(AdjustTest, R51OnTheOriginalYear) {
  const std::uint64_t li = Nobody();
  Settle(li, "1", 10'000);
  desk_->clock().Advance(365 * kDayMs);
  Dibao();
  Confirmed(li);
  EXPECT_EQ(Value(li, "half-paid"), 5'000);
  EXPECT_EQ(desk_->PersonValue(li, "half-paid", 2013), 0);
}

TEST_F(AdjustTest, R51PaidIsTheOriginalWithEarlierAdjustments) {
  const std::uint64_t li = Nobody();
  Settle(li, "1", 10'000);
  Dibao();
  Confirmed(li);
  const v1::Proposal none = Propose(li);
  EXPECT_EQ(Nets(none), "");
  const auto again = desk_->Confirm(ReliefCaller(), ConfirmRequest(none, "c2"));
  EXPECT_EQ(ReasonOf(again.status()), v1::NOTHING_TO_ADJUST);
  desk_->Activate({SmallPackSixty()});
  const v1::Proposal more = Propose(li);
  ASSERT_EQ(more.programs_size(), 1);
  EXPECT_EQ(more.programs(0).paid_fen(), 5'000);
  EXPECT_EQ(more.programs(0).owed_fen(), 6'000);
  const auto third = desk_->Confirm(ReliefCaller(), ConfirmRequest(more, "c3"));
  ASSERT_TRUE(third.ok()) << third.status();
  EXPECT_EQ(Value(li, "half-paid"), 6'000);
  EXPECT_EQ(Nets(Propose(li)), "");
}

// R31: found by the simulation, seed 1391.
TEST(AdjustWithoutPackTest, R31ThePersonComesBeforeThePack) {
  Desk desk;
  EXPECT_EQ(ReasonOf(desk.Readjudicate(77).status()), v1::PERSON_UNKNOWN);
  const std::uint64_t known = desk.Import("1", {});
  EXPECT_EQ(ReasonOf(desk.Readjudicate(known).status()), v1::NO_ACTIVE_PACK);
}

TEST_F(AdjustTest, R51AProposalThatChangedIsRefused) {
  const std::uint64_t li = Nobody();
  Settle(li, "1", 10'000);
  Dibao();
  const v1::Proposal stale = Propose(li);
  desk_->Activate({SmallPackSixty()});
  const std::uint64_t size = desk_->Head().size;
  const auto reply = desk_->Confirm(ReliefCaller(), ConfirmRequest(stale));
  EXPECT_EQ(ReasonOf(reply.status()), v1::PROPOSAL_CHANGED) << reply.status();
  EXPECT_EQ(desk_->Head().size, size);
}

TEST_F(AdjustTest, R51ARepeatedConfirmationDoesNothingTwice) {
  const std::uint64_t li = Nobody();
  const std::uint64_t bill = Settle(li, "1", 10'000);
  Dibao();
  const v1::ConfirmAdjustmentRequest request = ConfirmRequest(Propose(li));
  const auto first = desk_->Confirm(ReliefCaller(), request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->proposal().digest(), request.proposal_digest());
  const auto again = desk_->Confirm(ReliefCaller(), request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->replayed());
  EXPECT_EQ(again->number(), first->number());
  ASSERT_EQ(again->bills_size(), 1);
  EXPECT_EQ(again->bills(0), bill);
  EXPECT_EQ(Value(li, "half-paid"), 5'000);
  v1::ConfirmAdjustmentRequest other = request;
  other.set_year(2011);
  EXPECT_EQ(ReasonOf(desk_->Confirm(ReliefCaller(), other).status()), v1::MESSAGE_ID_OTHER_CONTENT);
}

TEST_F(AdjustTest, R51ItCarriesTheFundWithinTodaysBalance) {
  const std::uint64_t li = Nobody();
  Settle(li, "1", 0, 0, 5'000);
  Settle(Dibao("000000-WU"), "2", 0, 0, 6'000);
  Dibao();
  Confirmed(li);
  EXPECT_EQ(desk_->Balance("fund"), 0);
  EXPECT_EQ(Nets(Propose(li)), "");
}

// The fund holds nothing today, and the later bill gives back more than the earlier one takes.
TEST_F(AdjustTest, R51AFundMayTakeFromOneBillWhatAnotherGivesBack) {
  v1::ImportPerson late = MakePerson("000000-LI", {"dibao"});
  late.mutable_identities(0)->set_from("2012-06-22");
  const std::uint64_t li = desk_->Import(late);
  v1::Bill early = MakeBill("1");
  early.set_service_end("2012-06-21");
  SetParts(early, 0, 0, 0, 5'000);
  desk_->Post(early, li);
  Settle(li, "2", 0, 0, 7'000);
  ASSERT_EQ(desk_->Balance("fund"), 0);
  v1::ImportPerson ended = MakePerson("000000-LI", {"dibao"});
  ended.mutable_identities(0)->set_until("2012-06-21");
  desk_->Import(ended);
  EXPECT_EQ(Nets(Propose(li)), "charity -2000 ");
  Confirmed(li);
  EXPECT_EQ(desk_->Balance("fund"), 2'000);
}

// A later bill met the account without what the adjustment put there.
TEST_F(AdjustTest, R44AContraOfABillAdjustedBeneathLaterOnesOpensALead) {
  v1::ImportPerson late = MakePerson("000000-LI", {"dibao"});
  late.mutable_identities(0)->set_from("2012-06-22");
  const std::uint64_t li = desk_->Import(late);
  v1::Bill early = MakeBill("1");
  early.set_service_end("2012-06-21");
  const std::uint64_t first = desk_->Post(early, li).number();
  Settle(li, "2", 10'000);
  Dibao();
  Confirmed(li);
  EXPECT_TRUE(desk_->Reverse(first, "r").value().opens_lead());
  EXPECT_EQ(Value(li, "half-paid"), 5'000);
}

TEST_F(AdjustTest, R44AContraTakesBackTheBillAndItsAdjustments) {
  const std::uint64_t li = Nobody();
  const std::uint64_t bill = Settle(li, "1", 10'000, 0, 5'000);
  Dibao();
  Confirmed(li);
  ASSERT_TRUE(desk_->Reverse(bill, "r").ok());
  for (const char* account : {"half-base", "half-paid", "charity-base"}) {
    EXPECT_EQ(Value(li, account), 0) << account;
  }
  EXPECT_EQ(Value(li, std::string(kMetricPrefix) + "year_due"), 0);
  EXPECT_EQ(desk_->Balance("fund"), 7'000);
  EXPECT_EQ(NumbersOf(Propose(li)), std::vector<std::uint64_t>());
}

TEST_F(AdjustTest, R51AReplacementAfterAnAdjustmentStartsAnew) {
  const std::uint64_t li = Nobody();
  const std::uint64_t bill = Settle(li, "1", 10'000);
  Dibao();
  Confirmed(li);
  v1::Bill less = MakeBill("2");
  SetParts(less, 8'000, 0, 0, 0);
  ASSERT_TRUE(desk_->Replace(bill, desk_->Ask(less, li)).ok());
  EXPECT_EQ(Value(li, "half-paid"), 4'000);
  EXPECT_EQ(Nets(Propose(li)), "");
}

TEST_F(AdjustTest, R44LeadsOfTheYearAreClosed) {
  const std::uint64_t li = Dibao();
  const std::uint64_t gone = Settle(li, "1", 150'000);
  Settle(li, "2", 100'000);
  const auto reversed = desk_->Reverse(gone, "r");
  ASSERT_TRUE(reversed->opens_lead());
  const v1::Entry entry = Confirmed(li);
  ASSERT_EQ(entry.adjusted().leads_closed_size(), 1);
  EXPECT_EQ(entry.adjusted().leads_closed(0), reversed->number());
  EXPECT_TRUE(desk_->Rows(Table::kLead).empty());
  EXPECT_EQ(Value(li, "half-paid"), 50'000);
}

// Nothing is owed, but the lead was looked into.
TEST_F(AdjustTest, R51ALeadIsClosedWithoutMoney) {
  const std::uint64_t li = Dibao();
  const std::uint64_t gone = Settle(li, "1", 10'000);
  Settle(li, "2", 10'000);
  ASSERT_TRUE(desk_->Reverse(gone, "r")->opens_lead());
  const v1::Entry entry = Confirmed(li);
  EXPECT_EQ(entry.adjusted().bills_size(), 0);
  EXPECT_TRUE(desk_->Rows(Table::kLead).empty());
}

TEST_F(AdjustTest, D8AWarningOfTheYearIsWithdrawn) {
  desk_->Activate({SmallPackWarning({"id: 't' metric: YEAR_AFTER_AID value: 6000"})});
  const std::uint64_t li = Nobody();
  const std::uint64_t bill = Settle(li, "1", 10'000);
  ASSERT_EQ(desk_->EntryAt(bill).settled().crossings_size(), 1);
  Dibao();
  const v1::Entry entry = Confirmed(li);
  ASSERT_EQ(entry.adjusted().crossings_size(), 1);
  EXPECT_FALSE(entry.adjusted().crossings(0).up());
  EXPECT_EQ(entry.adjusted().crossings(0).after_fen(), 5'000);
}

// One adjustment of two persons' bills stands in both their chains.
TEST_F(AdjustTest, D15AHouseholdsAdjustmentJoinsEveryChain) {
  std::vector<std::uint64_t> persons;
  for (const char* card : {"000000-LI", "000000-WU"}) {
    v1::ImportPerson person = MakePerson(card, {"family"});
    *person.add_households() = Dated("house", "2010-01-01");
    persons.push_back(desk_->Import(person));
  }
  const std::uint64_t first = Settle(persons[0], "1", 0, 10'000);
  Settle(persons[1], "2", 0, 10'000);
  ASSERT_TRUE(desk_->Reverse(first, "r").ok());
  const v1::Entry entry = Confirmed(persons[0]);
  EXPECT_EQ(entry.adjusted().persons_size(), 2);
  EXPECT_EQ(Settle(persons[1], "3", 0, 10'000), entry.number() + 1);
  EXPECT_EQ(desk_->EntryAt(entry.number() + 1).settled().previous_of_person(), entry.number());
  EXPECT_EQ(Nets(Propose(persons[1])), "");
}

// D7: the application settlement stays as it is, and somebody must look.
TEST(AdjustApplicationTest, D7AnAdjustedBillThatAnApplicationCountedOpensALead) {
  const auto desk = Desk::Ready();
  desk->Activate({ApplicationPack()});
  desk->OpenFund("purse");
  desk->Grant("purse", 1'000'000);
  v1::ImportPerson person = MakePerson("000000-LI", {});
  *person.add_approvals() = Dated("yearly", "2012-02-01", "2012-11-30");
  const std::uint64_t li = desk->Import(person);
  desk->Post(MakeBill("1"), li);
  ASSERT_TRUE(desk->Apply(ReliefCaller(), ApplyRequest(li, "a")).ok());
  v1::PackFile changed = ApplicationPack();
  std::string& content = *changed.mutable_content();
  content.replace(content.find("ratio_bp: 5000"), 14, "ratio_bp: 6000");
  desk->Activate({changed});
  const std::size_t of_packs = desk->Rows(Table::kLead).size();
  const auto reply = desk->Confirm(ReliefCaller(), ConfirmRequest(desk->Readjudicate(li).value()));
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_TRUE(desk->EntryAt(reply->number()).adjusted().opens_lead());
  EXPECT_EQ(desk->Rows(Table::kLead).size(), of_packs + 1);
  EXPECT_EQ(desk->PersonValue(li, "year-base", 2012), 5'000);  // As it was settled.
  EXPECT_EQ(desk->Differences(), std::vector<std::string>());
}

// As adjusted, somebody whom the program excludes.
TEST(AdjustApplicationTest, D17AnApplicationCountsABillAsAdjusted) {
  const auto desk = Desk::Ready();
  desk->Activate({ApplicationPack()});
  desk->OpenFund("purse");
  desk->Grant("purse", 1'000'000);
  v1::ImportPerson person = MakePerson("000000-LI", {});
  *person.add_approvals() = Dated("yearly", "2012-02-01", "2012-11-30");
  const std::uint64_t li = desk->Import(person);
  desk->Post(MakeBill("1"), li);
  *person.add_identities() = Dated("dibao", "2012-06-28");
  desk->Import(person);
  v1::PackFile changed = ApplicationPack();
  std::string& content = *changed.mutable_content();
  content.replace(content.find("ratio_bp: 5000"), 14, "ratio_bp: 6000");
  desk->Activate({changed});
  ASSERT_TRUE(desk->Confirm(ReliefCaller(), ConfirmRequest(desk->Readjudicate(li).value())).ok());
  const auto applied = desk->Apply(ReliefCaller(), ApplyRequest(li, "a"));
  EXPECT_EQ(ReasonOf(applied.status()), v1::APPLICATION_WITHOUT_BILLS) << applied.status();
  EXPECT_EQ(desk->Differences(), std::vector<std::string>());
}

struct BadRow {
  const char* name;
  v1::Reason reason;
  const char* field;
  void (*spoil)(v1::ConfirmAdjustmentRequest&);
};

class BadConfirmationTest : public testing::TestWithParam<BadRow> {};

TEST_P(BadConfirmationTest, IsRefusedAndLeavesNothing) {
  const auto desk = Desk::Ready();
  const std::uint64_t li = desk->Import("000000-LI", {});
  desk->Post(MakeBill("1"), li);
  desk->Import("000000-LI", {"dibao"});
  v1::ConfirmAdjustmentRequest request = ConfirmRequest(desk->Readjudicate(li).value());
  GetParam().spoil(request);
  const std::uint64_t size = desk->Head().size;
  const auto reply = desk->Confirm(ReliefCaller(), request);
  const v1::ErrorDetail detail = DetailOf(reply.status());
  EXPECT_EQ(detail.reason(), GetParam().reason) << reply.status();
  EXPECT_EQ(detail.field(), GetParam().field) << reply.status();
  EXPECT_EQ(desk->Head().size, size);
}

using Q = v1::ConfirmAdjustmentRequest;
// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, BadConfirmationTest, testing::Values(
    BadRow{"NoPerson", v1::FIELD_MISSING, "person", [](Q& q) { q.clear_person(); }},
    BadRow{"PersonUnknown", v1::PERSON_UNKNOWN, "person", [](Q& q) { q.mutable_person()->set_person_no(77); }},
    BadRow{"NoYear", v1::FIELD_MALFORMED, "year", [](Q& q) { q.clear_year(); }},
    BadRow{"NoRequestId", v1::FIELD_MISSING, "request_id", [](Q& q) { q.clear_request_id(); }},
    BadRow{"NoDigest", v1::FIELD_MALFORMED, "proposal_digest", [](Q& q) { q.clear_proposal_digest(); }},
    BadRow{"DigestTooShort", v1::FIELD_MALFORMED, "proposal_digest", [](Q& q) { q.set_proposal_digest("short"); }},
    BadRow{"AnotherDigest", v1::PROPOSAL_CHANGED, "proposal_digest", [](Q& q) { q.set_proposal_digest(std::string(32, 'x')); }},
    BadRow{"AnotherYear", v1::PROPOSAL_CHANGED, "proposal_digest", [](Q& q) { q.set_year(2011); }}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

}  // namespace
}  // namespace yizhan::test
