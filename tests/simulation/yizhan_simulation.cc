// yizhan_simulation: the simulation for as many seeds as asked for.
//
//   yizhan_simulation --seeds 10000 --first 1 --threads 2

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

#include "CLI/CLI.hpp"
#include "tests/property/seed.h"
#include "tests/simulation/rocks_disk.h"
#include "tests/simulation/simulation.h"

namespace yizhan::simulation {
namespace {

constexpr std::uint64_t kSeedsForCounters = 300;

void ShowProgress(std::uint64_t done, std::uint64_t all) {
  constexpr std::uint64_t kCells = 40;
  const std::uint64_t full = std::min(kCells, done * kCells / all);
  std::fprintf(stderr, "\r[%s%s] %llu of %llu seeds", std::string(full, '#').c_str(),
               std::string(kCells - full, '.').c_str(),
               static_cast<unsigned long long>(std::min(done, all)),
               static_cast<unsigned long long>(all));
}

int Report(const RunResult& result, double seconds) {
  std::printf("\n%s%llu seeds, %llu entries, %.0f s, %.1f seeds/s\n",
              result.sometimes.Table().c_str(), static_cast<unsigned long long>(result.seeds),
              static_cast<unsigned long long>(result.entries), seconds,
              static_cast<double>(result.seeds) / seconds);
  if (!result.difference.empty()) {
    std::printf("NOT AS IT MUST BE\n%s", result.difference.c_str());
    return 1;
  }
  if (result.seeds < kSeedsForCounters) return 0;
  std::vector<std::string> expected = MustBeMet();
  const std::vector<std::string>& of_disk = MustBeMetOnRocks();
  expected.insert(expected.end(), of_disk.begin(), of_disk.end());
  const std::vector<std::string> missing = result.sometimes.Missing(expected);
  for (const std::string& what : missing) std::printf("never happened: %s\n", what.c_str());
  return missing.empty() ? 0 : 1;
}

int Main(int argc, char** argv) {
  RunOptions options{.seeds = 1'000, .threads = 2, .make_disk = MakeDisk};
  CLI::App app("The whole engine, simulated: clients, network, clock and disk from a seed.");
  app.add_option("--seeds", options.seeds, "How many seeds")->check(CLI::PositiveNumber);
  app.add_option("--first", options.first, "The first seed");
  app.add_option("--threads", options.threads, "Seeds at once")->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  options.progress = [&options](std::uint64_t done) { ShowProgress(done, options.seeds); };
  property::NameSeedOnAbort();
  const auto started = std::chrono::steady_clock::now();
  const RunResult result = Run(options);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  return Report(result, took.count());
}

}  // namespace
}  // namespace yizhan::simulation

int main(int argc, char** argv) { return yizhan::simulation::Main(argc, argv); }
