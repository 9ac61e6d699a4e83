// Tail: wakes who waits for the ledger to grow. The thread that appends never waits for them.
//
// Units:    size = number of leaves.
// Threads:  any. A call runs on the thread that grows or closes the tail, or at once on the
//           waiter's own: it hands over and returns.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>

namespace yizhan {

class Tail {
 public:
  explicit Tail(std::uint64_t size) : size_(size) {}

  // Calls once, when the ledger has more than `size` leaves or is closed. The ticket cancels it.
  std::uint64_t Wait(std::uint64_t size, std::function<void()> call);
  // True: it was not called and will not be.
  bool Cancel(std::uint64_t ticket);

  void Grow(std::uint64_t size);
  // Whoever waits is called, now and from now on.
  void Close();
  bool closed() const;

 private:
  struct Waiter {
    std::uint64_t size;
    std::function<void()> call;
  };
  void CallAll();

  mutable std::mutex mutex_;
  std::uint64_t size_;
  bool closed_ = false;
  std::uint64_t tickets_ = 0;
  std::map<std::uint64_t, Waiter> waiters_;  // By ticket.
};

}  // namespace yizhan
