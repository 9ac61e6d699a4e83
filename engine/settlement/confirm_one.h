// ConfirmOne: a proposal that an officer has looked at, posted: singly, or under an approval of
// many.
//
// Errors:   PROPOSAL_CHANGED, NOTHING_TO_ADJUST, PERSON_UNKNOWN, NOT_ALLOWED, those of a refold;
//           a refused confirmation leaves the draft as it was.
// Threads:  pure.
// Law:      rulings R50, R51; D7.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/books/draft.h"
#include "engine/settlement/caller.h"
#include "engine/settlement/situation.h"
#include "yizhan/v1/register.pb.h"
#include "yizhan/v1/relief.pb.h"

namespace yizhan {

struct Confirmation {
  v1::PersonRef person = {};
  std::uint32_t year = 0;
  std::string proposal_digest = {};
  std::string request_id = {};
  std::uint64_t approved_by = 0;  // The BulkApproved; 0: singly, then the proposal is answered.
};

// Refolds anew. A repeated request id is answered with what it did.
absl::StatusOr<v1::ConfirmAdjustmentReply> ConfirmOne(const Caller& caller,
                                                      const Confirmation& confirmation,
                                                      const Situation& situation, Draft& draft);

// FIELD_MALFORMED unless it is a year that can be asked for.
absl::Status CheckRefoldYear(std::uint32_t year);

// FIELD_MALFORMED unless it has 32 bytes.
absl::Status CheckDigestForm(const std::string& field, const std::string& digest);

}  // namespace yizhan
