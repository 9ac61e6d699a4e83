// SettleRequest: the insurer's answer to a settlement, or to a trial of one, as a bill.
//
// Errors:   a Refusal with the path as if it stood in `input`: "input.setlinfo.med_type".
// Threads:  as Notes.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "adapters/intake/notes.h"
#include "adapters/pass_through/envelope.h"
#include "engine/base/digest.h"
#include "yizhan/v1/pass_note.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::edge {

inline constexpr std::size_t kMsgidBytesMax = 58;

// `asked` is the message to the insurer. A trial may have no setl_id yet.
absl::StatusOr<v1::SettleRequest> BillOf(const Asked& asked, const Answer& answer,
                                         const Notes& notes);

// What makes two messages the same: the transaction and its input, not time and operator.
Hash32 ContentOf(const Asked& asked);

// Fills what the intent tells of the settlement.
void Describe(const Asked& asked, v1::PassIntent& intent);
void Describe(const Answer& answer, std::int64_t now_ms, v1::PassIntent& intent);

// The insurer's day in its answer, or today.
std::string DayOf(const Answer& answer, std::int64_t now_ms);
std::string SetlIdOf(const Answer& answer);

}  // namespace yizhan::edge
