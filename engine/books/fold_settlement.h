// FoldSettlement: what settlements, contras and tombstones do to the derived tables.
//
// Errors:   DataLoss when the entry does not follow from the state before it.
// Threads:  pure.
// Law:      rulings R7, R40-R45.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "engine/books/draft.h"
#include "engine/books/pack_catalog.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

absl::StatusOr<std::vector<Effect>> FoldSettled(const v1::Entry& entry, const Reader& before,
                                                PackCatalog& packs);
// Accounts, funds, totals and crossings of an entry in the form of a settlement
// (books/application.h); no keys.
absl::Status FoldMoves(const v1::Entry& entry, const Reader& before, PackCatalog& packs,
                       std::vector<Effect>& effects);
absl::StatusOr<std::vector<Effect>> FoldContra(const v1::Entry& entry, const Reader& before,
                                               PackCatalog& packs);
absl::StatusOr<std::vector<Effect>> FoldTombstone(const v1::Entry& entry, const Reader& before);

// What a reversal's request id stands for: sameness of a repeated request (R45).
Hash32 ReversalDigest(const std::string& original_sender, const std::string& original_message_id);

}  // namespace yizhan
