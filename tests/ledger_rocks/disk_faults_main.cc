// yizhan_disk_faults: every n-th failure of the disk under the real store, then ledgers through
// lives with faults drawn by seeds. Prints what happened how often; exit 1 when a promise broke or
// a kind of fault never came.

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <string>

#include "CLI/CLI.hpp"
#include "tests/ledger_rocks/fault_runs.h"

namespace yizhan {
namespace {

struct Options {
  std::uint64_t seeds = 1000;
  std::uint64_t first = 1;
  bool skip_nth = false;
};

class Tally {
 public:
  // False: a promise broke.
  bool Take(const FaultRun& run) {
    ++runs_;
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_.at(i) += run.counts.at(i);
    if (!run.wrong.empty()) std::printf("\nBROKEN: %s\n", run.wrong.c_str());
    return run.wrong.empty();
  }
  void Show(const char* what, std::uint64_t done, std::uint64_t all) const {
    if (isatty(STDERR_FILENO) == 0) return;
    std::fprintf(stderr, "\r%-20s %8lu/%lu ", what, done, all);
  }
  bool Print() const {
    bool all = true;
    std::printf("\n%-16s %10lu\n", "runs", runs_);
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      const std::string name(NameOf(static_cast<DiskFault>(i)));
      std::printf("%-16s %10lu%s\n", name.c_str(), counts_.at(i),
                  counts_.at(i) == 0 ? "  NEVER" : "");
      all = all && counts_.at(i) > 0;
    }
    return all;
  }

 private:
  std::uint64_t runs_ = 0;
  FaultCounts counts_{};
};

bool EveryNth(Tally& tally) {
  for (const FaultRow& row : kFaultRows) {
    std::uint64_t n = 0;
    bool happened = true;
    while (happened) {
      const FaultRun run = RunNth(row, ++n);
      happened = run.happened;
      tally.Show(row.name, n, 0);
      if (!tally.Take(run)) return false;
    }
    std::printf("\r%-20s every operation up to %lu\n", row.name, n - 1);
  }
  return true;
}

bool Lives(const Options& options, Tally& tally) {
  for (std::uint64_t seed = options.first; seed < options.first + options.seeds; ++seed) {
    tally.Show("seeds", seed - options.first + 1, options.seeds);
    if (!tally.Take(RunLives(seed))) {
      std::printf("repeat: yizhan_disk_faults --skip-nth --seeds 1 --first %lu\n", seed);
      return false;
    }
  }
  return true;
}

int Run(const Options& options) {
  Tally tally;
  const bool held = (options.skip_nth || EveryNth(tally)) && Lives(options, tally);
  const bool all = tally.Print();
  std::printf("%s\n", held ? "nothing acknowledged was lost" : "A PROMISE BROKE");
  // A single seed is for looking at, and has not every fault in it.
  return held && (all || options.seeds < 100) ? 0 : 1;
}

}  // namespace
}  // namespace yizhan

int main(int argc, char** argv) {
  CLI::App app("Faults of the disk under the real store.");
  yizhan::Options options;
  app.add_option("--seeds", options.seeds, "Lives to play");
  app.add_option("--first", options.first, "The first seed");
  app.add_flag("--skip-nth", options.skip_nth, "Only the lives");
  CLI11_PARSE(app, argc, argv);
  return yizhan::Run(options);
}
