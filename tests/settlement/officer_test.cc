// Officers: who is enrolled, who is retired, and keys that are one officer's for ever.

#include <string>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

void ExpectRefused(const absl::Status& status, v1::Reason reason, const std::string& field) {
  const v1::ErrorDetail detail = DetailOf(status);
  EXPECT_FALSE(status.ok());
  EXPECT_EQ(v1::Reason_Name(detail.reason()), v1::Reason_Name(reason)) << status;
  EXPECT_EQ(detail.field(), field);
}

struct EnrolCase {
  const char* name;
  void (*spoil)(Desk&, v1::Officer&);
  v1::Reason reason;
  const char* field;
};

class EnrolTest : public testing::TestWithParam<EnrolCase> {};

TEST_P(EnrolTest, IsRefusedAndLeavesNothingBehind) {
  const std::unique_ptr<Desk> desk = Desk::Ready();
  v1::Officer officer = OfficerRecord("qian");
  GetParam().spoil(*desk, officer);
  const TreeHead before = desk->Head();
  ExpectRefused(desk->Enrol(officer).status(), GetParam().reason, GetParam().field);
  EXPECT_EQ(desk->Head(), before);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, EnrolTest, testing::Values(
    EnrolCase{"NoId", [](Desk&, v1::Officer& o) { o.clear_id(); },
              v1::FIELD_MISSING, "officer.id"},
    EnrolCase{"IdTooLong", [](Desk&, v1::Officer& o) { o.set_id(std::string(65, 'x')); },
              v1::FIELD_TOO_LONG, "officer.id"},
    EnrolCase{"IdWithControl", [](Desk&, v1::Officer& o) { o.set_id("a\tb"); },
              v1::FIELD_MALFORMED, "officer.id"},
    EnrolCase{"ShortKey", [](Desk&, v1::Officer& o) { o.mutable_public_key()->pop_back(); },
              v1::FIELD_MALFORMED, "officer.public_key"},
    EnrolCase{"NoCertificate", [](Desk&, v1::Officer& o) { o.clear_certificate(); },
              v1::FIELD_MISSING, "officer.certificate"},
    EnrolCase{"CertificateTooLong", [](Desk&, v1::Officer& o) {
                o.set_certificate(std::string(8193, 'c')); },
              v1::FIELD_TOO_LONG, "officer.certificate"},
    EnrolCase{"AnothersKey", [](Desk&, v1::Officer& o) {
                o.set_public_key(OfficerKey("li").public_key()); },
              v1::OFFICER_KEY_TAKEN, "officer.public_key"},
    EnrolCase{"ARetiredOfficersKey", [](Desk& d, v1::Officer& o) {
                ASSERT_TRUE(d.Retire("li").ok());
                o.set_public_key(OfficerKey("li").public_key()); },
              v1::OFFICER_KEY_TAKEN, "officer.public_key"},
    EnrolCase{"AKeyAnotherHasGivenUp", [](Desk& d, v1::Officer& o) {
                v1::Officer renewed = OfficerRecord("li");
                renewed.set_public_key(OfficerKey("li's second").public_key());
                renewed.set_certificate("second");
                ASSERT_TRUE(d.Enrol(renewed).ok());
                o.set_public_key(OfficerKey("li").public_key()); },
              v1::OFFICER_KEY_TAKEN, "officer.public_key"}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

class OfficerTest : public testing::Test {
 protected:
  v1::Officer Listed(const std::string& id) {
    const auto listed = desk_->queries().ListOfficers(ReliefCaller());
    for (const v1::Officer& officer : listed->officers()) {
      if (officer.id() == id) return officer;
    }
    return {};
  }
  std::unique_ptr<Desk> desk_ = Desk::Ready();
};

TEST_F(OfficerTest, TheSameCertificateAgainChangesNothing) {
  const TreeHead before = desk_->Head();
  const auto again = desk_->Enrol(OfficerRecord("li"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(desk_->EntryAt(again->number()).officer_changed().officer().id(), "li");
  EXPECT_EQ(desk_->Head(), before);
}

TEST_F(OfficerTest, WhoRetiredComesBackWithANewCertificateOnly) {
  const auto retired = desk_->Retire("li");
  ASSERT_TRUE(retired.ok());
  EXPECT_TRUE(Listed("li").retired());
  EXPECT_EQ(desk_->Retire("li")->number(), retired->number());
  EXPECT_TRUE(desk_->Enrol(OfficerRecord("li"))->officer().retired());
  EXPECT_TRUE(Listed("li").retired());
  v1::Officer renewed = OfficerRecord("li");
  renewed.set_certificate("second");
  EXPECT_FALSE(desk_->Enrol(renewed)->officer().retired());
  EXPECT_FALSE(Listed("li").retired());
  EXPECT_EQ(desk_->Differences(), std::vector<std::string>());
}

TEST_F(OfficerTest, NobodyIsEnrolledAsRetired) {
  v1::Officer officer = OfficerRecord("qian");
  officer.set_retired(true);
  EXPECT_FALSE(desk_->Enrol(officer)->officer().retired());
}

TEST_F(OfficerTest, RetiringNobody) {
  const TreeHead before = desk_->Head();
  ExpectRefused(desk_->Retire("nobody").status(), v1::OFFICER_UNKNOWN, "id");
  ExpectRefused(desk_->Retire("").status(), v1::FIELD_MISSING, "id");
  EXPECT_EQ(desk_->Head(), before);
}

TEST_F(OfficerTest, ListIsInOrderAndForThoseWhoSeeAll) {
  const auto listed = desk_->queries().ListOfficers(ReliefCaller());
  ASSERT_EQ(listed->officers_size(), 3);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(listed->officers(i).id(), kOfficerIds[static_cast<std::size_t>(i)]);
  EXPECT_EQ(ReasonOf(desk_->queries().ListOfficers(TownCaller("安亭镇")).status()),
            v1::NOT_ALLOWED);
}

}  // namespace
}  // namespace yizhan::test
