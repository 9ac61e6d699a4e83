// Background: one thread that calls for work when some is due, or when it is woken.
//
// Backoff: how long to wait after failures: doubled each time up to a cap, with jitter, so that a
// centre that comes back is not met by every edge of a district at once.
//
// Units:    milliseconds.
// Owner:    the destructor waits for the work that is under way.
// Threads:  Wake from any.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include "engine/base/random.h"

namespace yizhan::edge {

class Backoff {
 public:
  static constexpr std::int64_t kFirstMs = 250;
  static constexpr std::int64_t kLastMs = 60'000;

  explicit Backoff(Random& random) : random_(random) {}
  // Between half and the whole of what it has come to.
  std::int64_t NextMs();
  void Reset() { wait_ms_ = kFirstMs; }

 private:
  Random& random_;
  std::int64_t wait_ms_ = kFirstMs;
};

class Background {
 public:
  // `work` does what is due and says after how long it wants to be called again.
  explicit Background(std::function<std::int64_t()> work) : work_(std::move(work)) {}
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  void Start();
  void Wake();
  bool stopping() const { return stopping_; }
  void Stop();  // Returns when the thread has ended.

 private:
  void Run();

  const std::function<std::int64_t()> work_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace yizhan::edge
