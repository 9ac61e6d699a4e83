// FollowedStore: followers are woken, and in synchronous mode nobody sees what no mirror holds.

#include "engine/ledger/followed_store.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "engine/ledger/memory_store.h"
#include "engine/ledger/tree.h"
#include "gtest/gtest.h"
#include "tests/ledger/append_now.h"

namespace yizhan {
namespace {

constexpr std::int64_t kShortMs = 20;
constexpr std::int64_t kLongMs = 20'000;

// A ledger of one entry, as it is when its port opens.
class FollowedStoreTest : public testing::Test {
 protected:
  FollowedStoreTest() : epoch_(inner_.Fence("test").value()) {
    EXPECT_EQ(AppendNow(inner_, Next(inner_)).result, AppendResult::kDurable);
  }

  Append Next(const LedgerStore& store) const {
    const TreeHead head = store.Durable();
    return {epoch_, head, {LeafText(head.size)}, {}, false};
  }
  static FollowOptions Synchronous(std::int64_t wait_ms) {
    return {.synchronous = true, .mirror_wait_ms = wait_ms};
  }
  // A mirror that holds whatever is written, as soon as it is.
  static void AcknowledgeAll(FollowedStore& store, std::uint64_t ticket) {
    EXPECT_TRUE(store.mirror().Acknowledge(ticket, store.inner().Durable()).ok());
    store.written_tail().Wait(store.inner().Durable().size,
                              [&store, ticket] { AcknowledgeAll(store, ticket); });
  }

  MemoryStore inner_;
  std::uint64_t epoch_;
};

TEST_F(FollowedStoreTest, WakesWhoWaitsForMore) {
  FollowedStore store(inner_, {});
  int calls = 0;
  store.tail().Wait(1, [&calls] { ++calls; });
  store.tail().Wait(2, [&calls] { calls += 100; });
  EXPECT_EQ(calls, 0);
  EXPECT_EQ(AppendNow(store, Next(store)).result, AppendResult::kDurable);
  EXPECT_EQ(calls, 1);
  store.tail().Wait(1, [&calls] { calls += 10; });  // There is more already.
  EXPECT_EQ(calls, 11);
  store.tail().Close();
  EXPECT_EQ(calls, 111);
}

TEST_F(FollowedStoreTest, ACancelledWaiterIsNotCalled) {
  FollowedStore store(inner_, {});
  int calls = 0;
  const std::uint64_t ticket = store.tail().Wait(1, [&calls] { ++calls; });
  EXPECT_TRUE(store.tail().Cancel(ticket));
  EXPECT_FALSE(store.tail().Cancel(ticket));
  EXPECT_EQ(AppendNow(store, Next(store)).result, AppendResult::kDurable);
  EXPECT_EQ(calls, 0);
}

TEST_F(FollowedStoreTest, WithoutAMirrorNothingIsWritten) {
  FollowedStore store(inner_, Synchronous(kShortMs));
  EXPECT_EQ(AppendNow(store, Next(store)).result, AppendResult::kNoMirror);
  EXPECT_EQ(inner_.Durable().size, 1U);
}

TEST_F(FollowedStoreTest, AMirrorThatLagsIsNoMirror) {
  FollowedStore store(inner_, Synchronous(kShortMs));
  const std::uint64_t ticket = store.mirror().Connect();
  EXPECT_TRUE(store.mirror().Acknowledge(ticket, {}).ok());
  EXPECT_EQ(AppendNow(store, Next(store)).result, AppendResult::kNoMirror);
}

// An empty mirror that comes before anybody waits for one: its root is that of the empty tree.
TEST_F(FollowedStoreTest, AnEmptyMirrorThatComesFirstCatchesUp) {
  FollowedStore store(inner_, Synchronous(kLongMs));
  const std::uint64_t ticket = store.mirror().Connect();
  EXPECT_TRUE(store.mirror().Acknowledge(ticket, MerkleTree().Head()).ok());
  AcknowledgeAll(store, ticket);
  EXPECT_EQ(AppendNow(store, Next(store)).result, AppendResult::kDurable);
}

TEST_F(FollowedStoreTest, AnsweredOnceTheMirrorHoldsIt) {
  FollowedStore store(inner_, Synchronous(kLongMs));
  AcknowledgeAll(store, store.mirror().Connect());
  EXPECT_EQ(AppendNow(store, Next(store)).result, AppendResult::kDurable);
  EXPECT_EQ(store.Durable().size, 2U);
  EXPECT_EQ(store.OpenView()->size(), 2U);
}

TEST_F(FollowedStoreTest, WhatTheMirrorDoesNotAcknowledgeIsSeenByNobodyElse) {
  FollowedStore store(inner_, Synchronous(kShortMs));
  const std::uint64_t ticket = store.mirror().Connect();
  EXPECT_TRUE(store.mirror().Acknowledge(ticket, inner_.Durable()).ok());
  EXPECT_EQ(AppendNow(store, Next(store)).result, AppendResult::kUnknown);
  EXPECT_EQ(store.Durable().size, 1U);
  EXPECT_EQ(store.OpenView()->size(), 1U);
  EXPECT_EQ(store.inner().Durable().size, 2U) << "for the mirror it is there";
}

TEST_F(FollowedStoreTest, TheMirrorMustHoldTheSameRoot) {
  FollowedStore store(inner_, Synchronous(kShortMs));
  const std::uint64_t ticket = store.mirror().Connect();
  TreeHead forked = inner_.Durable();
  forked.root[0] ^= 1;
  EXPECT_TRUE(store.mirror().Acknowledge(ticket, forked).ok()) << "nothing is known yet";
  EXPECT_EQ(AppendNow(store, Next(store)).result, AppendResult::kNoMirror);
  EXPECT_TRUE(absl::IsDataLoss(store.mirror().Acknowledge(ticket, forked)));
}

TEST_F(FollowedStoreTest, OnlyTheNewestMirrorCounts) {
  FollowedStore store(inner_, Synchronous(kShortMs));
  const std::uint64_t older = store.mirror().Connect();
  EXPECT_TRUE(store.mirror().Acknowledge(older, inner_.Durable()).ok());
  const std::uint64_t newer = store.mirror().Connect();
  EXPECT_FALSE(store.mirror().Acknowledge(older, inner_.Durable()).ok());
  EXPECT_EQ(AppendNow(store, Next(store)).result, AppendResult::kNoMirror);
  store.mirror().Disconnect(older);
  EXPECT_TRUE(store.mirror().connected());
  store.mirror().Disconnect(newer);
  EXPECT_FALSE(store.mirror().connected());
}

TEST_F(FollowedStoreTest, AfterARestartNothingIsSaidBeforeTheMirrorAgrees) {
  FollowedStore asynchronous(inner_, {});
  EXPECT_TRUE(asynchronous.Settled());
  FollowedStore store(inner_, Synchronous(kShortMs));
  EXPECT_FALSE(store.Settled());
  const std::uint64_t ticket = store.mirror().Connect();
  EXPECT_TRUE(store.mirror().Acknowledge(ticket, {}).ok());
  EXPECT_FALSE(store.Settled());
  EXPECT_TRUE(store.mirror().Acknowledge(ticket, inner_.Durable()).ok());
  EXPECT_TRUE(store.Settled());
  store.mirror().Disconnect(ticket);
  EXPECT_TRUE(store.Settled());
}

TEST_F(FollowedStoreTest, AnEmptyLedgerBeginsWithoutAMirror) {
  MemoryStore empty;
  FollowedStore store(empty, Synchronous(kShortMs));
  EXPECT_TRUE(store.Settled());
  const std::uint64_t epoch = store.Fence("test").value();
  EXPECT_EQ(AppendNow(store, {epoch, {}, {"leaf 0"}, {}, false}).result, AppendResult::kMoved);
  EXPECT_EQ(AppendNow(store, {epoch, store.Durable(), {"leaf 0"}, {}, false}).result,
            AppendResult::kDurable);
  EXPECT_EQ(store.Durable().size, 1U);
  EXPECT_EQ(AppendNow(store, {epoch, store.Durable(), {"leaf 1"}, {}, false}).result,
            AppendResult::kNoMirror);
}

TEST_F(FollowedStoreTest, ManyFollowAndCancelWhileItGrows) {
  FollowedStore store(inner_, {});
  constexpr int kEntries = 200;
  std::atomic<int> calls = 0;
  std::atomic<int> cancelled = 0;
  std::vector<std::thread> followers;
  for (int i = 0; i < 3; ++i) {
    followers.emplace_back([&] {
      for (int n = 0; n < kEntries; ++n) {
        const std::uint64_t ticket = store.tail().Wait(store.Durable().size, [&calls] { ++calls; });
        if (n % 2 == 0 && store.tail().Cancel(ticket)) ++cancelled;
      }
    });
  }
  for (int n = 0; n < kEntries; ++n) AppendNow(store, Next(store));
  for (std::thread& follower : followers) follower.join();
  store.tail().Close();
  EXPECT_EQ(calls + cancelled, 3 * kEntries);
}

}  // namespace
}  // namespace yizhan
