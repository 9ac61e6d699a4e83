#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "tests/property/seed.h"
#include "tests/simulation/simulation.h"

namespace yizhan::simulation {
namespace {

class Runner {
 public:
  explicit Runner(const RunOptions& options) : options_(options) {}

  RunResult Run() {
    std::vector<std::thread> threads;
    for (int i = 1; i < options_.threads; ++i) threads.emplace_back([this] { Work(false); });
    Work(true);
    for (std::thread& thread : threads) thread.join();
    return std::move(result_);
  }

 private:
  void Work(bool shows_progress) {
    Sometimes sometimes;
    while (!stopped_) {
      const std::uint64_t index = next_++;
      if (index >= options_.seeds) break;
      const std::uint64_t seed = options_.first + index;
      property::SetSeedPlaying(seed);
      const std::unique_ptr<Disk> disk = options_.make_disk(seed, sometimes);
      Report(seed, Play(seed, *disk, sometimes));
      if (shows_progress && options_.progress) options_.progress(next_);
    }
    const std::lock_guard lock(mutex_);
    result_.sometimes.Add(sometimes);
  }

  void Report(std::uint64_t seed, const Played& played) {
    const std::lock_guard lock(mutex_);
    ++result_.seeds;
    result_.entries += played.head.size;
    if (played.difference.empty() || stopped_.exchange(true)) return;
    result_.difference = "seed " + std::to_string(seed) + ": " + played.difference +
                         "again: yizhan_simulation --first " + std::to_string(seed) +
                         " --seeds 1\n";
  }

  const RunOptions& options_;
  std::atomic<std::uint64_t> next_{0};
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;  // Guards result_.
  RunResult result_;
};

}  // namespace

RunResult Run(const RunOptions& options) { return Runner(options).Run(); }

}  // namespace yizhan::simulation
