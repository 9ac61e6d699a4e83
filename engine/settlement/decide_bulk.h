// DecideBulk: many proposals confirmed at once: the approval of two officers, then each proposal as
// an adjustment of its own.
//
// Units:    a place is that of a proposal in its approval, from 0.
// Errors:   Refusals; a refused request leaves the draft as it was. What refuses one proposal comes
//           in its item; what stops the whole (busy, no disk) is the status.
// Threads:  pure functions of their arguments.
// Law:      rulings R50, R51.
#pragma once

#include "absl/status/statusor.h"
#include "engine/books/draft.h"
#include "engine/settlement/caller.h"
#include "engine/settlement/engine.h"
#include "engine/settlement/situation.h"
#include "yizhan/v1/relief.pb.h"

namespace yizhan {

// Closes what packs opened for that year, when the whole district was looked through.
absl::StatusOr<v1::ConfirmInBulkItem> DecideApproveInBulk(const Caller& caller,
                                                          const v1::ConfirmInBulkRequest& request,
                                                          const Situation& situation, Draft& draft);

absl::StatusOr<v1::ConfirmInBulkItem> DecideConfirmApproved(const Caller& caller,
                                                            const Engine::Approved& approved,
                                                            const Situation& situation,
                                                            Draft& draft);

// Who may look through a town, or the whole district (empty): NOT_ALLOWED.
absl::Status CheckMayLookThrough(const Caller& caller, const std::string& town);

}  // namespace yizhan
