// Spans: dated values put in the one canonical order, so that equal facts look equal.
//
// Threads:  pure.
// Law:      ruling R14: overlapping or adjacent spans of one value act as their union.
#pragma once

#include <vector>

#include "engine/rules/person_facts.h"

namespace yizhan {

// Merges overlapping and adjacent spans of one value and sorts by from, then value, then until.
std::vector<HeldFact> MergeSpans(std::vector<HeldFact> facts);

}  // namespace yizhan
