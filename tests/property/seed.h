// Seed: where a run's chance comes from, and how a run that breaks says it.
//
// Threads:  any.
#pragma once

#include <cstdint>

namespace yizhan::property {

// YIZHAN_SEED, or `otherwise`. Printed, so that what was seen can be seen again.
std::uint64_t PrintedSeed(std::uint64_t otherwise);

// A promise of ours that breaks (CHECK) ends the process: it names the world it broke in.
void NameSeedOnAbort();
// The world this thread plays now.
void SetSeedPlaying(std::uint64_t seed);

}  // namespace yizhan::property
