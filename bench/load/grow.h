// Grow: makes the ledger of a stopped engine large, in process, and ends like a crash: nothing is
// flushed or closed. Everybody and one settlement of each are real; the rest are copies of these
// under new ids, with rows like theirs. So it is as large as a real one and is read like one, but
// its sums are not the copies' and it does not verify.
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
