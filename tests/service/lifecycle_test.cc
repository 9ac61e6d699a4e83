// Lifecycle: a settlement from quote to contra through the real program, and what surrounds it.

#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/refusal.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "tests/service/raw_call.h"
#include "tests/service/world.h"
#include "yizhan/v1/settlement.grpc.pb.h"

namespace yizhan::testing {
namespace {

constexpr std::int64_t kMunicipalFen = 200'000;  // 50 % of 4 000.00.

class LifecycleTest : public ::testing::Test {
 protected:
  LifecycleTest() : desk_(world_.process().NewClient("anting/desk-1")) {}

  v1::GetReply GetByMessage(const std::string& message_id) {
    v1::GetRequest request;
    request.set_message_id(message_id);
    const auto reply = desk_.Get(request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.ok() ? *reply : v1::GetReply();
  }

  World world_;
  Client desk_;
};

TEST_F(LifecycleTest, SettledOnceReplayedReversedOnce) {
  const v1::SettleRequest request = World::Request("m1");
  EXPECT_EQ(GetByMessage("m1").state(), v1::NOT_POSTED);
  const auto settled = desk_.Settle(request);
  ASSERT_TRUE(settled.ok()) << settled.status();
  EXPECT_FALSE(settled->replayed());
  EXPECT_EQ(settled->state(), v1::SETTLED);
  EXPECT_EQ(settled->leaf_hash().size(), 32U);
  ASSERT_GE(settled->lines_size(), 1);
  EXPECT_EQ(settled->lines(0).pay_fen(), kMunicipalFen);
  EXPECT_EQ(settled->outcome().aid_fen() + settled->outcome().patient_due_fen(), 400'000);

  const auto again = desk_.Settle(request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->replayed());
  EXPECT_EQ(again->number(), settled->number());

  v1::ReverseRequest back;
  back.set_message_id("m1");
  back.set_request_id("r1");
  const auto reversed = desk_.Reverse(back);
  ASSERT_TRUE(reversed.ok()) << reversed.status();
  EXPECT_FALSE(reversed->tombstone());
  EXPECT_EQ(reversed->original().number(), settled->number());
  EXPECT_EQ(reversed->cash_back_fen(), settled->outcome().cash_due_fen());
  EXPECT_TRUE(desk_.Reverse(back)->replayed());
  EXPECT_EQ(GetByMessage("m1").state(), v1::REVERSED);
  EXPECT_EQ(GetByMessage("m1").ended_by(), reversed->number());
}

TEST_F(LifecycleTest, ReversalBeforeArrivalIsATombstone) {
  v1::ReverseRequest back;
  back.set_message_id("late");
  back.set_request_id("r1");
  const auto reversed = desk_.Reverse(back);
  ASSERT_TRUE(reversed.ok()) << reversed.status();
  EXPECT_TRUE(reversed->tombstone());
  EXPECT_EQ(GetByMessage("late").state(), v1::TOMBSTONED);
  EXPECT_EQ(ReasonOf(desk_.Settle(World::Request("late")).status()), v1::MESSAGE_TOMBSTONED);
}

TEST_F(LifecycleTest, ReplacedInOneStep) {
  const auto settled = desk_.Settle(World::Request("m1"));
  ASSERT_TRUE(settled.ok()) << settled.status();
  v1::ReplaceRequest request;
  request.set_number(settled->number());
  request.set_reason("partial refund");
  *request.mutable_replacement() = World::Request("m2");
  v1::Bill& bill = *request.mutable_replacement()->mutable_bill();
  bill.set_total_fen(900'000);
  bill.set_in_scope_fen(900'000);
  const auto replaced = desk_.Replace(request);
  ASSERT_TRUE(replaced.ok()) << replaced.status();
  EXPECT_EQ(replaced->contra() + 1, replaced->result().number());
  EXPECT_EQ(replaced->cash_fen(),
            replaced->result().outcome().cash_due_fen() - settled->outcome().cash_due_fen());
  EXPECT_EQ(GetByMessage("m1").state(), v1::REPLACED);
  EXPECT_EQ(GetByMessage("m2").state(), v1::SETTLED);
  const auto again = desk_.Replace(request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->replayed());
}

TEST_F(LifecycleTest, QuoteHoldsUntilTheOutcomeChanges) {
  v1::SettleRequest request = World::Request("m1");
  request.mutable_bill()->set_in_scope_fen(8'000'000);
  request.mutable_bill()->set_total_fen(8'000'000);
  v1::QuoteRequest quote;
  *quote.mutable_bill() = request.bill();
  *quote.mutable_person() = request.person();
  const std::uint64_t size = world_.Checkpoint().size();
  const auto quoted = desk_.Quote(quote);
  ASSERT_TRUE(quoted.ok()) << quoted.status();
  EXPECT_EQ(quoted->number(), 0U);
  EXPECT_EQ(world_.Checkpoint().size(), size);

  v1::SettleRequest other = request;  // The other desk uses up part of the room.
  other.mutable_bill()->set_message_id("m0");
  other.mutable_bill()->set_bill_no("b0");
  ASSERT_TRUE(world_.Settle(other, "anting/desk-2").ok());

  request.set_quote_digest(quoted->quote_digest());
  const auto stale = desk_.Settle(request);
  EXPECT_EQ(ReasonOf(stale.status()), v1::QUOTE_STALE) << stale.status();
  v1::SettleResult now;
  ASSERT_TRUE(now.ParseFromString(DetailOf(stale.status()).related_result()));
  EXPECT_LT(now.outcome().aid_fen(), quoted->outcome().aid_fen());
  request.set_quote_digest(now.quote_digest());
  const auto settled = desk_.Settle(request);
  ASSERT_TRUE(settled.ok()) << settled.status();
  EXPECT_EQ(settled->outcome().aid_fen(), now.outcome().aid_fen());
}

TEST_F(LifecycleTest, ExplainedAndListed) {
  const auto settled = desk_.Settle(World::Request("m1"));
  ASSERT_TRUE(settled.ok()) << settled.status();
  const auto stub = v1::Settlement::NewStub(desk_.channel());
  {
    grpc::ClientContext context;
    desk_.Prepare(context);
    v1::ExplainRequest request;
    request.set_number(settled->number());
    v1::ExplainReply reply;
    ASSERT_TRUE(stub->Explain(&context, request, &reply).ok());
    EXPECT_EQ(reply.steps_size(), settled->outcome().steps_size());
    EXPECT_FALSE(reply.steps(0).sentence_zh().empty());
    EXPECT_FALSE(reply.steps(0).source().quote().empty());
  }
  grpc::ClientContext context;
  desk_.Prepare(context);
  v1::ListRequest request;
  request.set_institution_id("anting");
  v1::ListReply reply;
  ASSERT_TRUE(stub->List(&context, request, &reply).ok());
  ASSERT_EQ(reply.results_size(), 1);
  EXPECT_EQ(reply.results(0).number(), settled->number());
}

TEST_F(LifecycleTest, StreamKeepsManyInFlight) {
  constexpr std::uint64_t kCount = 500;
  const auto stub = v1::Settlement::NewStub(desk_.channel());
  grpc::ClientContext context;
  desk_.Prepare(context);
  const auto stream = stub->SettleStream(&context);
  std::thread writer([&stream] {
    for (std::uint64_t tag = 1; tag <= kCount; ++tag) {
      v1::SettleStreamRequest request;
      request.set_tag(tag);
      *request.mutable_request() = World::Request("s" + std::to_string(tag));
      if (tag % 100 == 0) request.mutable_request()->mutable_bill()->clear_visit_no();
      EXPECT_TRUE(stream->Write(request));
    }
    EXPECT_TRUE(stream->WritesDone());
  });
  std::map<std::uint64_t, v1::SettleStreamReply> replies;
  for (v1::SettleStreamReply reply; stream->Read(&reply);) replies[reply.tag()] = reply;
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  ASSERT_EQ(replies.size(), kCount);
  for (const auto& [tag, reply] : replies) {
    if (tag % 100 != 0) {
      EXPECT_EQ(reply.result().bill().message_id(), "s" + std::to_string(tag));
      continue;
    }
    v1::ErrorDetail detail;
    ASSERT_TRUE(detail.ParseFromString(reply.error().detail()));
    EXPECT_EQ(detail.reason(), v1::FIELD_MISSING);
    EXPECT_EQ(reply.error().code(), static_cast<int>(absl::StatusCode::kInvalidArgument));
  }
}

TEST_F(LifecycleTest, StreamEndsAtBytesThatAreNoRequest) {
  const absl::Status status =
      RawCall(desk_, "Settlement.SettleStream", "Bearer " + world_.process().token("anting/desk-1"),
              "\xff\xff");
  EXPECT_EQ(ReasonOf(status), v1::FIELD_MALFORMED) << status;
}

TEST_F(LifecycleTest, ImportIsIdempotentAndGoesOnAfterABadPerson) {
  std::vector<v1::ImportPerson> persons;
  for (int i = 0; i < 300; ++i) {
    persons.push_back(World::Person("3101141960010" + std::to_string(10000 + i), "甲"));
    persons.back().set_line(static_cast<std::uint32_t>(i + 2));
  }
  persons[7].mutable_identities(0)->set_until("2009-01-01");
  persons[8].set_name("\xff");
  const auto first = world_.Import(persons);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->created(), 298U);
  ASSERT_EQ(first->refused_size(), 2);
  const std::uint64_t size = world_.Checkpoint().size();
  const auto second = world_.Import(persons);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->unchanged(), 298U);
  EXPECT_EQ(world_.Checkpoint().size(), size);
  std::map<std::uint32_t, std::string> columns;
  for (const v1::ImportRefusal& refusal : second->refused()) {
    columns[refusal.line()] = refusal.column();
  }
  EXPECT_TRUE(columns.contains(9));
  EXPECT_EQ(columns[10], "name");
}

TEST_F(LifecycleTest, HealthAndReflectionAnswer) {
  // grpc.health.v1.Health/Check with an empty request, and ServerReflectionInfo: list_services.
  for (const auto& [path, bytes] : std::map<std::string, std::string>{
           {"grpc.health.v1.Health.Check", ""},
           {"grpc.reflection.v1alpha.ServerReflection.ServerReflectionInfo",
            std::string("\x3a\x01*", 3)}}) {
    EXPECT_TRUE(RawCallPath(desk_, path, bytes).ok()) << path;
  }
}

TEST_F(LifecycleTest, StopsAndStartsWithTheSameLedger) {
  const auto settled = desk_.Settle(World::Request("m1"));
  ASSERT_TRUE(settled.ok()) << settled.status();
  const v1::LedgerCheckpoint before = world_.Checkpoint();
  EXPECT_EQ(world_.process().Stop(), 0);
  world_.process().Start();
  const v1::LedgerCheckpoint after = world_.Checkpoint();
  EXPECT_EQ(after.size(), before.size());
  EXPECT_EQ(after.root(), before.root());
  EXPECT_EQ(GetByMessage("m1").result().number(), settled->number());
  EXPECT_TRUE(desk_.Settle(World::Request("m2")).ok());
}

}  // namespace
}  // namespace yizhan::testing
