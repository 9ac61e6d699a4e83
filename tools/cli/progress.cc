#include "tools/cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace yizhan::cli {
namespace {

constexpr std::chrono::milliseconds kQuiet{2000};
constexpr std::chrono::milliseconds kBetweenDraws{100};
constexpr std::uint64_t kBarColumns = 30;

}  // namespace

std::string ProgressLine(const std::string& label, std::uint64_t done, std::uint64_t total) {
  if (total == 0) return label + "  " + std::to_string(done);
  const std::uint64_t shown = std::min(done, total);
  const std::uint64_t filled = shown * kBarColumns / total;
  std::string bar(filled, '=');
  if (filled < kBarColumns) bar += '>';
  bar.resize(kBarColumns, ' ');
  std::string percent = std::to_string(shown * 100 / total);
  percent.insert(0, 3 - std::min<std::size_t>(3, percent.size()), ' ');
  return label + " [" + bar + "] " + percent + "%  " + std::to_string(done) + "/" +
         std::to_string(total);
}

Progress::Progress(std::string label)
    : label_(std::move(label)),
      terminal_(isatty(STDERR_FILENO) == 1),
      started_(Clock::now()),
      drawn_at_(started_) {}

Progress::~Progress() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void Progress::Update(std::uint64_t done, std::uint64_t total) {
  if (!terminal_) return;
  const Clock::time_point now = Clock::now();
  if (now - started_ < kQuiet) return;
  const std::lock_guard lock(mutex_);
  if (drawn_ && now - drawn_at_ < kBetweenDraws) return;
  drawn_ = true;
  drawn_at_ = now;
  std::fputs(("\r" + ProgressLine(label_, done, total) + "\033[K").c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace yizhan::cli
