// Seed: where a run's chance comes from, and how a run that breaks says it.
//
// Threads:  any.
#pragma once

#include <cstdint>

namespace yizhan::property {

// YIZHAN_SEED, or `otherwise`; `more` is added to it: tests of one run have seeds of their own.
// Printed, so that what was seen can be seen again.
std::uint64_t PrintedSeed(std::uint64_t otherwise, std::uint64_t more = 0);

// A promise of ours that breaks (CHECK) ends the process: it names the world it broke in.
void NameSeedOnAbort();
// The world this thread plays now.
void SetSeedPlaying(std::uint64_t seed);

}  // namespace yizhan::property
