// Reached: counts how often an input got as far as a valid bill, and says so at the end: a target
// whose inputs all fail at the first byte tests nothing.
//
// Threads:  any.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace yizhan::fuzz {

inline std::atomic<std::uint64_t>& BillsReached() {
  static std::atomic<std::uint64_t> count{0};
  return count;
}

inline void SayBillsReached() {
  std::fprintf(stderr, "reached a bill %llu times\n",
               static_cast<unsigned long long>(BillsReached().load()));
}

// Call it for every bill that an input came to.
inline void ReachedABill() { ++BillsReached(); }

// Told at the end of the program also when no bill was reached.
inline const bool kSaysAtEnd = std::atexit(SayBillsReached) == 0;

}  // namespace yizhan::fuzz
