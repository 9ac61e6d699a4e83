// DecideReverse: taking a settlement back, alone or (DecideReplace) for a corrected one.
//
// Errors:   Refusals; a refused request leaves the draft as it was.
// Threads:  pure functions of their arguments.
// Law:      rulings R44-R47.
#pragma once

#include "absl/status/statusor.h"
#include "engine/books/draft.h"
#include "engine/settlement/caller.h"
#include "engine/settlement/situation.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan {

absl::StatusOr<v1::ReverseReply> DecideReverse(const Caller& caller,
                                               const v1::ReverseRequest& request,
                                               const Situation& situation, Draft& draft);

absl::StatusOr<v1::ReplaceReply> DecideReplace(const Caller& caller,
                                               const v1::ReplaceRequest& request,
                                               const Situation& situation, Draft& draft);

}  // namespace yizhan
