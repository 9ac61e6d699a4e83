// A year of a town or the district proposed at once, and confirmed in bulk by two officers: each
// proposal an adjustment of its own, each posted once.

#include <algorithm>
#include <string>

#include "engine/base/refusal.h"
#include "tests/support/application_pack.h"
#include "tests/support/bulk_scene.h"

namespace yizhan::test {
namespace {

using BulkTest = BulkScene;
using Numbers = std::vector<std::uint64_t>;

Numbers PersonsOf(const std::vector<v1::Proposal>& proposals) {
  Numbers persons;
  for (const v1::Proposal& proposal : proposals) persons.push_back(proposal.person_no());
  std::sort(persons.begin(), persons.end());
  return persons;
}

Numbers Sorted(Numbers numbers) {
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

TEST_F(BulkTest, ATownIsItsPeopleOfAnyDay) {
  const std::uint64_t li = Owed("000000-LI", "安亭镇", "1");
  const std::uint64_t wu = Owed("000000-WU", "江桥镇", "2");
  v1::ImportPerson moved = MakePerson("000000-HE", {});
  *moved.add_towns() = Dated("安亭镇", "2010-01-01", "2012-06-22");
  *moved.add_towns() = Dated("江桥镇", "2012-06-23");
  const std::uint64_t he = desk_->Import(moved);
  Settle(he, "3", 10'000);
  *moved.add_identities() = Dated("dibao", "2010-01-01");
  desk_->Import(moved);
  InTown("000000-MA", "安亭镇", {});  // No money entries.
  const std::uint64_t qi = InTown("000000-QI", "安亭镇", {"dibao"});
  Settle(qi, "4", 10'000);  // Nothing is owed.

  EXPECT_EQ(PersonsOf(ProposeAll("安亭镇")), Sorted({li, he}));
  EXPECT_EQ(PersonsOf(ProposeAll("江桥镇")), Sorted({wu, he}));
  EXPECT_EQ(PersonsOf(ProposeAll()), Sorted({li, wu, he}));
  // A town's officer sees who lives there today.
  EXPECT_EQ(PersonsOf(ProposeAll("安亭镇", TownCaller("安亭镇"))), Numbers{li});
  const v1::ProposeAllItem last = LookThrough("安亭镇").back();
  EXPECT_EQ(last.looked_through(), 4U);
  EXPECT_EQ(last.persons(), 4U);
}

TEST_F(BulkTest, AProposalIsThatOfTheSinglePerson) {
  const std::uint64_t li = Owed("000000-LI", "安亭镇", "1");
  const std::vector<v1::Proposal> all = ProposeAll();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].SerializeAsString(), Propose(li).SerializeAsString());
}

TEST_F(BulkTest, R50AHouseholdIsProposedOnce) {
  const std::uint64_t li = InTown("000000-LI", "安亭镇", {"family"}, "house");
  const std::uint64_t wu = InTown("000000-WU", "安亭镇", {"family"}, "house");
  const std::uint64_t first = Settle(li, "1", 0, 20'000);
  Settle(wu, "2", 0, 20'000);
  ASSERT_TRUE(desk_->Reverse(first, "r").ok());
  const std::vector<v1::Proposal> all = ProposeAll("安亭镇");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(Numbers(all[0].persons().begin(), all[0].persons().end()), Sorted({li, wu}));
  const auto items = ConfirmAll(Request(all, "bulk", "安亭镇"));
  ASSERT_EQ(items.size(), 2U);
  EXPECT_NE(items[1].number(), 0U);
  EXPECT_TRUE(ProposeAll("安亭镇").empty());
}

// His own bill of an earlier day is in the scope of the household he joined later, and not the
// other way round: whoever is found first, the larger scope is the one.
TEST_F(BulkTest, R50TheLargerScopeIsProposed) {
  for (const char* early : {"000000-AA", "000000-ZZ"}) {
    const std::string card = std::string(early) + "-" + std::to_string(desk_->Head().size);
    v1::ImportPerson joined = MakePerson(card, {});
    *joined.add_towns() = Dated("安亭镇", "2010-01-01");
    *joined.add_households() = Dated("house" + card, "2012-06-29");
    const std::uint64_t alone = desk_->Import(joined);
    Settle(alone, "a" + card, 10'000);
    const std::uint64_t other = InTown(card + "b", "安亭镇", {"dibao"}, "house" + card);
    Settle(other, "b" + card, 10'000);
    *joined.add_identities() = Dated("dibao", "2010-01-01");
    desk_->Import(joined);
    InTown(card + "b", "安亭镇", {}, "house" + card);
    const std::vector<v1::Proposal> all = ProposeAll("安亭镇");
    ASSERT_EQ(all.size(), 1U) << card;
    EXPECT_EQ(all[0].person_no(), other);
    EXPECT_EQ(Nets(all[0]), "");
    EXPECT_EQ(all[0].leads_size(), 2);
    ASSERT_EQ(ConfirmAll(Request(all, "bulk" + card)).size(), 2U);
  }
}

TEST_F(BulkTest, WhoHasHeardEnoughIsToldNoMore) {
  Owed("000000-LI", "安亭镇", "1");
  Owed("000000-WU", "安亭镇", "2");
  v1::ProposeAllRequest request;
  request.set_year(2012);
  int heard = 0;
  const absl::Status looked = desk_->queries().ProposeAll(
      ReliefCaller(), request, [&heard](const v1::ProposeAllItem&) { return ++heard < 2; });
  EXPECT_TRUE(looked.ok()) << looked;
  EXPECT_EQ(heard, 2);
}

// The pack of now does not know a code of his bill: his year cannot be folded.
TEST_F(BulkTest, OneWhoseYearCannotBeFoldedIsNamedAndTheOthersGoOn) {
  v1::PackFile mapped = SmallPack();
  mapped.mutable_content()->append(
      "upstream_funds { fund_code: 'up' program: 'half' treatment: RECOMPUTE source { document: "
      "'test' article: '1' quote: 'invented' confidence: ILLUSTRATIVE } }\n");
  desk_->Activate({mapped});
  const std::uint64_t wu = InTown("000000-WU", "安亭镇", {"dibao"});
  v1::Bill bill = MakeBill("2");
  v1::UpstreamAid& upstream = *bill.add_upstream_aid();
  upstream.set_fund_code("up");
  upstream.set_amount_fen(1);
  desk_->Post(bill, wu);
  desk_->Activate({SmallPackRetitled()});
  const std::uint64_t li = Owed("000000-LI", "安亭镇", "1");
  Numbers refused;
  for (const v1::ProposeAllItem& item : LookThrough()) {
    if (item.refused_person_no() == 0) continue;
    refused.push_back(item.refused_person_no());
    EXPECT_FALSE(item.refused_zh().empty() || item.refused_en().empty());
  }
  EXPECT_EQ(refused, Numbers{wu});
  EXPECT_EQ(PersonsOf(ProposeAll()), Numbers{li});
}

// He left one household before his bill and joined another after it: both scopes hold him. The
// second waits until the first is confirmed.
TEST_F(BulkTest, R50ScopesThatMeetAreProposedOneAfterTheOther) {
  v1::ImportPerson between = MakePerson("000000-BE", {});
  *between.add_households() = Dated("first", "2010-01-01", "2011-12-31");
  *between.add_households() = Dated("second", "2012-06-29");
  const std::uint64_t he = desk_->Import(between);
  Settle(he, "1", 10'000);
  for (const char* house : {"first", "second"}) {
    const std::string card = std::string("000000-") + house;
    Settle(InTown(card, "安亭镇", {}, house), house, 10'000);
    InTown(card, "安亭镇", {"dibao"}, house);
  }
  *between.add_identities() = Dated("dibao", "2010-01-01");
  desk_->Import(between);
  for (int round = 1; round <= 2; ++round) {
    int waiting = 0;
    for (const v1::ProposeAllItem& item : LookThrough()) waiting += item.refused_person_no() != 0;
    EXPECT_EQ(waiting, round == 1 ? 1 : 0);
    const std::vector<v1::Proposal> all = ProposeAll();
    ASSERT_EQ(all.size(), 1U) << round;
    EXPECT_EQ(all[0].persons_size(), 2) << round;
    const auto items = ConfirmAll(Request(all, "round-" + std::to_string(round)));
    ASSERT_EQ(items.size(), 2U);
    EXPECT_NE(items[1].number(), 0U);
  }
  EXPECT_TRUE(ProposeAll().empty());
  EXPECT_EQ(Value(he, "half-paid"), 5'000);
}

TEST_F(BulkTest, EachIsPostedUnderTheApproval) {
  const std::uint64_t li = Owed("000000-LI", "安亭镇", "1");
  const std::uint64_t wu = Owed("000000-WU", "江桥镇", "2");
  const v1::ConfirmInBulkRequest request = Request(ProposeAll());
  const auto items = ConfirmAll(request);
  ASSERT_EQ(items.size(), 3U);
  const v1::Entry approval = desk_->EntryAt(items[0].approval());
  EXPECT_EQ(items[0].person_no(), 0U);
  EXPECT_EQ(approval.bulk_approved().proposals_size(), 2);
  EXPECT_EQ(approval.bulk_approved().authorization().signatures_size(), 2);
  for (std::size_t i = 1; i < items.size(); ++i) {
    EXPECT_FALSE(items[i].replayed());
    const v1::Entry entry = desk_->EntryAt(items[i].number());
    EXPECT_EQ(entry.adjusted().approved_by(), items[0].approval());
    EXPECT_EQ(entry.adjusted().person_no(), items[i].person_no());
    EXPECT_EQ(entry.adjusted().bills_size(), 1);
    EXPECT_EQ(entry.adjusted().leads_closed_size(), 1);
  }
  EXPECT_EQ(Value(li, "half-paid"), 5'000);
  EXPECT_EQ(Value(wu, "half-paid"), 5'000);
  EXPECT_TRUE(ProposeAll().empty());
  EXPECT_TRUE(Leads().empty());
}

TEST_F(BulkTest, WhatChangedMeanwhileIsLeftOutAndTheRestIsPosted) {
  const std::uint64_t li = Owed("000000-LI", "安亭镇", "1");
  const std::uint64_t wu = Owed("000000-WU", "江桥镇", "2");
  const v1::ConfirmInBulkRequest request = Request(ProposeAll());
  Owed("000000-LI", "安亭镇", "3");
  const auto items = ConfirmAll(request);
  ASSERT_EQ(items.size(), 3U);
  for (std::size_t i = 1; i < items.size(); ++i) {
    const bool changed = items[i].person_no() == li;
    EXPECT_EQ(items[i].number() == 0, changed);
    EXPECT_EQ(items[i].refused().reason() == v1::PROPOSAL_CHANGED, changed);
  }
  EXPECT_EQ(Value(li, "half-paid"), 0);
  EXPECT_EQ(Value(wu, "half-paid"), 5'000);
  EXPECT_EQ(PersonsOf(ProposeAll()), Numbers{li});
}

// Killed in between: the engine starts anew and the same request goes on where it stopped.
TEST_F(BulkTest, ARepeatAfterACrashPostsEachOnce) {
  std::vector<std::uint64_t> persons;
  for (const char* card : {"000000-A", "000000-B", "000000-C"}) {
    persons.push_back(Owed(card, "安亭镇", card));
  }
  const v1::ConfirmInBulkRequest request = Request(ProposeAll());
  const auto approved = Approve(request);
  ASSERT_TRUE(approved.ok()) << approved.status();
  const auto first = ConfirmPlace(approved->approval(), 0);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_TRUE(desk_->Restart().ok());

  const auto items = ConfirmAll(request);
  ASSERT_EQ(items.size(), 4U);
  EXPECT_TRUE(items[0].replayed());
  EXPECT_EQ(items[0].approval(), approved->approval());
  EXPECT_TRUE(items[1].replayed());
  EXPECT_EQ(items[1].number(), first->number());
  EXPECT_FALSE(items[2].replayed());
  EXPECT_FALSE(items[3].replayed());
  const std::uint64_t size = desk_->Head().size;
  for (const v1::ConfirmInBulkItem& item : ConfirmAll(request)) EXPECT_TRUE(item.replayed());
  EXPECT_EQ(desk_->Head().size, size);
  for (const std::uint64_t person_no : persons) EXPECT_EQ(Value(person_no, "half-paid"), 5'000);
}

// The signatures are good for an hour; what they approved was approved.
TEST_F(BulkTest, ARepeatGoesOnAfterTheSignaturesHaveRunOut) {
  Owed("000000-LI", "安亭镇", "1");
  const v1::ConfirmInBulkRequest request = Request(ProposeAll());
  ASSERT_TRUE(Approve(request).ok());
  desk_->clock().Advance(2 * 3'600'000);
  const auto items = ConfirmAll(request);
  ASSERT_EQ(items.size(), 2U);
  EXPECT_NE(items[1].number(), 0U);
}

TEST_F(BulkTest, TheDistrictClosesAPacksLeadOfTheYear) {
  Owed("000000-LI", "安亭镇", "1");
  desk_->Activate({SmallPackSixty()});
  const std::uint64_t pack = Leads()[1].number();
  ASSERT_EQ(ConfirmAll(Request(ProposeAll("安亭镇"), "town", "安亭镇")).size(), 2U);
  EXPECT_EQ(Leads()[0].years_size(), 13);  // One town is not the district.
  const auto items = ConfirmAll(Request({}, "district"));
  ASSERT_EQ(items.size(), 1U);
  const v1::Entry approval = desk_->EntryAt(items[0].approval());
  ASSERT_EQ(approval.bulk_approved().leads_closed_size(), 1);
  EXPECT_EQ(approval.bulk_approved().leads_closed(0), pack);
  EXPECT_EQ(Leads()[0].years_size(), 12);
  const auto again = Approve(Request({}, "district-2"));
  EXPECT_EQ(ReasonOf(again.status()), v1::NOTHING_TO_ADJUST) << again.status();
}

// Nobody looked through the district with the pack that came between: its lead stays.
TEST_F(BulkTest, ProposalsOfAnotherPackAreVoid) {
  Owed("000000-LI", "安亭镇", "1");
  const v1::ConfirmInBulkRequest request = Request(ProposeAll());
  desk_->Activate({SmallPackSixty()});
  const auto approved = Approve(request);
  EXPECT_EQ(ReasonOf(approved.status()), v1::PROPOSAL_CHANGED) << approved.status();
  EXPECT_EQ(Leads().size(), 2U);
}

TEST_F(BulkTest, NobodyCarriesOutAnothersApproval) {
  Owed("000000-LI", "安亭镇", "1");
  const auto approved = Approve(Request(ProposeAll()));
  ASSERT_TRUE(approved.ok());
  const auto other = ConfirmPlace(approved->approval(), 0, ReliefCaller("officer-9"));
  EXPECT_EQ(ReasonOf(other.status()), v1::NOT_ALLOWED) << other.status();
  for (const int place : {-1, 1}) {
    const auto none = ConfirmPlace(approved->approval(), place);
    EXPECT_EQ(ReasonOf(none.status()), v1::ENTRY_UNKNOWN) << place;
  }
  EXPECT_EQ(ReasonOf(ConfirmPlace(1, 0).status()), v1::ENTRY_UNKNOWN);
  EXPECT_EQ(ReasonOf(ConfirmPlace(1'000'000, 0).status()), v1::ENTRY_UNKNOWN);
}

TEST_F(BulkTest, ATownConfirmsItsOwn) {
  Owed("000000-LI", "安亭镇", "1");
  const Caller town = TownCaller("安亭镇");
  const v1::ConfirmInBulkRequest request = Request(ProposeAll("安亭镇", town), "b", "安亭镇");
  const auto approved = Approve(request, town);
  ASSERT_TRUE(approved.ok()) << approved.status();
  EXPECT_NE(ConfirmPlace(approved->approval(), 0, town)->number(), 0U);
}

struct BadRow {
  const char* name;
  v1::Reason reason;
  const char* field;
  void (*spoil)(v1::ConfirmInBulkRequest&);
};

class BadBulkTest : public BulkScene, public testing::WithParamInterface<BadRow> {};

TEST_P(BadBulkTest, IsRefusedAndLeavesNothing) {
  Owed("000000-LI", "安亭镇", "1");
  Owed("000000-WU", "安亭镇", "2");
  v1::ConfirmInBulkRequest request = Request(ProposeAll());
  GetParam().spoil(request);
  const std::uint64_t size = desk_->Head().size;
  const auto approved = Approve(request);
  const v1::ErrorDetail detail = DetailOf(approved.status());
  EXPECT_EQ(detail.reason(), GetParam().reason) << approved.status();
  EXPECT_EQ(detail.field(), GetParam().field) << approved.status();
  EXPECT_EQ(desk_->Head().size, size);
}

using Q = v1::ConfirmInBulkRequest;
// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, BadBulkTest, testing::Values(
    BadRow{"NoYear", v1::FIELD_MALFORMED, "year", [](Q& q) { q.clear_year(); }},
    BadRow{"YearOutOfBounds", v1::FIELD_MALFORMED, "year", [](Q& q) { q.set_year(3000); }},
    BadRow{"TownTooLong", v1::FIELD_TOO_LONG, "town", [](Q& q) { q.set_town(std::string(65, 'x')); }},
    BadRow{"NoRequestId", v1::FIELD_MISSING, "request_id", [](Q& q) { q.clear_request_id(); }},
    BadRow{"NoneAndNoLead", v1::SIGNATURE_INVALID, "authorization.signatures[0].signature", [](Q& q) { q.clear_proposals(); }},
    BadRow{"TooMany", v1::TOO_MANY_ITEMS, "proposals", [](Q& q) { while (q.proposals_size() < 1001) q.add_proposals(); }},
    BadRow{"NotInOrder", v1::FIELD_MALFORMED, "proposals[1].person_no", [](Q& q) { q.mutable_proposals()->SwapElements(0, 1); }},
    BadRow{"OneTwice", v1::FIELD_MALFORMED, "proposals[2].person_no", [](Q& q) { *q.add_proposals() = q.proposals(1); }},
    BadRow{"Nobody", v1::FIELD_MALFORMED, "proposals[0].person_no", [](Q& q) { q.mutable_proposals(0)->clear_person_no(); }},
    BadRow{"NoDigest", v1::FIELD_MALFORMED, "proposals[1].proposal_digest", [](Q& q) { q.mutable_proposals(1)->clear_proposal_digest(); }},
    BadRow{"NoPack", v1::FIELD_MALFORMED, "pack_hash", [](Q& q) { q.clear_pack_hash(); }},
    BadRow{"AnotherPack", v1::PROPOSAL_CHANGED, "pack_hash", [](Q& q) { q.set_pack_hash(std::string(32, 'x')); }},
    BadRow{"AnotherYearThanSigned", v1::SIGNATURE_INVALID, "authorization.signatures[0].signature", [](Q& q) { q.set_year(2011); }},
    BadRow{"AnotherTownThanSigned", v1::SIGNATURE_INVALID, "authorization.signatures[0].signature", [](Q& q) { q.set_town("安亭镇"); }},
    BadRow{"AnotherDigestThanSigned", v1::SIGNATURE_INVALID, "authorization.signatures[0].signature", [](Q& q) { q.mutable_proposals(0)->set_proposal_digest(std::string(32, 'x')); }},
    BadRow{"OneSignature", v1::SIGNATURES_MISSING, "authorization.signatures", [](Q& q) { q.mutable_authorization()->mutable_signatures()->RemoveLast(); }},
    BadRow{"NoSignatures", v1::SIGNATURES_MISSING, "authorization.signatures", [](Q& q) { q.clear_authorization(); }},
    BadRow{"OneOfficerTwice", v1::SAME_OFFICER_TWICE, "authorization.signatures[1].officer", [](Q& q) { *q.mutable_authorization()->mutable_signatures(1) = q.authorization().signatures(0); }}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST_F(BulkTest, WhoMayNotLookThroughIsRefused) {
  const v1::ConfirmInBulkRequest request = Request({}, "b");
  for (const Caller& caller : {TownCaller("江桥镇"), HospitalCaller("H1")}) {
    v1::ProposeAllRequest asked;
    asked.set_year(2012);
    const auto never = [](const v1::ProposeAllItem&) { return true; };
    EXPECT_EQ(ReasonOf(desk_->queries().ProposeAll(caller, asked, never)), v1::NOT_ALLOWED);
    asked.set_town("安亭镇");
    EXPECT_EQ(ReasonOf(desk_->queries().ProposeAll(caller, asked, never)), v1::NOT_ALLOWED);
    EXPECT_EQ(ReasonOf(Approve(request, caller).status()), v1::NOT_ALLOWED);
  }
}

TEST_F(BulkTest, TheSameRequestIdForAnotherListIsRefused) {
  Owed("000000-LI", "安亭镇", "1");
  ASSERT_TRUE(Approve(Request(ProposeAll())).ok());
  Owed("000000-WU", "安亭镇", "2");
  const auto other = Approve(Request(ProposeAll()));
  EXPECT_EQ(ReasonOf(other.status()), v1::MESSAGE_ID_OTHER_CONTENT) << other.status();
}

}  // namespace
}  // namespace yizhan::test
