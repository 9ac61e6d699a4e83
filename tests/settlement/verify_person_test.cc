// Register.Verify: identities of a day and the lowest deposit of them; nothing is posted.

#include <string>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/support/application_pack.h"

namespace yizhan::test {
namespace {

class VerifyPersonTest : public testing::Test {
 protected:
  VerifyPersonTest() {
    desk_->Activate({ApplicationPack()});
    v1::ImportPerson person = MakePerson("000000-LI", {"dibao"});
    *person.add_identities() = Dated("tekun", "2012-06-01", "2012-06-10");
    *person.add_identities() = Dated("low_income", "2012-01-01");
    *person.add_towns() = Dated("anting", "2010-01-01");
    li_ = desk_->Import(person);
  }
  v1::VerifyRequest Of(std::uint64_t person_no, const std::string& day = "") const {
    v1::VerifyRequest request;
    request.mutable_person()->set_person_no(person_no);
    request.set_day(day);
    return request;
  }
  absl::StatusOr<v1::VerifyReply> Ask(const v1::VerifyRequest& request) {
    return desk_->queries().Verify(HospitalCaller("H1"), request);
  }

  std::unique_ptr<Desk> desk_ = Desk::Ready();
  std::uint64_t li_ = 0;
};

TEST_F(VerifyPersonTest, TheLowestDepositOfThatDaysIdentities) {
  const std::uint64_t size = desk_->Head().size;
  const v1::VerifyReply reply = Ask(Of(li_, "2012-06-10")).value();
  EXPECT_EQ(reply.person_no(), li_);
  EXPECT_EQ(reply.day(), "2012-06-10");
  EXPECT_EQ(std::vector<std::string>(reply.identities().begin(), reply.identities().end()),
            (std::vector<std::string>{"dibao", "low_income", "tekun"}));
  ASSERT_EQ(reply.held_size(), 3);
  EXPECT_EQ(reply.held(0).value(), "dibao");
  EXPECT_EQ(reply.held(0).until(), "");
  EXPECT_EQ(reply.held(2).value(), "tekun");
  EXPECT_EQ(reply.held(2).from(), "2012-06-01");
  EXPECT_EQ(reply.held(2).until(), "2012-06-10");
  EXPECT_EQ(reply.deposit().identity(), "tekun");
  EXPECT_EQ(reply.deposit().deposit_bp(), 0);
  EXPECT_EQ(reply.deposit().source().confidence(), v1::SECONDARY);
  EXPECT_EQ(desk_->Head().size, size);
}

TEST_F(VerifyPersonTest, TodayAndTheFirstOfEquals) {
  const v1::VerifyReply reply = Ask(Of(li_)).value();
  EXPECT_EQ(reply.day(), "2012-06-29");
  EXPECT_EQ(reply.identities_size(), 2);
  EXPECT_EQ(reply.deposit().identity(), "dibao");
  EXPECT_EQ(reply.deposit().deposit_bp(), 5000);
}

TEST_F(VerifyPersonTest, NoRowNoDeposit) {
  EXPECT_FALSE(Ask(Of(li_, "2009-12-31"))->has_deposit());
  v1::VerifyRequest outpatient = Of(li_);
  outpatient.set_care_kind(v1::OUTPATIENT);
  EXPECT_FALSE(Ask(outpatient)->has_deposit());
  desk_->Activate({SmallPack()});
  EXPECT_FALSE(Ask(Of(li_))->has_deposit());
}

TEST_F(VerifyPersonTest, Refused) {
  EXPECT_EQ(ReasonOf(Ask(Of(1)).status()), v1::PERSON_UNKNOWN);
  EXPECT_EQ(ReasonOf(Ask(Of(li_, "2012-13-01")).status()), v1::FIELD_MALFORMED);
  EXPECT_EQ(ReasonOf(Ask({}).status()), v1::FIELD_MISSING);
  EXPECT_EQ(ReasonOf(desk_->queries().Verify(TownCaller("nanxiang"), Of(li_)).status()),
            v1::NOT_ALLOWED);
  EXPECT_TRUE(desk_->queries().Verify(TownCaller("anting"), Of(li_)).ok());
  ASSERT_TRUE(desk_->Erase(ReliefCaller(), desk_->EraseRequest(li_, "e")).ok());
  EXPECT_EQ(ReasonOf(Ask(Of(li_)).status()), v1::PERSON_ERASED);
}

}  // namespace
}  // namespace yizhan::test
