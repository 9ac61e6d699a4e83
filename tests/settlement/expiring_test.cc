// The list for the reviews of March and September: who may see whom, and what is refused.

#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

v1::ImportPerson PersonOf(const std::string& card, const std::string& town,
                          const std::string& identity_until) {
  v1::ImportPerson person = MakePerson(card, {"dibao"});
  person.mutable_identities(0)->set_until(identity_until);
  if (town.empty()) return person;
  v1::DatedValue& lives = *person.add_towns();
  lives.set_value(town);
  lives.set_from("2010-01-01");
  return person;
}

struct Scene {
  std::unique_ptr<Desk> desk = Desk::Ready();
  std::uint64_t nanxiang = desk->Import(PersonOf("000000-N", "南翔镇", "2012-09-10"));
  std::uint64_t late = desk->Import(PersonOf("000000-L", "安亭镇", "2012-09-30"));
  std::uint64_t early = desk->Import(PersonOf("000000-E", "安亭镇", "2012-09-01"));
  std::uint64_t nowhere = desk->Import(PersonOf("000000-W", "", "2012-09-15"));
  std::uint64_t open = desk->Import(PersonOf("000000-O", "安亭镇", ""));
};

v1::ListExpiringRequest Request(const std::string& from, const std::string& until,
                                const std::string& town = "") {
  v1::ListExpiringRequest request;
  request.set_from(from);
  request.set_until(until);
  request.set_town(town);
  return request;
}

std::vector<std::uint64_t> PersonsOf(const absl::StatusOr<v1::ListExpiringReply>& reply) {
  std::vector<std::uint64_t> persons;
  if (!reply.ok()) return persons;
  for (const v1::ExpiringItem& item : reply->items()) persons.push_back(item.person_no());
  return persons;
}

TEST(ListExpiringTest, EachSeesHisOwnInOrder) {
  Scene scene;
  const auto list = [&](const Caller& caller, const std::string& town = "") {
    return PersonsOf(
        scene.desk->queries().ListExpiring(caller, Request("2012-09-01", "2012-09-30", town)));
  };
  using Persons = std::vector<std::uint64_t>;
  EXPECT_EQ(list(ReliefCaller()),
            (Persons{scene.nowhere, scene.nanxiang, scene.early, scene.late}));
  EXPECT_EQ(list(TownCaller("安亭镇")), (Persons{scene.early, scene.late}));
  EXPECT_EQ(list(TownCaller("安亭镇"), "安亭镇"), (Persons{scene.early, scene.late}));
  EXPECT_EQ(list(ReliefCaller(), "南翔镇"), Persons{scene.nanxiang});
}

TEST(ListExpiringTest, AnErasedPersonIsNotListed) {
  Scene scene;
  ASSERT_TRUE(
      scene.desk->Erase(ReliefCaller(), scene.desk->EraseRequest(scene.early, "erase-1")).ok());
  EXPECT_EQ(PersonsOf(scene.desk->queries().ListExpiring(TownCaller("安亭镇"),
                                                         Request("2012-09-01", "2012-09-30"))),
            std::vector<std::uint64_t>{scene.late});
}

TEST(ListExpiringTest, AReviewThatProlongsOrEndsIsSeenAtOnce) {
  Scene scene;
  v1::ImportPerson prolonged = PersonOf("000000-E", "安亭镇", "2013-03-31");
  const auto reply = scene.desk->ImportAs(ReliefCaller(), prolonged);
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->changed(), 1U);
  const auto list = [&](const std::string& from, const std::string& until) {
    return PersonsOf(
        scene.desk->queries().ListExpiring(TownCaller("安亭镇"), Request(from, until)));
  };
  EXPECT_EQ(list("2012-09-01", "2012-09-30"), std::vector<std::uint64_t>{scene.late});
  EXPECT_EQ(list("2013-03-01", "2013-03-31"), std::vector<std::uint64_t>{scene.early});
  ASSERT_TRUE(
      scene.desk->ImportAs(ReliefCaller(), PersonOf("000000-O", "安亭镇", "2012-09-30")).ok());
  EXPECT_EQ(list("2012-09-30", "2012-09-30").size(), 2U);
}

struct Row {
  const char* name;
  Caller caller;
  v1::ListExpiringRequest request;
  v1::Reason reason;
  const char* field;
};
class ListExpiringRefusedTest : public testing::TestWithParam<Row> {};

TEST_P(ListExpiringRefusedTest, IsRefused) {
  const auto desk = Desk::Ready();
  const auto reply = desk->queries().ListExpiring(GetParam().caller, GetParam().request);
  EXPECT_EQ(ReasonOf(reply.status()), GetParam().reason) << reply.status();
  EXPECT_EQ(DetailOf(reply.status()).field(), GetParam().field);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Rows, ListExpiringRefusedTest, testing::Values(
    Row{"NoFrom", ReliefCaller(), Request("", "2012-09-30"), v1::FIELD_MISSING, "from"},
    Row{"NoUntil", ReliefCaller(), Request("2012-09-30", ""), v1::FIELD_MISSING, "until"},
    Row{"NoDay", ReliefCaller(), Request("2012-09-31", "2012-10-01"), v1::FIELD_MALFORMED, "from"},
    Row{"Reversed", ReliefCaller(), Request("2012-09-30", "2012-09-01"), v1::SPAN_REVERSED, "until"},
    Row{"OtherTown", TownCaller("安亭镇"), Request("2012-09-01", "2012-09-30", "南翔镇"), v1::NOT_ALLOWED, "town"},
    Row{"Hospital", HospitalCaller("H1"), Request("2012-09-01", "2012-09-30"), v1::NOT_ALLOWED, ""}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

}  // namespace
}  // namespace yizhan::test
