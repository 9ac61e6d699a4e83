// Setlinfo: the input of 2207 and 2304 as a bill and its person.
//
// Errors:   a Refusal with the national path, e.g. "input.setlinfo.med_type".
// Threads:  pure.
// Source:   domain.md section 2.4.
#pragma once

#include "absl/status/status.h"
#include "adapters/national/json_reader.h"
#include "adapters/national/settlement_message.h"

namespace yizhan::national {

// Fills all of the bill that stands in `input`; the envelope fills message id and institution.
absl::Status FillSettle(const Json& input, SettleMessage* message);

}  // namespace yizhan::national
