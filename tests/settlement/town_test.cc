// A town's officer sees the people who live in his town today, and their bills; no one else's.

#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

constexpr char kOwn[] = "安亭镇";
constexpr char kOther[] = "南翔镇";
constexpr char kOwnCard[] = "000000-OWN";
constexpr char kOtherCard[] = "000000-OTHER";

v1::ImportPerson PersonOf(const std::string& card, const std::string& town,
                          const std::string& from = "2010-01-01", const std::string& until = "") {
  v1::ImportPerson person = MakePerson(card, {"dibao"});
  if (town.empty()) return person;
  v1::DatedValue& lives = *person.add_towns();
  lives.set_value(town);
  lives.set_from(from);
  lives.set_until(until);
  return person;
}

struct Scene {
  std::unique_ptr<Desk> desk = Desk::Ready();
  std::uint64_t own = desk->Import(PersonOf(kOwnCard, kOwn));
  std::uint64_t other = desk->Import(PersonOf(kOtherCard, kOther));
  std::uint64_t nowhere = desk->Import(PersonOf("000000-NOWHERE", ""));
  std::uint64_t moved = desk->Import(PersonOf("000000-MOVED", kOwn, "2010-01-01", "2012-06-28"));
  std::uint64_t comes = desk->Import(PersonOf("000000-COMES", kOwn, "2012-06-30"));
  std::uint64_t own_bill = desk->Post(MakeBill("own"), own).number();
  std::uint64_t other_bill = desk->Post(MakeBill("other"), other).number();
  std::uint64_t moved_bill = desk->Post(MakeBill("moved"), moved).number();
  Caller caller = TownCaller(kOwn);
};

v1::PersonRef Number(std::uint64_t person_no) {
  v1::PersonRef person;
  person.set_person_no(person_no);
  return person;
}
v1::PersonRef Card(const std::string& card) {
  v1::PersonRef person;
  person.mutable_card()->set_cert_type("01");
  person.mutable_card()->set_cert_no(card);
  return person;
}

struct PersonCase {
  const char* name;
  v1::PersonRef (*person)(const Scene&);
  v1::Reason reason;  // 0: shown.
};

class TownPersonTest : public testing::TestWithParam<PersonCase> {};

TEST_P(TownPersonTest, LookupHistoryAndReveal) {
  Scene scene;
  const v1::PersonRef person = GetParam().person(scene);
  v1::LookupRequest lookup;
  *lookup.mutable_person() = person;
  v1::HistoryRequest history;
  *history.mutable_person() = person;
  v1::RevealRequest reveal = scene.desk->RevealRequest(0);
  *reveal.mutable_person() = person;
  const TreeHead before = scene.desk->Head();
  Queries& queries = scene.desk->queries();
  for (const absl::Status& status : {queries.Lookup(scene.caller, lookup).status(),
                                     queries.History(scene.caller, history).status(),
                                     scene.desk->Reveal(scene.caller, reveal).status()}) {
    EXPECT_EQ(v1::Reason_Name(ReasonOf(status)), v1::Reason_Name(GetParam().reason)) << status;
    EXPECT_EQ(status.ok(), GetParam().reason == v1::REASON_UNSPECIFIED);
    const v1::ErrorDetail detail = DetailOf(status);
    EXPECT_EQ(detail.expected() + detail.found(), "");
    EXPECT_EQ(detail.related(), 0U);
  }
  const std::uint64_t audited = GetParam().reason == v1::REASON_UNSPECIFIED ? 1 : 0;
  EXPECT_EQ(scene.desk->Head().size, before.size + audited);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, TownPersonTest, testing::Values(
    PersonCase{"Own", [](const Scene& s) { return Number(s.own); }, v1::REASON_UNSPECIFIED},
    PersonCase{"OwnByCard", [](const Scene&) { return Card(kOwnCard); }, v1::REASON_UNSPECIFIED},
    PersonCase{"OfAnotherTown", [](const Scene& s) { return Number(s.other); }, v1::NOT_ALLOWED},
    PersonCase{"OfAnotherTownByCard", [](const Scene&) { return Card(kOtherCard); },
               v1::NOT_ALLOWED},
    PersonCase{"OfNoTown", [](const Scene& s) { return Number(s.nowhere); }, v1::NOT_ALLOWED},
    PersonCase{"MovedAwayYesterday", [](const Scene& s) { return Number(s.moved); },
               v1::NOT_ALLOWED},
    PersonCase{"ComesTomorrow", [](const Scene& s) { return Number(s.comes); }, v1::NOT_ALLOWED},
    PersonCase{"Nobody", [](const Scene&) { return Number(7); }, v1::PERSON_UNKNOWN}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(Town, ThePersonsTownIsTodays) {
  Scene scene;
  v1::LookupRequest lookup;
  *lookup.mutable_person() = Number(scene.comes);
  EXPECT_FALSE(scene.desk->queries().Lookup(scene.caller, lookup).ok());
  scene.desk->clock().Advance(kDayMs);
  EXPECT_TRUE(scene.desk->queries().Lookup(scene.caller, lookup).ok());
}

struct ImportCase {
  const char* name;
  v1::ImportPerson (*person)();
  v1::Reason reason;
};

class TownImportTest : public testing::TestWithParam<ImportCase> {};

TEST_P(TownImportTest, StatesItsOwnTownAndPeople) {
  const Scene scene;
  const TreeHead before = scene.desk->Head();
  const auto reply = scene.desk->ImportAs(scene.caller, GetParam().person());
  EXPECT_EQ(v1::Reason_Name(ReasonOf(reply.status())), v1::Reason_Name(GetParam().reason))
      << reply.status();
  EXPECT_EQ(reply.ok(), GetParam().reason == v1::REASON_UNSPECIFIED);
  if (!reply.ok()) {
    EXPECT_EQ(DetailOf(reply.status()).field(), "towns");
    EXPECT_EQ(scene.desk->Head(), before);
  }
  EXPECT_EQ(scene.desk->Differences(), std::vector<std::string>());
}

v1::ImportPerson Both() {
  v1::ImportPerson person = PersonOf("000000-NEW", kOther, "2010-01-01", "2011-12-31");
  v1::DatedValue& lives = *person.add_towns();
  lives.set_value(kOwn);
  lives.set_from("2012-01-01");
  return person;
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, TownImportTest, testing::Values(
    ImportCase{"New", [] { return PersonOf("000000-NEW", kOwn); }, v1::REASON_UNSPECIFIED},
    ImportCase{"OwnAgain", [] { return PersonOf(kOwnCard, kOwn); }, v1::REASON_UNSPECIFIED},
    ImportCase{"OwnChanged", [] { return PersonOf(kOwnCard, kOwn, "2011-01-01"); },
               v1::REASON_UNSPECIFIED},
    ImportCase{"NewOfAnotherTown", [] { return PersonOf("000000-NEW", kOther); },
               v1::NOT_ALLOWED},
    ImportCase{"NewOfNoTown", [] { return PersonOf("000000-NEW", ""); }, v1::NOT_ALLOWED},
    ImportCase{"NewOfBothTowns", &Both, v1::NOT_ALLOWED},
    ImportCase{"OwnSentAway", [] { return PersonOf(kOwnCard, kOther); }, v1::NOT_ALLOWED},
    ImportCase{"AnothersTakenOver", [] { return PersonOf(kOtherCard, kOwn); }, v1::NOT_ALLOWED},
    ImportCase{"AnothersAsHeIs", [] { return PersonOf(kOtherCard, kOther); }, v1::NOT_ALLOWED},
    ImportCase{"OneWhoMovedAway", [] { return PersonOf("000000-MOVED", kOwn); },
               v1::NOT_ALLOWED}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

TEST(Town, BillsAreThoseOfThePeopleOfTheTown) {
  Scene scene;
  Queries& queries = scene.desk->queries();
  const auto get = [&](std::uint64_t number) {
    v1::GetRequest request;
    request.set_number(number);
    return ReasonOf(queries.Get(scene.caller, request).status());
  };
  const auto explain = [&](std::uint64_t number) {
    v1::ExplainRequest request;
    request.set_number(number);
    return ReasonOf(queries.Explain(scene.caller, request).status());
  };
  EXPECT_EQ(get(scene.own_bill), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(explain(scene.own_bill), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(get(scene.other_bill), v1::NOT_ALLOWED);
  EXPECT_EQ(explain(scene.other_bill), v1::NOT_ALLOWED);
  // He lived here when he was ill: the town is the one of the bill's facts.
  EXPECT_EQ(get(scene.moved_bill), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(get(9'999), v1::SETTLEMENT_UNKNOWN);
}

TEST(Town, ListShowsTheTownsBillsOnly) {
  Scene scene;
  const auto numbers = [&](const v1::ListRequest& request) {
    std::vector<std::uint64_t> found;
    const auto reply = scene.desk->queries().List(scene.caller, request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    for (const v1::SettleResult& result : reply->results()) found.push_back(result.number());
    return found;
  };
  const std::vector<std::uint64_t> all = {scene.moved_bill, scene.own_bill};
  v1::ListRequest request;
  EXPECT_EQ(numbers(request), all);
  request.set_institution_id("H1");
  EXPECT_EQ(numbers(request), all);
  request.set_institution_id("H2");
  EXPECT_EQ(numbers(request), std::vector<std::uint64_t>());
  request.clear_institution_id();
  request.set_person_no(scene.other);
  EXPECT_EQ(numbers(request), std::vector<std::uint64_t>());
}

// What the access table keeps from a town would also be refused here.
TEST(Town, NothingElseIsItsBusiness) {
  Scene scene;
  Desk& desk = *scene.desk;
  const TreeHead before = desk.Head();
  const auto expect_refused = [](const absl::Status& status) {
    EXPECT_EQ(v1::Reason_Name(ReasonOf(status)), "NOT_ALLOWED") << status;
  };
  expect_refused(desk.Settle(scene.caller, desk.Ask(MakeBill("new"), scene.own)).status());
  v1::ReverseRequest reverse;
  reverse.set_number(scene.own_bill);
  reverse.set_request_id("r");
  expect_refused(desk.Reverse(scene.caller, reverse).status());
  v1::GetRequest get;
  get.set_message_id("own");
  get.set_on_behalf_of("H1");
  expect_refused(desk.queries().Get(scene.caller, get).status());
  expect_refused(desk.queries().ListFunds(scene.caller).status());
  expect_refused(desk.Erase(scene.caller, desk.EraseRequest(scene.own, "e")).status());
  EXPECT_EQ(desk.queries().ListInstitutions(scene.caller)->institutions_size(), 0);
  EXPECT_EQ(desk.Head(), before);
}

// A caller without any reach gets nothing, and learns of nobody.
TEST(Town, NoScopeSeesNothing) {
  Scene scene;
  for (Caller caller : {HospitalCaller("H1"), TownCaller(kOwn)}) {
    const bool hospital = caller.scope == Scope::kOwnInstitution;
    if (!hospital) caller.scope = Scope::kNone;
    for (const std::uint64_t person_no : {scene.own, scene.other, std::uint64_t{7}}) {
      v1::LookupRequest lookup;
      lookup.mutable_person()->set_person_no(person_no);
      const auto looked = scene.desk->queries().Lookup(caller, lookup);
      EXPECT_EQ(ReasonOf(looked.status()), v1::NOT_ALLOWED);
      EXPECT_EQ(DetailOf(looked.status()).field(), "");
      EXPECT_EQ(ReasonOf(scene.desk->Reveal(caller, scene.desk->RevealRequest(person_no)).status()),
                v1::NOT_ALLOWED);
    }
    EXPECT_EQ(ReasonOf(scene.desk->ImportAs(caller, PersonOf("000000-NEW", kOwn)).status()),
              v1::NOT_ALLOWED);
    if (hospital) continue;
    EXPECT_EQ(ReasonOf(scene.desk->queries().List(caller, {}).status()), v1::NOT_ALLOWED);
    v1::GetRequest get;
    get.set_number(scene.own_bill);
    EXPECT_EQ(ReasonOf(scene.desk->queries().Get(caller, get).status()), v1::NOT_ALLOWED);
  }
}

// An empty town in a certificate would see those who live nowhere.
TEST(Town, AnEmptyTownIsNoTown) {
  Scene scene;
  v1::LookupRequest lookup;
  *lookup.mutable_person() = Number(scene.nowhere);
  EXPECT_EQ(ReasonOf(scene.desk->queries().Lookup(TownCaller(""), lookup).status()),
            v1::NOT_ALLOWED);
}

}  // namespace
}  // namespace yizhan::test
