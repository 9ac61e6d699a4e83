// Clock: the only source of "now". A seeded simulation replaces it.
//
// Units:    Unix milliseconds.
// Threads:  NowMs from any thread.
#pragma once

#include <atomic>
#include <cstdint>

namespace yizhan {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t NowMs() const = 0;
};

class SystemClock : public Clock {
 public:
  std::int64_t NowMs() const override;
};

// Stands still until told otherwise.
class ManualClock : public Clock {
 public:
  explicit ManualClock(std::int64_t now_ms) : now_ms_(now_ms) {}
  std::int64_t NowMs() const override { return now_ms_.load(); }
  void Set(std::int64_t now_ms) { now_ms_.store(now_ms); }
  void Advance(std::int64_t by_ms) { now_ms_.fetch_add(by_ms); }

 private:
  std::atomic<std::int64_t> now_ms_;
};

}  // namespace yizhan
