// World: a made-up district as a list of operations: rules, people, funds, bills and second
// thoughts. Nothing but the seed decides it.
//
// Threads:  pure.
#pragma once

#include <cstdint>

#include "tests/property/world.pb.h"

namespace yizhan::property {

// With `bills` settlements asked for, reversals and replacements beside them.
World MakeWorld(std::uint64_t seed, int bills);

// The seed of world `index` of a run.
std::uint64_t SeedOf(std::uint64_t run_seed, std::uint64_t index);

}  // namespace yizhan::property
