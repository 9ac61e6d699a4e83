// A year once more (R50, R51, D13, D14): what a re-adjudication proposes. Nothing is posted.

#include <string>

#include "engine/base/refusal.h"
#include "tests/support/relief_scene.h"

namespace yizhan::test {
namespace {

using RefoldTest = ReliefScene;
using Numbers = std::vector<std::uint64_t>;

TEST_F(RefoldTest, R50UnchangedFactsGiveNoDifference) {
  const std::uint64_t li = Dibao();
  const std::uint64_t first = Settle(li, "1", 150'000, 0, 5'000);
  const std::uint64_t second = Settle(li, "2", 100'000, 0, 5'000);  // Cap and fund run out.
  const v1::Proposal proposal = Propose(li);
  EXPECT_EQ(NumbersOf(proposal), (Numbers{first, second}));
  EXPECT_EQ(Nets(proposal), "");
  EXPECT_EQ(proposal.owed_to_patients_fen(), 0);
  EXPECT_EQ(proposal.owed_by_patients_fen(), 0);
  for (const v1::RefoldedBill& bill : proposal.bills()) {
    EXPECT_EQ(bill.steps_size() + bill.accounts_size(), 0) << bill.number();
    EXPECT_EQ(bill.due_before_fen(), bill.due_after_fen());
  }
}

TEST_F(RefoldTest, R50AnIdentityKnownLateIsOwed) {
  const std::uint64_t li = Nobody();
  const std::uint64_t bill = Settle(li, "1", 10'000);
  Dibao();
  const v1::Proposal proposal = Propose(li);
  EXPECT_EQ(DifferencesOf(proposal, bill), "half +5000 ");
  EXPECT_EQ(Nets(proposal), "half +5000 ");
  EXPECT_EQ(proposal.owed_to_patients_fen(), 5'000);
  ASSERT_EQ(proposal.bills_size(), 1);
  EXPECT_EQ(proposal.bills(0).due_before_fen(), 10'000);
  EXPECT_EQ(proposal.bills(0).due_after_fen(), 5'000);
  ASSERT_GE(proposal.bills(0).steps_size(), 1);
  EXPECT_EQ(proposal.bills(0).steps(0).program_id(), "half");
  EXPECT_EQ(proposal.bills(0).steps(0).source().quote(), "invented for a test");
  EXPECT_FALSE(proposal.bills(0).steps(0).sentence_zh().empty());
}

TEST_F(RefoldTest, R50AnIdentityTakenBackIsToBeGivenBack) {
  const std::uint64_t li = Dibao();
  Settle(li, "1", 10'000);
  Nobody();
  const v1::Proposal proposal = Propose(li);
  EXPECT_EQ(Nets(proposal), "half -5000 ");
  EXPECT_EQ(proposal.owed_by_patients_fen(), 5'000);
  EXPECT_EQ(proposal.owed_to_patients_fen(), 0);
}

// In ledger order: what the first bill no longer takes of the cap, the second one gets.
TEST_F(RefoldTest, R50BillsAreFoldedInLedgerOrder) {
  const std::uint64_t li = Dibao();
  v1::Bill early = MakeBill("1");
  early.set_service_end("2012-06-21");
  SetParts(early, 150'000, 0, 0, 0);
  const std::uint64_t first = desk_->Post(early, li).number();
  const std::uint64_t second = Settle(li, "2", 100'000);
  v1::ImportPerson later = MakePerson("000000-LI", {"dibao"});
  later.mutable_identities(0)->set_from("2012-06-22");
  desk_->Import(later);
  const v1::Proposal proposal = Propose(li);
  EXPECT_EQ(DifferencesOf(proposal, first), "half -75000 ");
  EXPECT_EQ(DifferencesOf(proposal, second), "half +25000 ");
  EXPECT_EQ(Nets(proposal), "half -50000 ");
}

// At its own time the replacement met the later bill's use of the cap; in its place it does not.
// Every net is 0: nothing is proposed (R51).
TEST_F(RefoldTest, R50AReplacementStandsInThePlaceOfItsOriginal) {
  const std::uint64_t li = Dibao();
  const std::uint64_t original = Settle(li, "1", 150'000);
  const std::uint64_t other = Settle(li, "2", 100'000);
  v1::Bill more = MakeBill("3");
  SetParts(more, 250'000, 0, 0, 0);
  const std::uint64_t replacement =
      desk_->Replace(original, desk_->Ask(more, li)).value().result().number();
  const v1::Proposal proposal = Propose(li);
  EXPECT_EQ(NumbersOf(proposal), (Numbers{replacement, other}));
  EXPECT_EQ(DifferencesOf(proposal, replacement), "half +25000 ");
  EXPECT_EQ(DifferencesOf(proposal, other), "half -25000 ");
  EXPECT_EQ(Nets(proposal), "");
}

TEST_F(RefoldTest, R50WhatWasReversedIsOut) {
  const std::uint64_t li = Dibao();
  const std::uint64_t gone = Settle(li, "1", 150'000);
  const std::uint64_t live = Settle(li, "2", 100'000);
  ASSERT_TRUE(desk_->Reverse(gone, "r").ok());
  const v1::Proposal proposal = Propose(li);
  EXPECT_EQ(NumbersOf(proposal), Numbers{live});
  EXPECT_EQ(Nets(proposal), "half +25000 ");
  EXPECT_EQ(proposal.leads_size(), 1);
}

TEST_F(RefoldTest, R50AHouseholdBringsItsMembersToClosure) {
  std::vector<std::uint64_t> persons;
  for (const char* card : {"000000-LI", "000000-WU"}) {
    v1::ImportPerson person = MakePerson(card, {"family"});
    v1::DatedValue& house = *person.add_households();
    house.set_value("house");
    house.set_from("2010-01-01");
    persons.push_back(desk_->Import(person));
  }
  const std::uint64_t first = Settle(persons[0], "1", 0, 10'000);
  const std::uint64_t second = Settle(persons[1], "2", 0, 10'000);
  ASSERT_TRUE(desk_->Reverse(first, "r").ok());
  for (const std::uint64_t person_no : persons) {
    const v1::Proposal proposal = Propose(person_no);
    EXPECT_EQ(proposal.persons_size(), 2);
    EXPECT_EQ(DifferencesOf(proposal, second), "family -5000 ");
    EXPECT_EQ(proposal.leads_size(), 1);
  }
}

// Every bill touches the metrics of its household, be it by nothing.
TEST_F(RefoldTest, R50ABillOfNothingBringsItsHousehold) {
  std::vector<std::uint64_t> persons;
  for (const char* card : {"000000-LI", "000000-WU"}) {
    v1::ImportPerson person = MakePerson(card, {"family"});
    v1::DatedValue& house = *person.add_households();
    house.set_value("house");
    house.set_from("2010-01-01");
    persons.push_back(desk_->Import(person));
  }
  Settle(persons[0], "1", 0);
  Settle(persons[1], "2", 0, 10'000);
  EXPECT_EQ(Propose(persons[0]).persons_size(), 2);
}

// What a fund gets back may be owed again: today's balance is another one.
TEST_F(RefoldTest, R51AFundThatHoldsMoreTodayOwesMore) {
  const std::uint64_t li = Nobody();
  Settle(li, "1", 0, 0, 5'000);
  const std::uint64_t other = Settle(Dibao("000000-WU"), "2", 0, 0, 6'000);
  Dibao();
  ASSERT_EQ(Nets(Propose(li)), "charity +1000 ");
  ASSERT_TRUE(desk_->Reverse(other, "r").ok());
  EXPECT_EQ(Nets(Propose(li)), "charity +5000 ");
}

TEST_F(RefoldTest, R50OtherYearsStand) {
  const std::uint64_t li = Nobody();
  const std::uint64_t bill = Settle(li, "1", 10'000);
  desk_->clock().Advance(365 * kDayMs);
  v1::Bill next = MakeBill("2");
  next.set_accounting_date("2013-01-02");
  const std::uint64_t next_number = desk_->Post(next, li).number();
  Dibao();
  EXPECT_EQ(NumbersOf(Propose(li)), Numbers{bill});
  EXPECT_EQ(NumbersOf(Propose(li, 2013)), Numbers{next_number});
  EXPECT_EQ(NumbersOf(Propose(li, 2011)), Numbers{});
}

TEST_F(RefoldTest, R50WithThePackInForceNow) {
  const std::uint64_t li = Dibao();
  Settle(li, "1", 10'000);
  desk_->Activate({SmallPackSixty()});
  EXPECT_EQ(Nets(Propose(li)), "half +1000 ");
}

TEST_F(RefoldTest, R51AFundShowsWhatTheEntrySaw) {
  const std::uint64_t li = Dibao();
  EXPECT_EQ(desk_
                ->Post(
                    [] {
                      v1::Bill bill = MakeBill("1");
                      SetParts(bill, 0, 0, 0, 9'000);
                      return bill;
                    }(),
                    li)
                .outcome()
                .aid_fen(),
            7'000);
  desk_->Grant("fund", 50'000);
  EXPECT_EQ(Nets(Propose(li)), "");
}

TEST_F(RefoldTest, R51WhatAFundOwesIsLimitedByTodaysBalance) {
  const std::uint64_t li = Nobody();
  Settle(li, "1", 0, 0, 5'000);
  Settle(Dibao("000000-WU"), "2", 0, 0, 6'000);
  Dibao();
  const v1::Proposal proposal = Propose(li);
  EXPECT_EQ(Nets(proposal), "charity +1000 ");
  ASSERT_EQ(proposal.limited_funds_size(), 1);
  EXPECT_EQ(proposal.limited_funds(0), "fund");
}

// Granted only after the bill: what it saw was nothing.
TEST_F(RefoldTest, R51AFundThatWasEmptyThenOwesNothingNow) {
  desk_->Withdraw("fund", 7'000);
  const std::uint64_t li = Nobody();
  Settle(li, "1", 0, 0, 5'000);
  desk_->Grant("fund", 7'000);
  Dibao();
  EXPECT_EQ(Nets(Propose(li)), "");
}

TEST_F(RefoldTest, D13OfSomebodyErasedTheStoredFactsStand) {
  const std::uint64_t li = Dibao();
  Settle(li, "1", 10'000);
  desk_->EnrolOfficers();
  ASSERT_TRUE(desk_->Erase(ReliefCaller(), desk_->EraseRequest(li, "e")).ok());
  EXPECT_EQ(Nets(Propose(li)), "");
}

TEST_F(RefoldTest, R51TheDigestChangesWithWhatIsProposed) {
  const std::uint64_t li = Nobody();
  Settle(li, "1", 10'000);
  Dibao();
  const v1::Proposal one = Propose(li);
  EXPECT_EQ(one.digest(), Propose(li).digest());
  Settle(li, "2", 10'000);  // Settled right: it changes nothing of what is owed.
  EXPECT_EQ(Nets(Propose(li)), Nets(one));
  v1::ImportPerson also = MakePerson("000000-LI", {"dibao", "family"});
  desk_->Import(also);
  desk_->Activate({SmallPackSixty()});
  EXPECT_NE(one.digest(), Propose(li).digest());
}

TEST_F(RefoldTest, BadQuestionsAreRefused) {
  const std::uint64_t li = Dibao();
  EXPECT_EQ(ReasonOf(desk_->Readjudicate(77).status()), v1::PERSON_UNKNOWN);
  for (const std::uint32_t year : {0U, 1999U, 3000U}) {
    const absl::Status status = desk_->Readjudicate(li, year).status();
    EXPECT_EQ(ReasonOf(status), v1::FIELD_MALFORMED) << year;
    EXPECT_EQ(DetailOf(status).field(), "year");
  }
  v1::ReadjudicateRequest request;
  request.set_year(2012);
  const auto nobody = desk_->queries().Readjudicate(ReliefCaller(), request);
  EXPECT_EQ(ReasonOf(nobody.status()), v1::FIELD_MISSING);
  request.mutable_person()->set_person_no(li);
  const auto town = desk_->queries().Readjudicate(TownCaller("elsewhere"), request);
  EXPECT_EQ(ReasonOf(town.status()), v1::NOT_ALLOWED);
}

}  // namespace
}  // namespace yizhan::test
