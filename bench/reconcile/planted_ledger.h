// PlantedLedger: the settlements and contras of planted books as the leaves of an export, each as
// large as a real one: a settlement and a contra of an engine, with other numbers and sums.
//
// Errors:   a file that cannot be written stops the program (CHECK).
// Threads:  pure.
#pragma once

#include <cstdint>
#include <string>

#include "tests/reconcile/planted.h"

namespace yizhan::bench {

inline constexpr char kInstitution[] = "H1";

// How many entries were written.
std::uint64_t WriteLedger(const testing::PlantedBooks& books, const std::string& path);

}  // namespace yizhan::bench
