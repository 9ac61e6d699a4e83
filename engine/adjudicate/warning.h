// Warning: a crossing as people are told of it.
//
// Units:    texts: yuan with two decimals, percent with two decimals rounded down (R52).
// Threads:  pure.
// Law:      adjudication.md section 7.
#pragma once

#include <string>

#include "engine/policy/compiled_pack.h"
#include "yizhan/v1/entry.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan {

// `pack` is the one whose thresholds the crossing names.
v1::Warning WarningOf(const CompiledPack& pack, const v1::Crossing& crossing);

// "41.07 %": rounded down. A denominator below 1 fen counts as 1 fen.
std::string QuotientText(std::int64_t numerator_fen, std::int64_t denominator_fen);

}  // namespace yizhan
