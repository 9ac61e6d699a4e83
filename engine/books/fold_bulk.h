// FoldBulk: what an approval of many proposals at once does to the derived tables, and whether an
// adjustment was posted under the approval it names.
//
// Units:    a place is that of a proposal in its approval, from 0.
// Errors:   DataLoss when the entry does not follow from the state before it.
// Threads:  pure.
// Law:      rulings R50, R51: what is confirmed is a proposal's digest.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/digest.h"
#include "engine/ledger/store.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

inline constexpr int kApprovedProposalsMax = 1000;

absl::StatusOr<std::vector<Effect>> FoldBulkApproved(const v1::Entry& entry, const Reader& before);

// The request id of the adjustment of one place: each is posted at most once.
std::string BulkRequestId(std::uint64_t approval, int place);

// OK when an Adjusted was confirmed singly, or follows from the approval that it names.
absl::Status CheckApproved(const v1::Entry& entry, const Reader& before);

}  // namespace yizhan
