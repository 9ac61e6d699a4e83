// Trouble: bills that are wrong on purpose, each in one way, with the reason that must come back.
//
// Threads:  one.
// Law:      adjudication.md sections 2 and 10.1; proto/yizhan/v1/error.proto.
#pragma once

#include <cstddef>

#include "tools/sample/traffic.h"

namespace yizhan::sample {

// Adds one bill of every kind of trouble, the first at `slot`.
void AddTrouble(Traffic& traffic, std::size_t slot);

extern const std::size_t kTroubleKinds;

}  // namespace yizhan::sample
