// Proposal: a refold in the form in which an officer reads it, and the entry that posts it.
//
// Units:    fen.
// Threads:  pure.
// Law:      rulings R50, R51.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "engine/books/draft.h"
#include "engine/relief/refold.h"
#include "engine/settlement/situation.h"
#include "yizhan/v1/entry.pb.h"
#include "yizhan/v1/relief.pb.h"

namespace yizhan {

absl::StatusOr<v1::Proposal> ToMessage(const Refolded& refolded, const Reader& state,
                                       PackCatalog& packs);

// The body of the entry with number `state.size()` that posts it, but for its crossings.
absl::StatusOr<v1::Adjusted> AdjustedOf(const Refolded& refolded, const std::string& request_id,
                                        const Situation& situation, const Reader& state);

}  // namespace yizhan
