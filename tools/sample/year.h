// Year: an invented register and a year of bills in our own JSON, some taken back later: what
// `yizhan policy simulate --bills` reads.
//
// Errors:   the status of the file that could not be written.
// Threads:  pure but for the files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace yizhan::sample {

struct YearOptions {
  std::uint64_t seed = 0;
  std::string year;  // "2012"
  std::size_t people = 0;
  std::size_t bills = 0;
};

// Writes register.csv and bills.jsonl.
absl::Status WriteYear(const std::string& folder, const YearOptions& options);

}  // namespace yizhan::sample
