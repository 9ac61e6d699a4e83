// FoldAdjusted: what a confirmed re-adjudication does to the derived tables, whether each of its
// bills can be computed again, and what a contra takes back of it.
//
// Errors:   DataLoss when the entry does not follow from the state before it, or from its own
// facts.
// Threads:  pure.
// Law:      rulings R44, R51; D7, D13, D14.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/adjudicate/outcome.h"
#include "engine/books/draft.h"
#include "engine/books/pack_catalog.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

absl::StatusOr<std::vector<Effect>> FoldAdjusted(const v1::Entry& entry, const Reader& before,
                                                 PackCatalog& packs);

// Every bill from the entry, its settlement and the pack alone: no register, no other bill.
absl::Status RecomputeAdjusted(const v1::Entry& entry, const Reader& state, PackCatalog& packs);

// What the rules make of one of its bills, without a look at the stored outcome.
absl::StatusOr<Outcome> ComputeAdjusted(const v1::Entry& entry, const v1::AdjustedBill& part,
                                        const CompiledPack& pack, const Reader& state);

// Checks that a contra takes back what all adjustments of its original moved, and does it.
absl::Status FoldAdjustmentsBack(const v1::Entry& entry, std::uint64_t adjustment, Draft& staged);

// Sameness of a repeated confirmation.
Hash32 ConfirmationDigest(std::uint64_t person_no, std::uint32_t year, const std::string& proposal);

}  // namespace yizhan
