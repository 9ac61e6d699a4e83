// StreamWindow: what a stream of requests and answers may do next: read, write or end.
//
// At most `in_flight_max` requests are between their reading and the writing of their answer; a
// full window stops the reading, so a slow reader of answers slows only itself. Answers leave in
// the order in which they came ready. The caller carries out each Next it is handed, exactly once.
//
// Units:    counts.
// Threads:  every method from any thread; Took, Handed and ReadsEnded belong to the reading side.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "engine/base/check.h"

namespace yizhan {

template <typename Answer>
class StreamWindow {
 public:
  struct Next {
    bool read = false;            // Start one read.
    std::optional<Answer> write;  // Start writing this.
    bool finish = false;          // Nothing is under way any more: end the stream.
  };

  explicit StreamWindow(std::size_t in_flight_max) : in_flight_max_(in_flight_max) {}

  // A request was read. Until Handed, nothing else is read and the stream does not end, so requests
  // reach the engine in the order in which they came.
  void Took() {
    const std::lock_guard lock(mutex_);
    YIZHAN_CHECK(!ended_ && !handing_);
    reading_ = false;
    handing_ = true;
    ++in_flight_;
  }

  // The request read last is with the engine, and may have been answered already.
  Next Handed() {
    const std::lock_guard lock(mutex_);
    YIZHAN_CHECK(handing_);
    handing_ = false;
    return Choose();
  }

  // No request will follow.
  Next ReadsEnded() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    reading_ = false;
    return Choose();
  }

  Next Answered(Answer answer) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(answer));
    return Choose();
  }

  // The answer handed out last is written; when `ok` is false the peer is gone, and answers still
  // to come are dropped.
  Next Written(bool ok) {
    const std::lock_guard lock(mutex_);
    YIZHAN_CHECK(writing_ && in_flight_ > 0);
    writing_ = false;
    --in_flight_;
    if (!ok) broken_ = true;
    return Choose();
  }

  std::size_t in_flight() const {
    const std::lock_guard lock(mutex_);
    return in_flight_;
  }

 private:
  Next Choose() {
    Next next;
    if (broken_) {
      in_flight_ -= waiting_.size();
      waiting_.clear();
    }
    if (!writing_ && !waiting_.empty()) {
      next.write = std::move(waiting_.front());
      waiting_.pop_front();
      writing_ = true;
    }
    if (!ended_ && !reading_ && !handing_ && in_flight_ < in_flight_max_) {
      next.read = true;
      reading_ = true;
    }
    if (ended_ && !handing_ && in_flight_ == 0 && !finished_) {
      next.finish = true;
      finished_ = true;
    }
    return next;
  }

  const std::size_t in_flight_max_;
  mutable std::mutex mutex_;
  std::deque<Answer> waiting_;
  std::size_t in_flight_ = 0;
  bool reading_ = true;  // The caller starts the first read.
  bool handing_ = false;
  bool writing_ = false;
  bool ended_ = false;
  bool broken_ = false;
  bool finished_ = false;
};

}  // namespace yizhan
