#include "adapters/intake/background.h"

#include <algorithm>
#include <chrono>

namespace yizhan::edge {

std::int64_t Backoff::NextMs() {
  const std::int64_t half_ms = wait_ms_ / 2;
  const auto jitter_ms =
      static_cast<std::int64_t>(random_.Next() % static_cast<std::uint64_t>(half_ms + 1));
  wait_ms_ = std::min(2 * wait_ms_, kLastMs);
  return half_ms + jitter_ms;
}

Background::~Background() { Stop(); }

void Background::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Background::Wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_one();
}

void Background::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Background::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    woken_ = false;
    lock.unlock();
    const std::chrono::milliseconds wait(work_());
    lock.lock();
    changed_.wait_for(lock, wait, [this] { return woken_ || stopping_; });
  }
}

}  // namespace yizhan::edge
