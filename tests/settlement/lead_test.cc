// Leads that open by themselves: a change of the register or the rules of the past (section 8), and
// what closes them.

#include <algorithm>
#include <string>

#include "engine/base/refusal.h"
#include "tests/support/bulk_scene.h"

namespace yizhan::test {
namespace {

using LeadTest = BulkScene;
using Numbers = std::vector<std::uint64_t>;
using Years = std::vector<std::uint32_t>;
Years YearsOf(const v1::Lead& lead) { return {lead.years().begin(), lead.years().end()}; }

template <typename List>
Numbers NumbersIn(const List& list) {
  return Numbers(list.begin(), list.end());
}

v1::ImportPerson DibaoFrom(const std::string& day, const std::string& card = "000000-LI") {
  v1::ImportPerson person = MakePerson(card, {"dibao"});
  person.mutable_identities(0)->set_from(day);
  return person;
}

TEST_F(LeadTest, AnApprovalOfThePastIsOwedAndItsLeadCloses) {
  const std::uint64_t li = Nobody();
  const std::uint64_t bill = Settle(li, "1", 10'000);
  const auto reply = desk_->ImportAs(ReliefCaller(), MakePerson("000000-LI", {"dibao"}));
  ASSERT_TRUE(reply.ok()) << reply.status();
  ASSERT_EQ(reply->touched_size(), 1);
  const v1::TouchedBills& touched = reply->touched(0);
  EXPECT_EQ(touched.person_no(), li);
  EXPECT_EQ(NumbersIn(touched.settlements()), Numbers{bill});
  EXPECT_EQ(Years(touched.years().begin(), touched.years().end()), Years{2012});

  const std::vector<v1::Lead> leads = Leads();
  ASSERT_EQ(leads.size(), 1U);
  EXPECT_EQ(leads[0].number(), touched.number());
  EXPECT_EQ(leads[0].cause(), v1::Lead::REGISTER_CHANGE);
  EXPECT_EQ(leads[0].person_no(), li);
  EXPECT_EQ(NumbersIn(leads[0].settlements()), Numbers{bill});
  EXPECT_EQ(leads[0].since(), "2012-06-29");

  EXPECT_EQ(Nets(Propose(li)), "half +5000 ");
  const v1::Entry entry = Confirmed(li);
  EXPECT_EQ(NumbersIn(entry.adjusted().leads_closed()), Numbers{touched.number()});
  EXPECT_TRUE(Leads().empty());
}

// What a change is not: each leaves no lead.
struct NoLeadRow {
  const char* name;
  void (*change)(v1::ImportPerson&);
};

class NoLeadTest : public BulkScene, public testing::WithParamInterface<NoLeadRow> {};

TEST_P(NoLeadTest, OpensNone) {
  v1::ImportPerson person = MakePerson("000000-LI", {"dibao"});
  person.mutable_identities(0)->set_until("2012-12-31");
  const std::uint64_t li = desk_->Import(person);
  Settle(li, "1", 10'000);
  GetParam().change(person);
  const auto reply = desk_->ImportAs(ReliefCaller(), person);
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->changed(), 1U);
  EXPECT_EQ(reply->touched_size(), 0);
  EXPECT_TRUE(desk_->Rows(Table::kLead).empty());
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, NoLeadTest, testing::Values(
    NoLeadRow{"AnotherName", [](v1::ImportPerson& p) { p.set_name("another"); }},
    NoLeadRow{"HeldForLonger", [](v1::ImportPerson& p) { p.mutable_identities(0)->set_until("2013-12-31"); }},
    NoLeadRow{"HeldSinceEarlier", [](v1::ImportPerson& p) { p.mutable_identities(0)->set_from("2009-01-01"); }},
    NoLeadRow{"InTwoSpansThatMeet", [](v1::ImportPerson& p) {
       p.mutable_identities(0)->set_until("2012-06-22");
       v1::DatedValue& rest = *p.add_identities();
       rest.set_value("dibao");
       rest.set_from("2012-06-23"); }},
    NoLeadRow{"AnIncome", [](v1::ImportPerson& p) {
       v1::DatedAmount& income = *p.add_household_incomes();
       income.set_amount_fen(100);
       income.set_from("2010-01-01"); }},
    NoLeadRow{"AfterTheStay", [](v1::ImportPerson& p) {
       v1::DatedValue& more = *p.add_identities();
       more.set_value("family");
       more.set_from("2012-06-29"); }}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

struct LeadRow {
  const char* name;
  void (*change)(v1::ImportPerson&);
};

class LeadOfChangeTest : public BulkScene, public testing::WithParamInterface<LeadRow> {};

TEST_P(LeadOfChangeTest, OpensOne) {
  v1::ImportPerson person = MakePerson("000000-LI", {"dibao"});
  const std::uint64_t li = desk_->Import(person);
  Settle(li, "1", 10'000);
  GetParam().change(person);
  const auto reply = desk_->ImportAs(ReliefCaller(), person);
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->touched_size(), 1);
  EXPECT_EQ(Propose(li).leads_size(), 1);
  Confirmed(li);
  EXPECT_TRUE(desk_->Rows(Table::kLead).empty());
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, LeadOfChangeTest, testing::Values(
    LeadRow{"IdentityEndsInTheStay", [](v1::ImportPerson& p) { p.mutable_identities(0)->set_until("2012-06-27"); }},
    LeadRow{"IdentityTaken", [](v1::ImportPerson& p) { p.clear_identities(); }},
    LeadRow{"Town", [](v1::ImportPerson& p) {
       v1::DatedValue& town = *p.add_towns();
       town.set_value("安亭镇");
       town.set_from("2012-06-28"); }},
    LeadRow{"Insurance", [](v1::ImportPerson& p) {
       v1::DatedValue& type = *p.add_insurance_types();
       type.set_value("310");
       type.set_from("2010-01-01"); }},
    LeadRow{"Household", [](v1::ImportPerson& p) {
       v1::DatedValue& house = *p.add_households();
       house.set_value("house");
       house.set_from("2012-06-28"); }},
    LeadRow{"Approval", [](v1::ImportPerson& p) {
       v1::DatedValue& approval = *p.add_approvals();
       approval.set_value("half");
       approval.set_from("2012-06-28"); }},
    LeadRow{"Age", [](v1::ImportPerson& p) { p.set_birth_date("1960-01-01"); }}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST_F(LeadTest, WhatWasTakenBackIsNotTouched) {
  const std::uint64_t li = Nobody();
  const std::uint64_t gone = Settle(li, "1", 10'000);
  ASSERT_TRUE(desk_->Reverse(gone, "r").ok());
  EXPECT_EQ(desk_->ImportAs(ReliefCaller(), DibaoFrom("2010-01-01"))->touched_size(), 0);
}

TEST_F(LeadTest, ItIsHeldAgainstTheFactsAsAdjusted) {
  const std::uint64_t li = Nobody();
  Settle(li, "1", 10'000);
  Dibao();
  Confirmed(li, "c1");
  // The record goes back to what was settled first, which is not what stands now.
  const auto back = desk_->ImportAs(ReliefCaller(), MakePerson("000000-LI", {}));
  EXPECT_EQ(back->touched_size(), 1);
  EXPECT_EQ(Nets(Propose(li)), "half -5000 ");
}

// The year is as it was settled; the first lead stays until somebody has looked.
TEST_F(LeadTest, AChangeTakenBackOpensNoSecondLead) {
  const std::uint64_t li = Nobody();
  Settle(li, "1", 10'000);
  ASSERT_EQ(desk_->ImportAs(ReliefCaller(), MakePerson("000000-LI", {"dibao"}))->touched_size(), 1);
  EXPECT_EQ(desk_->ImportAs(ReliefCaller(), MakePerson("000000-LI", {}))->touched_size(), 0);
  EXPECT_EQ(Leads().size(), 1U);
  EXPECT_EQ(Confirmed(li).adjusted().bills_size(), 0);
  EXPECT_TRUE(Leads().empty());
}

TEST_F(LeadTest, OneConfirmationClosesAllLeadsOfTheYear) {
  const std::uint64_t li = Nobody();
  Settle(li, "1", 10'000);
  desk_->Import(DibaoFrom("2012-06-28"));
  desk_->Import(DibaoFrom("2012-06-22"));
  ASSERT_EQ(Leads().size(), 2U);
  EXPECT_EQ(Confirmed(li).adjusted().leads_closed_size(), 2);
  EXPECT_TRUE(Leads().empty());
}

TEST_F(LeadTest, EachYearIsClosedByItself) {
  const std::uint64_t li = Nobody();
  desk_->AddLive("H3", "2011-01-01");
  v1::Bill before = MakeBill("1");
  before.set_institution_id("H3");
  before.set_service_start("2011-06-20");
  before.set_service_end("2011-06-28");
  before.set_accounting_date("2011-06-29");
  desk_->Post(before, li);
  Settle(li, "2", 10'000);
  Dibao();
  ASSERT_EQ(Leads().size(), 1U);
  EXPECT_EQ(YearsOf(Leads()[0]), (Years{2011, 2012}));
  Confirmed(li, "c1");
  ASSERT_EQ(Leads().size(), 1U);
  EXPECT_EQ(YearsOf(Leads()[0]), Years{2011});
  const auto second = desk_->Confirm(ReliefCaller(), ConfirmRequest(Propose(li, 2011), "c2"));
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_TRUE(Leads().empty());
}

// A contra's year is its original's.
TEST_F(LeadTest, R44AContraIsListedWithItsYear) {
  const std::uint64_t li = Dibao();
  const std::uint64_t gone = Settle(li, "1", 10'000);
  Settle(li, "2", 10'000);
  const auto reversed = desk_->Reverse(gone, "r");
  ASSERT_TRUE(reversed->opens_lead());
  const std::vector<v1::Lead> leads = Leads();
  ASSERT_EQ(leads.size(), 1U);
  EXPECT_EQ(leads[0].number(), reversed->number());
  EXPECT_EQ(leads[0].cause(), v1::Lead::CONTRA);
  EXPECT_EQ(Years(leads[0].years().begin(), leads[0].years().end()), Years{2012});
}

// The effective date is in 2000; the district is looked through from there to today.
TEST_F(LeadTest, APackOfThePastOpensOneForTheDistrict) {
  EXPECT_TRUE(Leads().empty());  // The first pack of a ledger changes nothing that was settled.
  desk_->Activate({SmallPackSixty()});
  const std::vector<v1::Lead> leads = Leads();
  ASSERT_EQ(leads.size(), 1U);
  EXPECT_EQ(leads[0].cause(), v1::Lead::PACK);
  EXPECT_EQ(leads[0].person_no(), 0U);
  EXPECT_EQ(leads[0].years_size(), 13);
  EXPECT_EQ(leads[0].years(12), 2012U);
  // Nobody confirms it singly.
  const std::uint64_t li = Dibao();
  Settle(li, "1", 10'000);
  EXPECT_EQ(Propose(li).leads_size(), 0);
}

TEST_F(LeadTest, APackFromTodayOnOpensNone) {
  desk_->EnrolOfficers();
  const auto reply = desk_->ActivatePack(
      ReliefCaller(), desk_->ActivateRequest({SmallPackRetitled()}, "today", "2012-06-29"));
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_TRUE(Leads().empty());
}

// The lead of a pack put in force again stands under its first activation.
TEST_F(LeadTest, APackPutInForceAgainHasItsYearsAgain) {
  desk_->Activate({SmallPackSixty()});
  const std::uint64_t sixty = Leads()[0].number();
  ASSERT_EQ(ConfirmAll(Request({}, "b1")).size(), 1U);
  EXPECT_EQ(Leads()[0].years_size(), 12);
  desk_->Activate({SmallPack()});
  desk_->Activate({SmallPackSixty()});
  const std::vector<v1::Lead> leads = Leads();
  const auto again = std::find_if(leads.begin(), leads.end(),
                                  [sixty](const v1::Lead& lead) { return lead.number() == sixty; });
  ASSERT_NE(again, leads.end());
  EXPECT_EQ(again->years_size(), 13);
}

TEST_F(LeadTest, ATownSeesItsPeopleAndTheDistrictsLeads) {
  Owed("000000-LI", "安亭镇", "1");
  Owed("000000-WU", "江桥镇", "2");
  desk_->Activate({SmallPackSixty()});
  EXPECT_EQ(Leads().size(), 3U);
  EXPECT_EQ(Leads("安亭镇").size(), 1U);
  EXPECT_EQ(Leads("", TownCaller("安亭镇")).size(), 2U);
  EXPECT_EQ(Leads("江桥镇", TownCaller("安亭镇")).size(), 0U);
  v1::ListLeadsRequest request;
  const auto desk = desk_->queries().ListLeads(HospitalCaller("H1"), request);
  EXPECT_EQ(ReasonOf(desk.status()), v1::NOT_ALLOWED);
}

}  // namespace
}  // namespace yizhan::test
