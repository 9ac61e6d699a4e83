// What a hospital's edge asks a real yizhand: a settlement with its sentences, what it posted in a
// period, what a person was paid in a year; and that a training engine says so in every answer.

#include <algorithm>
#include <string>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/service/unary.h"
#include "tests/service/world.h"
#include "yizhan/v1/relief.grpc.pb.h"
#include "yizhan/v1/settlement.grpc.pb.h"

namespace yizhan::testing {
namespace {

using S = v1::Settlement;

class EdgeCallsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { world_ = new World(); }
  static void TearDownTestSuite() {
    delete world_;
    world_ = nullptr;
  }

  template <typename Request, typename Reply>
  static absl::StatusOr<Reply> As(const std::string& sender,
                                  grpc::Status (S::Stub::*method)(grpc::ClientContext*,
                                                                  const Request&, Reply*),
                                  const Request& request) {
    return Call<S>(world_->process().NewClient(sender), method, request);
  }
  static v1::SettleRequest Explained(const std::string& message_id) {
    v1::SettleRequest request = World::Request(message_id);
    request.set_explain(true);
    return request;
  }
  static v1::ExplainReply Explain(std::uint64_t number) {
    v1::ExplainRequest request;
    request.set_number(number);
    return As("anting/desk-1", &S::Stub::Explain, request).value();
  }

  static World* world_;
};
World* EdgeCallsTest::world_ = nullptr;

template <typename Reply>
std::string StepsOf(const Reply& reply) {
  std::string steps;
  for (const v1::ExplainedStep& step : reply.steps()) steps += step.SerializeAsString();
  return steps;
}

TEST_F(EdgeCallsTest, ASettlementBringsItsSentences) {
  const auto settled = world_->Settle(Explained("explained"));
  ASSERT_TRUE(settled.ok()) << settled.status();
  EXPECT_NE(settled->steps_size(), 0);
  EXPECT_EQ(StepsOf(*settled), StepsOf(Explain(settled->number())));
}

// How it was asked is no part of what was asked (R40).
TEST_F(EdgeCallsTest, R40AReplayBringsThemWhenItAsksForThem) {
  const auto first = world_->Settle(World::Request("replayed"));
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->steps_size(), 0);
  const auto again = world_->Settle(Explained("replayed"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->replayed());
  EXPECT_EQ(again->number(), first->number());
  EXPECT_EQ(StepsOf(*again), StepsOf(Explain(first->number())));
}

TEST_F(EdgeCallsTest, SoDoesAQuote) {
  v1::QuoteRequest request;
  const v1::SettleRequest bill = World::Request("quoted");
  *request.mutable_bill() = bill.bill();
  *request.mutable_person() = bill.person();
  EXPECT_EQ(As("anting/desk-1", &S::Stub::Quote, request)->steps_size(), 0);
  request.set_explain(true);
  const auto quoted = As("anting/desk-1", &S::Stub::Quote, request);
  ASSERT_TRUE(quoted.ok()) << quoted.status();
  EXPECT_EQ(quoted->steps_size(), quoted->outcome().steps_size());
  EXPECT_FALSE(quoted->steps(0).sentence_zh().empty());
}

TEST_F(EdgeCallsTest, SoDoABillAfterTheFactAndAReplacement) {
  v1::SettleRequest late = Explained("late");
  late.clear_not_after_ms();
  const auto recorded = Call<v1::Relief>(world_->process().NewClient("relief"),
                                         &v1::Relief::Stub::RecordAfterTheFact, late);
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  EXPECT_NE(recorded->steps_size(), 0);

  const auto settled = world_->Settle(World::Request("replaced"));
  ASSERT_TRUE(settled.ok()) << settled.status();
  v1::ReplaceRequest request;
  request.set_number(settled->number());
  request.set_reason("corrected");
  *request.mutable_replacement() = Explained("replacement");
  request.mutable_replacement()->mutable_bill()->set_bill_no(settled->bill().bill_no());
  const auto replaced = As("anting/desk-1", &S::Stub::Replace, request);
  ASSERT_TRUE(replaced.ok()) << replaced.status();
  EXPECT_NE(replaced->result().steps_size(), 0);
}

TEST_F(EdgeCallsTest, ARefusalIsARefusal) {
  v1::SettleRequest request = Explained("refused");
  request.mutable_bill()->set_total_fen(1);
  EXPECT_EQ(ReasonOf(world_->Settle(request).status()), v1::PARTS_NOT_TOTAL);
}

TEST_F(EdgeCallsTest, AHospitalSeesWhatItPosted) {
  const auto settled = world_->Settle(World::Request("posted"));
  ASSERT_TRUE(settled.ok()) << settled.status();
  v1::ListPostedRequest request;
  request.set_institution_id("anting");
  request.set_from_day("2012-01-01");
  request.set_until_day("2999-12-31");
  const auto reply = As("anting/edge", &S::Stub::ListPosted, request);
  ASSERT_TRUE(reply.ok()) << reply.status();
  ASSERT_NE(reply->lines_size(), 0);
  const v1::PostedLine& last = *reply->lines().rbegin();
  EXPECT_EQ(last.number(), settled->number());
  EXPECT_EQ(last.aid_fen(), settled->outcome().aid_fen());
  EXPECT_EQ(last.insurers_fen(), 600'000);
  EXPECT_TRUE(As("auditor", &S::Stub::ListPosted, request).ok());
  EXPECT_EQ(ReasonOf(As("nanxiang/desk-1", &S::Stub::ListPosted, request).status()),
            v1::NOT_ALLOWED);
}

TEST_F(EdgeCallsTest, ADeskSeesWhatAPersonWasPaid) {
  const auto settled = world_->Settle(World::Request("paid"));
  ASSERT_TRUE(settled.ok()) << settled.status();
  v1::ListAccountsRequest request;
  request.mutable_person()->set_person_no(settled->person_no());
  request.set_year(2012);
  const auto reply = As("anting/desk-1", &S::Stub::ListAccounts, request);
  ASSERT_TRUE(reply.ok()) << reply.status();
  std::int64_t most_fen = 0;
  for (const v1::YearAccount& account : reply->accounts()) {
    EXPECT_FALSE(account.title().empty()) << account.account_id();
    most_fen = std::max(most_fen, account.value_fen());
  }
  EXPECT_GE(most_fen, settled->outcome().aid_fen());
  // The register knows no town of this person.
  EXPECT_EQ(ReasonOf(As("town-officer", &S::Stub::ListAccounts, request).status()),
            v1::NOT_ALLOWED);
}

TEST_F(EdgeCallsTest, ATrainingEngineSaysSoInEveryResult) {
  const auto settled = world_->Settle(World::Request("training"));
  ASSERT_TRUE(settled.ok()) << settled.status();
  EXPECT_TRUE(settled->training());
  EXPECT_TRUE(Explain(settled->number()).result().training());
  v1::GetRequest get;
  get.set_number(settled->number());
  EXPECT_TRUE(As("anting/desk-1", &S::Stub::Get, get)->result().training());
}

}  // namespace
}  // namespace yizhan::testing
