// The loop: queues, deadlines, batches, days, time, draining.

#include <future>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/refusal.h"
#include "engine/ledger/entry_codec.h"
#include "gtest/gtest.h"
#include "tests/settlement/gated_store.h"
#include "tests/support/desk.h"

namespace yizhan::test {
namespace {

// A desk whose appends can be held back.
class LoopTest : public testing::Test {
 protected:
  explicit LoopTest(EngineOptions options = {}) : desk_(Desk::Ready(std::move(options), &store_)) {
    store_.TakeAppends();
  }
  ~LoopTest() override { store_.Open(); }

  std::future<Desk::Settled> Send(const std::string& message_id,
                                  std::int64_t deadline_ms = kNoDeadline) {
    std::future<Desk::Settled> reply;
    desk_->engine().Settle(HospitalCaller("H1"), desk_->Ask(MakeBill(message_id), person_no_),
                           deadline_ms, AnswerTo(reply));
    return reply;
  }
  // The loop stands at the closed gate with "first".
  std::future<Desk::Settled> HoldLoop() {
    store_.Close();
    std::future<Desk::Settled> first = Send("first");
    store_.WaitForAppend();
    return first;
  }
  std::vector<v1::Entry> Entries(v1::Entry::BodyCase kind) const {
    std::vector<v1::Entry> found;
    for (std::uint64_t number = 0; number < desk_->Head().size; ++number) {
      v1::Entry entry = desk_->EntryAt(number);
      if (entry.body_case() == kind) found.push_back(std::move(entry));
    }
    return found;
  }

  MemoryStore inner_;
  GatedStore store_{inner_};
  std::unique_ptr<Desk> desk_;
  std::uint64_t person_no_ = desk_->Import("310", {"dibao"});
};

class SmallQueueTest : public LoopTest {
 protected:
  SmallQueueTest() : LoopTest({.desk_queue_max = 3, .bulk_queue_max = 2}) {}
};

TEST_F(SmallQueueTest, FullQueueIsRefusedAtOnce) {
  std::future<Desk::Settled> first = HoldLoop();
  std::vector<std::future<Desk::Settled>> waiting;
  for (const char* id : {"a", "b", "c"}) waiting.push_back(Send(id));
  EXPECT_EQ(desk_->engine().desk_waiting(), 3U);
  std::future<Desk::Settled> refused = Send("d");  // The loop stands still: only at once.
  const v1::ErrorDetail detail = DetailOf(refused.get().status());
  EXPECT_EQ(detail.reason(), v1::ENGINE_BUSY);
  EXPECT_EQ(detail.error_class(), v1::TRY_AGAIN);
  store_.Open();
  EXPECT_TRUE(first.get().ok());
  for (auto& reply : waiting) EXPECT_TRUE(reply.get().ok());
  EXPECT_EQ(desk_->Get("d").state(), v1::NOT_POSTED);
}

TEST_F(SmallQueueTest, FullBulkQueueIsRefusedAtOnce) {
  std::future<Desk::Settled> first = HoldLoop();
  std::vector<std::future<absl::StatusOr<v1::ImportReply>>> waiting(3);
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    desk_->engine().ImportPerson(ReliefCaller(), MakePerson("5" + std::to_string(i), {}),
                                 AnswerTo(waiting[i]));
  }
  EXPECT_EQ(ReasonOf(waiting[2].get().status()), v1::ENGINE_BUSY);
  store_.Open();
  EXPECT_TRUE(first.get().ok());
  EXPECT_TRUE(waiting[0].get().ok());
  EXPECT_TRUE(waiting[1].get().ok());
}

TEST_F(LoopTest, DeadlinePassedInTheQueueIsNotSettled) {
  std::future<Desk::Settled> first = HoldLoop();
  const std::int64_t now_ms = desk_->clock().NowMs();
  std::future<Desk::Settled> late = Send("late", now_ms + 999);
  std::future<Desk::Settled> in_time = Send("in-time", now_ms + 1'000);
  desk_->clock().Advance(1'000);
  store_.Open();
  EXPECT_TRUE(first.get().ok());
  const v1::ErrorDetail detail = DetailOf(late.get().status());
  EXPECT_EQ(detail.reason(), v1::DEADLINE_IN_QUEUE);
  EXPECT_EQ(detail.error_class(), v1::TRY_AGAIN);
  EXPECT_TRUE(in_time.get().ok());
  EXPECT_EQ(desk_->Get("late").state(), v1::NOT_POSTED);
  EXPECT_TRUE(Send("late").get().ok());  // Nothing was done: the same id is free.
}

TEST_F(LoopTest, DrainAnswersWhatWaitsAndRefusesTheRest) {
  std::future<Desk::Settled> first = HoldLoop();
  std::vector<std::future<Desk::Settled>> waiting;
  for (int i = 0; i < 200; ++i) waiting.push_back(Send("w" + std::to_string(i)));
  std::thread drain([this] { desk_->engine().Drain(); });
  std::thread again([this] { desk_->engine().Drain(); });
  // Refused from the moment the drain has begun.
  for (;;) {
    std::future<Desk::Settled> probe = Send("probe");
    if (probe.wait_for(std::chrono::milliseconds(20)) == std::future_status::ready) {
      EXPECT_EQ(ReasonOf(probe.get().status()), v1::SHUTTING_DOWN);
      break;
    }
    waiting.push_back(std::move(probe));
  }
  store_.Open();
  drain.join();
  again.join();
  EXPECT_TRUE(first.get().ok());
  for (auto& reply : waiting) EXPECT_TRUE(reply.get().ok());
  EXPECT_EQ(ReasonOf(Send("after").get().status()), v1::SHUTTING_DOWN);
  EXPECT_TRUE(desk_->engine().health().ok());
}

// What waits together is written once.
TEST_F(LoopTest, WhatWaitsIsOneBatch) {
  std::future<Desk::Settled> first = HoldLoop();
  std::vector<std::future<Desk::Settled>> waiting;
  for (int i = 0; i < 64; ++i) waiting.push_back(Send("w" + std::to_string(i)));
  store_.Open();
  for (auto& reply : waiting) EXPECT_TRUE(reply.get().ok());
  const std::vector<Append> appends = store_.TakeAppends();
  ASSERT_EQ(appends.size(), 2U);  // "first", and all the others.
  EXPECT_EQ(appends[1].leaves.size(), 64U);
}

// The desk goes before bulk work, and bulk work waits while the desk has waited 5 ms.
TEST_F(LoopTest, DeskBeforeBulk) {
  std::future<Desk::Settled> first = HoldLoop();
  std::future<absl::StatusOr<v1::ImportReply>> import;
  desk_->engine().ImportPerson(ReliefCaller(), MakePerson("600", {}), AnswerTo(import));
  std::future<Desk::Settled> settle = Send("desk");
  desk_->clock().Advance(5);
  store_.TakeAppends();
  store_.Open();
  EXPECT_TRUE(settle.get().ok());
  EXPECT_TRUE(import.get().ok());
  const std::vector<Append> appends = store_.TakeAppends();
  ASSERT_EQ(appends.size(), 2U);
  EXPECT_TRUE(DecodeLeaf(appends[0].leaves[0])->has_settled());
  EXPECT_TRUE(DecodeLeaf(appends[1].leaves[0])->has_person_changed());
}

TEST_F(LoopTest, BulkRunsBesideADeskThatHasNotWaited) {
  std::future<Desk::Settled> first = HoldLoop();
  std::future<absl::StatusOr<v1::ImportReply>> import;
  desk_->engine().ImportPerson(ReliefCaller(), MakePerson("600", {}), AnswerTo(import));
  std::future<Desk::Settled> settle = Send("desk");
  desk_->clock().Advance(4);
  store_.TakeAppends();
  store_.Open();
  EXPECT_TRUE(settle.get().ok());
  EXPECT_TRUE(import.get().ok());
  const std::vector<Append> appends = store_.TakeAppends();
  ASSERT_EQ(appends.size(), 1U);
  EXPECT_TRUE(DecodeLeaf(appends[0].leaves[0])->has_settled());  // Desk first.
  EXPECT_TRUE(DecodeLeaf(appends[0].leaves[1])->has_person_changed());
}

// A duplicate in the same batch is a replay of the first.
TEST_F(LoopTest, DuplicatesInOneBatch) {
  std::future<Desk::Settled> first = HoldLoop();
  std::vector<std::future<Desk::Settled>> copies;
  for (int i = 0; i < 5; ++i) copies.push_back(Send("same"));
  store_.Open();
  std::uint64_t number = 0;
  int replayed = 0;
  for (auto& copy : copies) {
    const Desk::Settled reply = copy.get();
    ASSERT_TRUE(reply.ok()) << reply.status();
    if (number == 0) number = reply->number();
    EXPECT_EQ(reply->number(), number);
    if (reply->replayed()) ++replayed;
  }
  EXPECT_EQ(replayed, 4);
}

// A settlement and its reversal in one batch, and a refusal in between.
TEST_F(LoopTest, ReversalInTheSameBatch) {
  std::future<Desk::Settled> first = HoldLoop();
  std::future<Desk::Settled> settle = Send("m");
  std::future<Desk::Settled> same_bill;
  v1::Bill bill = MakeBill("n");
  bill.set_bill_no("B-m");
  desk_->engine().Settle(HospitalCaller("H1"), desk_->Ask(bill, person_no_), kNoDeadline,
                         AnswerTo(same_bill));
  v1::ReverseRequest request;
  request.set_message_id("m");
  request.set_request_id("r");
  std::future<absl::StatusOr<v1::ReverseReply>> reverse;
  desk_->engine().Reverse(HospitalCaller("H1"), request, kNoDeadline, AnswerTo(reverse));
  store_.Open();
  EXPECT_TRUE(settle.get().ok());
  EXPECT_EQ(ReasonOf(same_bill.get().status()), v1::BILL_ALREADY_SETTLED);
  EXPECT_FALSE(reverse.get()->tombstone());
  EXPECT_EQ(desk_->Get("m").state(), v1::REVERSED);
  EXPECT_TRUE(desk_->Differences().empty());
}

TEST_F(LoopTest, OneDayOpenedPerBusinessDay) {
  EXPECT_EQ(Entries(v1::Entry::kDayOpened).size(), 1U);
  Send("a").get().value();
  desk_->clock().Set(kMorningMs + kDayMs / 24 * 14 + 29 * 60'000);  // 23:59 the same day.
  Send("b").get().value();
  EXPECT_EQ(Entries(v1::Entry::kDayOpened).size(), 1U);
  desk_->clock().Advance(60'000);  // Midnight in Shanghai.
  Send("c").get().value();
  Send("d").get().value();
  const std::vector<v1::Entry> days = Entries(v1::Entry::kDayOpened);
  ASSERT_EQ(days.size(), 2U);
  EXPECT_EQ(days[0].day_opened().day(), "2012-06-29");
  EXPECT_EQ(days[1].day_opened().day(), "2012-06-30");
  // A clock set back over midnight opens no day twice.
  desk_->clock().Advance(-60'000);
  Send("e").get().value();
  EXPECT_EQ(Entries(v1::Entry::kDayOpened).size(), 2U);
  EXPECT_TRUE(desk_->Differences().empty());
}

TEST_F(LoopTest, PostedTimeNeverRunsBackwards) {
  const std::int64_t first_ms = Send("a").get()->posted_ms();
  desk_->clock().Advance(-30'000);
  EXPECT_EQ(Send("b").get().status(), absl::OkStatus());
  EXPECT_EQ(desk_->Get("b").result().posted_ms(), first_ms);
  desk_->clock().Advance(90'000);
  EXPECT_EQ(Send("c").get()->posted_ms(), first_ms + 60'000);
}

TEST_F(LoopTest, ClockFarBehindTheHeadRefuses) {
  Send("a").get().value();
  desk_->clock().Advance(-60'000);
  EXPECT_TRUE(Send("b").get().status().code() != absl::StatusCode::kUnavailable);
  desk_->clock().Advance(-1);
  const TreeHead before = desk_->Head();
  const v1::ErrorDetail detail = DetailOf(Send("c").get().status());
  EXPECT_EQ(detail.reason(), v1::CLOCK_BEHIND);
  EXPECT_EQ(detail.error_class(), v1::TRY_AGAIN);
  EXPECT_EQ(desk_->Head(), before);
  // The same after a restart: the head itself says what time it is.
  ASSERT_TRUE(desk_->Restart().ok());
  EXPECT_EQ(ReasonOf(Send("c").get().status()), v1::CLOCK_BEHIND);
  desk_->clock().Set(kMorningMs);
  EXPECT_TRUE(Send("c").get().ok());
}

TEST_F(LoopTest, RestartKeepsEverything) {
  const v1::SettleResult first = Send("a").get().value();
  ASSERT_TRUE(desk_->Restart().ok());
  v1::SettleResult again = Send("a").get().value();
  EXPECT_TRUE(again.replayed());
  again.set_replayed(false);
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(Entries(v1::Entry::kLedgerOpened).size(), 1U);
  EXPECT_TRUE(desk_->Differences().empty());
}

TEST_F(LoopTest, CountsWhatItDid) {
  const EngineCounters& counters = desk_->engine().counters();
  const std::uint64_t number = Send("a").get()->number();
  Send("a").get().value();
  EXPECT_FALSE(desk_->Settle(desk_->Ask(MakeBill("x"), 7)).ok());
  ASSERT_TRUE(desk_->Reverse(number, "r").ok());
  EXPECT_EQ(counters.settled, 1U);
  EXPECT_EQ(counters.replayed, 1U);
  EXPECT_EQ(counters.refused, 1U);
  EXPECT_EQ(counters.reversed, 1U);
  EXPECT_EQ(counters.entries, desk_->Head().size);
}

}  // namespace
}  // namespace yizhan::test
