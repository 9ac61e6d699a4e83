// BoundedQueue: full refuses at once, order is kept, closing lets what waits be taken.

#include "engine/base/bounded_queue.h"

#include <memory>
#include <set>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace yizhan {
namespace {

TEST(BoundedQueueTest, FullRefusesAtOnceAndQueuesNothing) {
  BoundedQueue<int> queue(2);
  EXPECT_TRUE(queue.Push(1));
  EXPECT_TRUE(queue.Push(2));
  EXPECT_FALSE(queue.Push(3));
  EXPECT_EQ(queue.size(), 2U);
  EXPECT_EQ(queue.Take(10), (std::vector<int>{1, 2}));
  EXPECT_TRUE(queue.Push(4));
}

TEST(BoundedQueueTest, TakesTheOldestFirstAndNoMoreThanAsked) {
  BoundedQueue<int> queue(5);
  for (int i = 1; i <= 5; ++i) EXPECT_TRUE(queue.Push(int{i}));
  EXPECT_EQ(queue.Take(0), std::vector<int>{});
  EXPECT_EQ(queue.Take(2), (std::vector<int>{1, 2}));
  EXPECT_EQ(queue.Take(9), (std::vector<int>{3, 4, 5}));
  EXPECT_EQ(queue.Take(9), std::vector<int>{});
}

TEST(BoundedQueueTest, ClosedRefusesButGivesWhatWaits) {
  BoundedQueue<int> queue(5);
  EXPECT_TRUE(queue.Push(1));
  queue.Close();
  EXPECT_FALSE(queue.Push(2));
  EXPECT_EQ(queue.Take(9), std::vector<int>{1});
}

TEST(BoundedQueueTest, ARefusedItemIsStillTheCallers) {
  BoundedQueue<std::unique_ptr<int>> queue(1);
  EXPECT_TRUE(queue.Push(std::make_unique<int>(1)));
  auto item = std::make_unique<int>(2);
  EXPECT_FALSE(queue.Push(std::move(item)));
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(*item, 2);
}

TEST(BoundedQueueTest, RoomForNothingRefusesEverything) {
  BoundedQueue<int> queue(0);
  EXPECT_FALSE(queue.Push(1));
}

TEST(BoundedQueueTest, ManyProducersLoseAndDoubleNothing) {
  constexpr int kProducers = 4;
  constexpr int kEach = 2'000;
  BoundedQueue<int> queue(64);
  std::vector<std::thread> producers;
  for (int producer = 0; producer < kProducers; ++producer) {
    producers.emplace_back([&queue, producer] {
      for (int i = 0; i < kEach; ++i) {
        while (!queue.Push(producer * kEach + i)) std::this_thread::yield();
      }
    });
  }
  std::set<int> taken;
  while (taken.size() < kProducers * kEach) {
    for (const int item : queue.Take(16)) EXPECT_TRUE(taken.insert(item).second);
    EXPECT_LE(queue.size(), 64U);
  }
  for (std::thread& producer : producers) producer.join();
  EXPECT_EQ(queue.size(), 0U);
}

}  // namespace
}  // namespace yizhan
