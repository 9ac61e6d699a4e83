// Run: many worlds, on as many threads as asked for, until enough bills were settled or the
// evaluators differ.
//
// Threads:  Run starts its own and waits for them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "tests/property/counters.h"

namespace yizhan::property {

struct RunOptions {
  std::uint64_t seed = 0;
  std::uint64_t bills = 0;  // At least so many.
  int world_bills = 150;    // Asked for in each world.
  int threads = 1;
  std::uint64_t verify_each = 50;  // One world in so many is verified as a ledger, too.
  std::string kept_folder = "";    // Where the smallest differing world is written; empty: nowhere.
  std::function<void(std::uint64_t bills)> progress = {};  // Called now and then, by one thread.
};

struct RunResult {
  Counters counters;
  std::string difference = "";  // Empty: both agree.
  std::string kept_file = "";
};

RunResult Run(const RunOptions& options);

}  // namespace yizhan::property
