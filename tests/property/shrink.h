// Shrink: the smallest world that still makes the evaluators differ.
//
// Threads:  pure.
#pragma once

#include <functional>

#include "tests/property/world.pb.h"

namespace yizhan::property {

// `differs` says whether a world still shows it; it holds for `world`. At most `tries_max` worlds
// are tried.
World Shrunk(World world, const std::function<bool(const World&)>& differs, int tries_max);

}  // namespace yizhan::property
