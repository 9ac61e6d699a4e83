// What the store can do to the loop: unknown outcomes, a full disk, another engine.

#include <future>
#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"
#include "tests/settlement/gated_store.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

class LoopFailureTest : public testing::Test {
 protected:
  std::future<Desk::Settled> Send(const std::string& message_id) {
    std::future<Desk::Settled> reply;
    desk_->engine().Settle(HospitalCaller("H1"), desk_->Ask(MakeBill(message_id), person_no_),
                           kNoDeadline, AnswerTo(reply));
    return reply;
  }

  MemoryStore inner_;
  GatedStore store_{inner_};
  std::unique_ptr<Desk> desk_ = Desk::Ready({}, &store_);
  std::uint64_t person_no_ = desk_->Import("310", {"dibao"});
};

class UnknownTest : public LoopFailureTest, public testing::WithParamInterface<bool> {};

// P7: an unknown outcome ends the engine and is resolved by asking the next one.
TEST_P(UnknownTest, IsResolvedByAsking) {
  const bool written = GetParam();
  store_.Close();
  std::future<Desk::Settled> first = Send("first");
  store_.WaitForAppend();
  std::vector<std::future<Desk::Settled>> batch;
  for (const char* id : {"a", "b"}) batch.push_back(Send(id));
  std::future<Desk::Settled> refused = [this] {
    std::future<Desk::Settled> reply;
    desk_->engine().Settle(HospitalCaller("H1"), desk_->Ask(MakeBill("x"), 7), kNoDeadline,
                           AnswerTo(reply));
    return reply;
  }();
  inner_.FailNext(AppendResult::kUnknown, written);
  store_.Open();
  const v1::ErrorDetail unknown = DetailOf(first.get().status());
  EXPECT_EQ(unknown.reason(), v1::OUTCOME_NOT_KNOWN);
  EXPECT_EQ(unknown.error_class(), v1::OUTCOME_UNKNOWN);
  EXPECT_FALSE(desk_->engine().health().ok());
  // What waited behind it was never begun.
  for (auto& reply : batch) EXPECT_EQ(ReasonOf(reply.get().status()), v1::SHUTTING_DOWN);
  EXPECT_EQ(ReasonOf(refused.get().status()), v1::SHUTTING_DOWN);
  EXPECT_EQ(ReasonOf(Send("later").get().status()), v1::SHUTTING_DOWN);

  inner_.Reopen();
  ASSERT_TRUE(desk_->Restart().ok());
  EXPECT_TRUE(desk_->engine().health().ok());
  EXPECT_EQ(desk_->Get("first").state(), written ? v1::SETTLED : v1::NOT_POSTED);
  EXPECT_EQ(desk_->Get("a").state(), v1::NOT_POSTED);
  // The same message again is settled exactly once.
  EXPECT_EQ(Send("first").get()->replayed(), written);
  EXPECT_EQ(desk_->PersonValue(person_no_, "half-base", 2012), 10'000);
  EXPECT_TRUE(desk_->Differences().empty());
}

// All of the batch, also what was refused or replayed in it: it saw what may not be there.
TEST_P(UnknownTest, IsSaidToTheWholeBatch) {
  const bool written = GetParam();
  store_.Close();
  std::future<Desk::Settled> first = Send("first");
  store_.WaitForAppend();
  std::vector<std::future<Desk::Settled>> batch;
  for (const char* id : {"a", "b", "a"}) batch.push_back(Send(id));
  v1::Bill twice = MakeBill("c");
  twice.set_bill_no("B-a");
  batch.emplace_back();
  desk_->engine().Settle(HospitalCaller("H1"), desk_->Ask(twice, person_no_), kNoDeadline,
                         AnswerTo(batch.back()));
  store_.PassOne();
  EXPECT_TRUE(first.get().ok());
  store_.WaitForAppend();
  inner_.FailNext(AppendResult::kUnknown, written);
  store_.Open();
  for (auto& reply : batch) EXPECT_EQ(ReasonOf(reply.get().status()), v1::OUTCOME_NOT_KNOWN);
  inner_.Reopen();
  ASSERT_TRUE(desk_->Restart().ok());
  for (const char* id : {"a", "b"}) {
    EXPECT_EQ(desk_->Get(id).state(), written ? v1::SETTLED : v1::NOT_POSTED);
  }
  EXPECT_EQ(desk_->Get("c").state(), v1::NOT_POSTED);
  EXPECT_TRUE(desk_->Differences().empty());
}

INSTANTIATE_TEST_SUITE_P(Table, UnknownTest, testing::Values(true, false), [](const auto& row) {
  return std::string(row.param ? "WrittenAfterAll" : "NotWritten");
});

// The disk reserve: settlements are refused one by one, reversals and replays go on.
TEST_F(LoopFailureTest, BelowTheReserveReversalsAndReplaysGoOn) {
  const std::uint64_t number = Send("m").get()->number();
  const std::uint64_t other = Send("n").get()->number();
  inner_.SetReserveReached(true);
  const TreeHead before = desk_->Head();
  const v1::ErrorDetail detail = DetailOf(Send("new").get().status());
  EXPECT_EQ(detail.reason(), v1::DISK_RESERVE);
  EXPECT_EQ(detail.error_class(), v1::TRY_AGAIN);
  EXPECT_EQ(ReasonOf(desk_->Replace(other, desk_->Ask(MakeBill("new"), person_no_)).status()),
            v1::DISK_RESERVE);
  EXPECT_EQ(desk_->Head(), before);
  EXPECT_TRUE(Send("m").get()->replayed());
  EXPECT_TRUE(desk_->Reverse(number, "r").ok());
  EXPECT_TRUE(desk_->ReverseMessage("never", "r2").ok());
  inner_.SetReserveReached(false);
  EXPECT_TRUE(Send("new").get().ok());
  EXPECT_TRUE(desk_->engine().health().ok());
  EXPECT_TRUE(desk_->Differences().empty());
}

// One settlement in a batch does not take the reversals with it.
TEST_F(LoopFailureTest, BelowTheReserveAMixedBatchIsTakenApart) {
  const std::uint64_t number = Send("m").get()->number();
  store_.Close();
  std::future<Desk::Settled> first = Send("first");
  store_.WaitForAppend();
  std::future<Desk::Settled> settle = Send("new");
  std::future<Desk::Settled> replay = Send("m");
  v1::ReverseRequest request;
  request.set_number(number);
  request.set_request_id("r");
  std::future<absl::StatusOr<v1::ReverseReply>> reverse;
  desk_->engine().Reverse(HospitalCaller("H1"), request, kNoDeadline, AnswerTo(reverse));
  inner_.SetReserveReached(true);
  store_.Open();
  EXPECT_EQ(ReasonOf(first.get().status()), v1::DISK_RESERVE);
  EXPECT_EQ(ReasonOf(settle.get().status()), v1::DISK_RESERVE);
  EXPECT_TRUE(replay.get()->replayed());
  EXPECT_TRUE(reverse.get().ok());
  EXPECT_EQ(desk_->Get("new").state(), v1::NOT_POSTED);
  EXPECT_TRUE(desk_->Differences().empty());
}

// The first call of a day below the reserve: the day opens with the reversal.
TEST_F(LoopFailureTest, BelowTheReserveTheNextDay) {
  const std::uint64_t number = Send("m").get()->number();
  inner_.SetReserveReached(true);
  desk_->clock().Advance(kDayMs);
  EXPECT_EQ(ReasonOf(Send("new").get().status()), v1::DISK_RESERVE);
  EXPECT_TRUE(Send("m").get()->replayed());
  EXPECT_TRUE(desk_->Reverse(number, "r").ok());
  EXPECT_TRUE(desk_->Differences().empty());
}

// Another engine takes over: the first one refuses and posts nothing.
TEST_F(LoopFailureTest, FencedEngineStops) {
  Send("m").get().value();
  PackCatalog packs;
  auto second = Engine::Start(store_, packs, desk_->clock(), desk_->random(), desk_->index_key(),
                              desk_->personal(), {.node = "second"});
  ASSERT_TRUE(second.ok()) << second.status();
  const TreeHead before = desk_->Head();
  const v1::ErrorDetail detail = DetailOf(Send("n").get().status());
  EXPECT_EQ(detail.reason(), v1::SHUTTING_DOWN);
  EXPECT_EQ(desk_->Head(), before);
  EXPECT_FALSE(desk_->engine().health().ok());
  std::future<Desk::Settled> reply;
  (*second)->Settle(HospitalCaller("H1"), desk_->Ask(MakeBill("n"), person_no_), kNoDeadline,
                    AnswerTo(reply));
  EXPECT_FALSE(reply.get()->replayed());
  EXPECT_TRUE((*second)->health().ok());
  EXPECT_TRUE(desk_->Differences().empty());
}

// The head is not where the engine left it: it must not go on.
TEST_F(LoopFailureTest, MovedHeadStops) {
  inner_.FailNext(AppendResult::kMoved);
  EXPECT_EQ(ReasonOf(Send("n").get().status()), v1::SHUTTING_DOWN);
  EXPECT_FALSE(desk_->engine().health().ok());
}

// An engine cannot start on a store that failed.
TEST_F(LoopFailureTest, StartOnAFailedStoreIsRefused) {
  inner_.FailNext(AppendResult::kUnknown);
  Send("m").get().IgnoreError();
  EXPECT_FALSE(desk_->Restart().ok());
  inner_.Reopen();
  EXPECT_TRUE(desk_->Restart().ok());
}

TEST(LoopStart, FirstEntryThatCannotBeWritten) {
  MemoryStore store;
  store.FailNext(AppendResult::kNoSpace);
  PackCatalog packs;
  ManualClock clock(kMorningMs);
  SeededRandom random(1);
  MemoryVault vault;
  PersonalData personal(vault, random);
  EXPECT_FALSE(Engine::Start(store, packs, clock, random, IndexKey{"k"}, personal, {}).ok());
}

}  // namespace
}  // namespace yizhan::test
