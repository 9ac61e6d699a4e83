// Grow: fills the ledger of a stopped engine with real settlements, in process and many at a time,
// and ends like a crash: nothing is flushed or closed.
//
// Units:    entries are counts; bytes.
// Errors:   CHECKs; a program of its own (yizhan_bench_growth --grow-to) runs it.
// Threads:  one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace yizhan::bench {

// The beneficiaries that settle.
inline constexpr std::size_t kGrowthPersons = 20'000;
std::string GrowthCard(std::size_t person);

struct Growth {
  std::string config_path;          // Of the stopped yizhand.
  std::uint64_t entries = 0;        // The ledger's size afterwards, or somewhat above.
  std::uint64_t wal_bytes_min = 0;  // Goes on until so much must be replayed at the next start.
};

// Does not return: ends the process with 0.
[[noreturn]] void Grow(const Growth& growth);

}  // namespace yizhan::bench
