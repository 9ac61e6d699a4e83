// TrainingTag: meta.tag of what is no real settlement: HTEST, with 培训 as its display.
//
// Threads:  pure.
// Source:   hl7.org/fhir/R4/security-labels.html; v3-ActReason.
#pragma once

#include <string>

#include "adapters/national/json_writer.h"

namespace yizhan::fhir {

// "meta" of a resource.
void WriteTrainingMeta(JsonWriter& writer);

// An answer of ours with the tag on every resource in it that has none yet: of a Bundle the Bundle
// and its entries.
std::string TaggedTraining(const std::string& body);

}  // namespace yizhan::fhir
