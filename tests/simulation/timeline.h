// Timeline: what will happen, in the order of simulated time; at one moment, in the order of
// asking. It is network, clock and process scheduler in one.
//
// Units:    Unix milliseconds.
// Threads:  one.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

namespace yizhan::simulation {

class Timeline {
 public:
  explicit Timeline(std::int64_t now_ms) : now_ms_(now_ms) {}

  std::int64_t now_ms() const { return now_ms_; }
  void At(std::int64_t when_ms, std::function<void()> what) {
    events_.emplace(std::max(when_ms, now_ms_), std::move(what));
  }
  void In(std::int64_t wait_ms, std::function<void()> what) {
    At(now_ms_ + wait_ms, std::move(what));
  }
  // False: nothing will happen any more.
  bool RunNext() {
    if (events_.empty()) return false;
    auto next = events_.extract(events_.begin());
    now_ms_ = next.key();
    next.mapped()();
    return true;
  }

 private:
  std::int64_t now_ms_;
  std::multimap<std::int64_t, std::function<void()>> events_;
};

}  // namespace yizhan::simulation
