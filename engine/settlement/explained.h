// Explained: stored steps as sentences, each beside its source: what Explain and re-adjudication
// show.
//
// Errors:   DataLoss when the ledger lacks the pack.
// Threads:  pure.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/ledger/store.h"
#include "engine/policy/compiled_pack.h"
#include "yizhan/v1/policy.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan {

// Sources are shown from the pack as it was activated; in the order of its programs.
absl::StatusOr<std::vector<v1::Program>> ProgramsOf(const std::string& pack_hash,
                                                    const Reader& state);

v1::ExplainedStep Explained(const CompiledPack& pack, const std::vector<v1::Program>& programs,
                            const v1::Step& step);

}  // namespace yizhan
