// StreamWindow: what may be done next, one row per rule, and many threads at once.

#include "engine/base/stream_window.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace yizhan {
namespace {

using Window = StreamWindow<int>;

TEST(StreamWindowTest, ReadsOnUntilTheWindowIsFull) {
  Window window(2);
  window.Took();
  EXPECT_TRUE(window.Handed().read);
  window.Took();
  EXPECT_FALSE(window.Handed().read);
  EXPECT_EQ(window.in_flight(), 2U);
  const Window::Next answered = window.Answered(1);
  EXPECT_EQ(answered.write, 1);
  EXPECT_FALSE(answered.read) << "an unwritten answer still takes its place";
  EXPECT_TRUE(window.Written(true).read);
}

TEST(StreamWindowTest, OneWriteAtATimeInTheOrderOfAnswers) {
  Window window(8);
  for (int i = 0; i < 3; ++i) window.Took(), window.Handed();
  EXPECT_EQ(window.Answered(2).write, 2);
  EXPECT_FALSE(window.Answered(0).write.has_value());
  EXPECT_FALSE(window.Answered(1).write.has_value());
  EXPECT_EQ(window.Written(true).write, 0);
  EXPECT_EQ(window.Written(true).write, 1);
  EXPECT_FALSE(window.Written(true).write.has_value());
}

TEST(StreamWindowTest, NothingIsReadWhileARequestIsHandedOver) {
  Window window(8);
  window.Took();
  EXPECT_FALSE(window.Answered(1).read);
  EXPECT_FALSE(window.Written(true).read);
  EXPECT_TRUE(window.Handed().read);
}

TEST(StreamWindowTest, EndsOnceWhenReadsEndedAndAllIsWritten) {
  Window window(8);
  window.Took();
  EXPECT_TRUE(window.Handed().read);
  EXPECT_FALSE(window.ReadsEnded().finish);
  EXPECT_FALSE(window.Answered(1).finish);
  const Window::Next last = window.Written(true);
  EXPECT_TRUE(last.finish);
  EXPECT_FALSE(last.read);
}

TEST(StreamWindowTest, AnEmptyStreamEndsAtOnce) { EXPECT_TRUE(Window(1).ReadsEnded().finish); }

TEST(StreamWindowTest, AGonePeerDropsAnswersButWaitsForThem) {
  Window window(8);
  for (int i = 0; i < 3; ++i) window.Took(), window.Handed();
  window.Answered(0);
  window.Answered(1);  // Waits behind 0.
  EXPECT_FALSE(window.Written(false).write.has_value());
  EXPECT_FALSE(window.ReadsEnded().finish) << "one request is still with the engine";
  EXPECT_TRUE(window.Answered(2).finish);
}

// A reader, two engine threads and a writer, as gRPC would call them.
class Harness {
 public:
  explicit Harness(int requests) : requests_(requests) {}

  void Run() {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back([this] { Work(); });
    Post([this] { Read(); });
    for (std::thread& thread : threads) thread.join();
  }
  const std::multiset<int>& written() const { return written_; }
  int finished() const { return finished_; }
  std::size_t in_flight_max() const { return in_flight_max_; }

 private:
  static constexpr std::size_t kWindow = 16;

  void Post(std::function<void()> job) {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
    wake_.notify_one();
  }
  void Work() {
    while (true) {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return finished_ > 0 || !jobs_.empty(); });
      if (jobs_.empty()) return;
      const std::function<void()> job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job();
    }
  }
  void Read() {
    if (next_ == requests_) return Do(window_.ReadsEnded());
    window_.Took();
    const int request = next_++;
    Post([this, request] { Do(window_.Answered(request)); });
    Do(window_.Handed());
  }
  void Do(Window::Next next) {
    in_flight_max_ = std::max(in_flight_max_.load(), window_.in_flight());
    if (next.write.has_value()) Post([this, answer = *next.write] { Write(answer); });
    if (next.read) Post([this] { Read(); });
    if (!next.finish) return;
    const std::lock_guard lock(mutex_);
    ++finished_;
    wake_.notify_all();
  }
  void Write(int answer) {
    written_.insert(answer);  // One at a time is the window's promise; tsan watches.
    Do(window_.Written(true));
  }

  const int requests_;
  Window window_{kWindow};
  int next_ = 0;  // Only one read is under way at a time.
  std::multiset<int> written_;
  std::atomic<std::size_t> in_flight_max_ = 0;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> jobs_;
  std::atomic<int> finished_ = 0;
};

TEST(StreamWindowTest, EveryRequestIsAnsweredOnceUnderManyThreads) {
  constexpr int kRequests = 20'000;
  Harness harness(kRequests);
  harness.Run();
  EXPECT_EQ(harness.finished(), 1);
  EXPECT_LE(harness.in_flight_max(), 16U);
  ASSERT_EQ(harness.written().size(), static_cast<std::size_t>(kRequests));
  EXPECT_EQ(std::set<int>(harness.written().begin(), harness.written().end()).size(),
            static_cast<std::size_t>(kRequests));
}

}  // namespace
}  // namespace yizhan
