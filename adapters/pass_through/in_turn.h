// InTurn: one key is in one hand at a time; others wait.
//
// Threads:  any.
#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <utility>

namespace yizhan::edge {

class InTurn {
 public:
  class Turn {
   public:
    Turn(InTurn& turns, std::string key) : turns_(turns), key_(std::move(key)) {
      std::unique_lock lock(turns_.mutex_);
      turns_.free_.wait(lock, [this] { return turns_.taken_.insert(key_).second; });
    }
    ~Turn() {
      const std::lock_guard lock(turns_.mutex_);
      turns_.taken_.erase(key_);
      turns_.free_.notify_all();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    InTurn& turns_;
    const std::string key_;
  };

 private:
  std::mutex mutex_;
  std::condition_variable free_;
  std::set<std::string> taken_;
};

}  // namespace yizhan::edge
