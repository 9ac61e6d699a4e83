// RunProgram: starts a program without a shell, feeds it stdin, waits, and keeps what it printed.
//
// Errors:   a program that cannot be started has exit code 127; one that a signal ended, 128 + it.
// Threads:  one at a time.
#pragma once

#include <string>
#include <vector>

namespace yizhan::testing_support {

struct Ran {
  int exit_code = 127;
  std::string out;
  std::string err;
};

// `args` without the program's own name.
Ran RunProgram(const std::string& program, const std::vector<std::string>& args,
               const std::string& input = "");

// build/<preset>/bin/yizhan.
Ran RunYizhan(const std::vector<std::string>& args, const std::string& input = "");

}  // namespace yizhan::testing_support
