// yizhan_promote_drill: the drill of drill.h again and again, with figures.
#include <algorithm>
#include <cstdio>
#include <string>

#include "CLI/CLI.hpp"
#include "tests/witness/drill.h"

namespace yizhan::testing {
namespace {

struct Row {
  const char* name;
  DrillOptions options;
};

// clang-format off
const Row kRows[] = {
    {"synchronous, killed",        {.synchronous = true}},
    {"synchronous, alive, told",   {.synchronous = true, .end = EngineEnd::kTold}},
    {"synchronous, alive, unheard", {.synchronous = true, .end = EngineEnd::kUnheard}},
    {"asynchronous, killed",       {}},
    {"asynchronous, lag 200 ms",   {.lag_ms = 200}},
    {"asynchronous, alive, told",  {.end = EngineEnd::kTold}},
};
// clang-format on

struct Sum {
  DrillResult all;
  std::int64_t promotion_ms_max = 0;
  std::int64_t gap_ms_max = 0;
  bool held = true;
};

void Add(const Row& row, const DrillResult& one, Sum& sum) {
  sum.all.acknowledged += one.acknowledged;
  sum.all.lost += one.lost;
  sum.all.unknown_resolved += one.unknown_resolved;
  sum.promotion_ms_max = std::max(sum.promotion_ms_max, one.promotion_ms);
  sum.gap_ms_max = std::max(sum.gap_ms_max, one.service_gap_ms);
  const bool nothing_lost = !row.options.synchronous || one.lost == 0;
  sum.held = sum.held && nothing_lost && one.lost_are_the_tail && one.verified &&
             one.acknowledged_after_promotion == 0;
}

int Run(int rounds, std::int64_t load_ms) {
  std::printf("%-28s %6s %8s %6s %8s %12s %8s  %s\n", "drill", "rounds", "answered", "lost",
              "resolved", "promoted ms", "gap ms", "held");
  bool held = true;
  for (const Row& row : kRows) {
    Sum sum;
    for (int round = 0; round < rounds; ++round) {
      DrillOptions options = row.options;
      options.load_ms = load_ms;
      Add(row, RunDrill(options), sum);
    }
    held = held && sum.held;
    std::printf("%-28s %6d %8llu %6llu %8llu %12lld %8lld  %s\n", row.name, rounds,
                static_cast<unsigned long long>(sum.all.acknowledged),
                static_cast<unsigned long long>(sum.all.lost),
                static_cast<unsigned long long>(sum.all.unknown_resolved),
                static_cast<long long>(sum.promotion_ms_max),
                static_cast<long long>(sum.gap_ms_max), sum.held ? "yes" : "NO");
    std::fflush(stdout);
  }
  std::printf(
      "lost: answered before the end and not in the promoted ledger; always its tail.\n"
      "Times are the longest of all rounds: from the end of the old engine to the new one\n"
      "listening, and between the last answer before and the first after.\n");
  return held ? 0 : 1;
}

}  // namespace
}  // namespace yizhan::testing

int main(int argc, char** argv) {
  CLI::App app("The engine is lost under load, its mirror is promoted, the desks go on.");
  int rounds = 1;
  std::int64_t load_ms = 700;
  app.add_option("--rounds", rounds, "Of each kind of drill")->check(CLI::Range(1, 10'000));
  app.add_option("--load-ms", load_ms, "Load before the end")->check(CLI::Range(100, 600'000));
  CLI11_PARSE(app, argc, argv);
  return yizhan::testing::Run(rounds, load_ms);
}
