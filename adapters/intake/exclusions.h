// Exclusions: one at a time for each key: a message id, or the number of a record.
//
// Threads:  any. Whoever holds a key calls out at most a few times, each with a limit of time.
#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <utility>

namespace yizhan::edge {

class Exclusions {
 public:
  class Hold {
   public:
    Hold(Exclusions& all, std::string id) : all_(all), id_(std::move(id)) {
      waited_ = all_.Take(id_);
    }
    ~Hold() { all_.Release(id_); }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    // Somebody else had it when this one came.
    bool waited() const { return waited_; }

   private:
    Exclusions& all_;
    const std::string id_;
    bool waited_ = false;
  };

 private:
  bool Take(const std::string& id) {
    std::unique_lock lock(mutex_);
    const bool waits = held_.contains(id);
    freed_.wait(lock, [&] { return !held_.contains(id); });
    held_.insert(id);
    return waits;
  }
  void Release(const std::string& id) {
    {
      const std::lock_guard lock(mutex_);
      held_.erase(id);
    }
    freed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable freed_;
  std::set<std::string> held_;
};

}  // namespace yizhan::edge
