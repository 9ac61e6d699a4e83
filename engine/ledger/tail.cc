#include "engine/ledger/tail.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace yizhan {

std::uint64_t Tail::Wait(std::uint64_t size, std::function<void()> call) {
  std::uint64_t ticket = 0;
  {
    const std::lock_guard lock(mutex_);
    ticket = ++tickets_;
    if (size_ <= size && !closed_) {
      waiters_.emplace(ticket, Waiter{size, std::move(call)});
      return ticket;
    }
  }
  call();
  return ticket;
}

bool Tail::Cancel(std::uint64_t ticket) {
  const std::lock_guard lock(mutex_);
  return waiters_.erase(ticket) != 0;
}

void Tail::CallAll() {
  std::vector<std::function<void()>> due;
  {
    const std::lock_guard lock(mutex_);
    for (auto waiter = waiters_.begin(); waiter != waiters_.end();) {
      if (waiter->second.size < size_ || closed_) {
        due.push_back(std::move(waiter->second.call));
        waiter = waiters_.erase(waiter);
      } else {
        ++waiter;
      }
    }
  }
  for (const std::function<void()>& call : due) call();
}

void Tail::Grow(std::uint64_t size) {
  {
    const std::lock_guard lock(mutex_);
    size_ = std::max(size_, size);
  }
  CallAll();
}

void Tail::Close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  CallAll();
}

bool Tail::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

}  // namespace yizhan
