// ReaderPool: a few threads that answer what posts nothing, so that neither gRPC's threads nor the
// loop wait for a disk.
//
// Errors:   Run returns false when the queue is full or the pool has stopped; the job is dropped.
// Threads:  Run and Stop from any thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace yizhan {

class ReaderPool {
 public:
  using Job = std::function<void()>;

  ReaderPool(std::size_t threads, std::size_t waiting_max);
  ~ReaderPool() { Stop(); }

  ReaderPool(const ReaderPool&) = delete;
  ReaderPool& operator=(const ReaderPool&) = delete;

  bool Run(Job job);
  // Runs what waits, refuses what comes after, joins. Idempotent.
  void Stop();
  std::size_t waiting() const;

 private:
  void Work();

  const std::size_t waiting_max_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace yizhan
