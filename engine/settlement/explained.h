// Explained: stored steps as sentences, each beside its source: what Explain and re-adjudication
// show.
//
// Errors:   the catalog's.
// Threads:  pure.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"
#include "engine/policy/compiled_pack.h"
#include "yizhan/v1/policy.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan {

// `programs`: those of the pack as it was activated, in its order (PackCatalog::ProgramsOf).
v1::ExplainedStep Explained(const CompiledPack& pack, const std::vector<v1::Program>& programs,
                            const v1::Step& step);

// All of a result's, in evaluation order.
absl::StatusOr<std::vector<v1::ExplainedStep>> ExplainedSteps(const v1::SettleResult& result,
                                                              const Reader& state,
                                                              PackCatalog& packs);

}  // namespace yizhan
