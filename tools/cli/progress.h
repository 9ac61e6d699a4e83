// Progress: a bar on stderr, only when stderr is a terminal and the work takes more than 2 s.
//
// Threads:  Update from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace yizhan::cli {

// "标签 [=====>    ]  45%  900/2000".
std::string ProgressLine(const std::string& label, std::uint64_t done, std::uint64_t total);

class Progress {
 public:
  explicit Progress(std::string label);
  ~Progress();  // Clears the line if one was drawn.

  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // total 0: not known, only the count is shown.
  void Update(std::uint64_t done, std::uint64_t total);

 private:
  using Clock = std::chrono::steady_clock;

  const std::string label_;
  const bool terminal_;
  const Clock::time_point started_;
  std::mutex mutex_;
  Clock::time_point drawn_at_;
  bool drawn_ = false;
};

}  // namespace yizhan::cli
