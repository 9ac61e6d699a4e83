#include "tests/property/run.h"

#include <atomic>
#include <fstream>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "google/protobuf/text_format.h"
#include "tests/property/play.h"
#include "tests/property/seed.h"
#include "tests/property/shrink.h"
#include "tests/property/world.h"

namespace yizhan::property {
namespace {

constexpr int kShrinkTriesMax = 4'000;

std::string Keep(const World& world, const std::string& folder) {
  const std::string path = folder + "/seed_" + std::to_string(world.seed()) + ".textproto";
  std::string text;
  google::protobuf::TextFormat::PrintToString(world, &text);
  std::ofstream file(path);
  file << "# proto-file: tests/property/world.proto\n# proto-message: yizhan.property.World\n\n"
       << text;
  return path;
}

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
    Counters counters;
    while (bills_ < options_.bills && !stopped_) {
      const std::uint64_t index = next_world_++;
      const World world = MakeWorld(SeedOf(options_.seed, index), options_.world_bills);
      SetSeedPlaying(world.seed());
      const std::uint64_t before = counters.bills();
      const bool verify = index % options_.verify_each == 0;
      const std::optional<Difference> difference = PlayBoth(world, verify, &counters);
      bills_ += counters.bills() - before;
      if (difference.has_value()) Report(world, verify, *difference);
      if (shows_progress && options_.progress) options_.progress(bills_);
    }
    const std::lock_guard lock(mutex_);
    result_.counters.Add(counters);
  }

  void Report(const World& world, bool verify, const Difference& difference) {
    const std::lock_guard lock(mutex_);
    if (stopped_.exchange(true)) return;
    result_.difference = difference.text;
    if (difference.bad_world || options_.kept_folder.empty()) return;
    World smallest = Shrunk(
        world,
        [verify, &difference](const World& smaller) {
          const std::optional<Difference> still = PlayBoth(smaller, verify, nullptr);
          return still.has_value() && !still->bad_world && still->kind == difference.kind;
        },
        kShrinkTriesMax);
    const std::optional<Difference> shown = PlayBoth(smallest, verify, nullptr);
    if (shown.has_value()) result_.difference += "\nsmallest: " + shown->text;
    result_.kept_file = Keep(smallest, options_.kept_folder);
  }

  const RunOptions& options_;
  std::atomic<std::uint64_t> next_world_{0};
  std::atomic<std::uint64_t> bills_{0};
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;  // Guards result_.
  RunResult result_;
};

}  // namespace

RunResult Run(const RunOptions& options) { return Runner(options).Run(); }

}  // namespace yizhan::property
