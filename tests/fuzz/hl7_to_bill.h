// Hl7ToBill: from the bytes of an HL7 message through a mapping to a bill, or to what it takes
// back; for every target that comes to HL7.
//
// Errors:   the refusal of the message. A bill that is accepted and does not add up stops the
//           process.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "adapters/hl7/hl7_mapping.h"

namespace yizhan::hl7 {

// Names as few places as a mapping may.
const Mapping& PlainMapping();
// Names a place for all that a bill can have.
const Mapping& WholeMapping();

// Counts the bill that it reaches.
absl::Status ReadToBill(const std::string& raw, const Mapping& mapping);

}  // namespace yizhan::hl7
