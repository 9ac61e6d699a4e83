// MeasuredRun: a program started without a shell, what it printed, and what it took.
//
// Units:    seconds; MiB of resident memory at its peak.
// Errors:   a program that cannot be started stops this one (CHECK).
// Threads:  one at a time.
#pragma once

#include <string>
#include <vector>

namespace yizhan::bench {

struct MeasuredRun {
  int exit_code = 0;
  double wall_s = 0;
  double cpu_s = 0;  // Of the program and of the system for it.
  double peak_mib = 0;
  std::string out;
};

MeasuredRun RunMeasured(const std::string& program, const std::vector<std::string>& args);

}  // namespace yizhan::bench
