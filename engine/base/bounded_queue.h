// BoundedQueue: many producers, one consumer; full refuses at once.
//
// Errors:   Push returns false when full or closed; nothing was queued.
// Threads:  any, except that one thread at a time may take.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace yizhan {

template <typename Item>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t items_max) : items_max_(items_max) {}

  // Moves from `item` only when it was queued.
  bool Push(Item&& item) {
    const std::lock_guard lock(mutex_);
    if (closed_ || items_.size() >= items_max_) return false;
    items_.push_back(std::move(item));
    return true;
  }

  // Takes at most `items_max` of what waits, oldest first.
  std::vector<Item> Take(std::size_t items_max) {
    const std::lock_guard lock(mutex_);
    std::vector<Item> taken;
    while (!items_.empty() && taken.size() < items_max) {
      taken.push_back(std::move(items_.front()));
      items_.pop_front();
    }
    return taken;
  }

  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return items_.size();
  }

  // Refuses every later Push; what waits can still be taken.
  void Close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }

 private:
  const std::size_t items_max_;
  mutable std::mutex mutex_;
  std::deque<Item> items_;
  bool closed_ = false;
};

}  // namespace yizhan
