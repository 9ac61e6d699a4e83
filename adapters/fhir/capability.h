// Capability: what this door does, for a client that asks: GET /metadata.
//
// Threads:  pure.
// Format:   hl7.org/fhir/R4/capabilitystatement.html; lists nothing that is not answered.
#pragma once

#include <string>

namespace yizhan::fhir {

std::string CapabilityText(const std::string& institution_name);

}  // namespace yizhan::fhir
