// Explained: stored steps as sentences, each beside its source: what Explain and re-adjudication
// show.
//
// Threads:  pure.
#pragma once

#include <vector>

#include "engine/policy/compiled_pack.h"
#include "yizhan/v1/policy.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan {

// `programs`: those of the pack as it was activated, in its order (PackCatalog::ProgramsOf).
v1::ExplainedStep Explained(const CompiledPack& pack, const std::vector<v1::Program>& programs,
                            const v1::Step& step);

}  // namespace yizhan
