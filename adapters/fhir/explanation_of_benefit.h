// ExplanationOfBenefit: one settlement with all its reasons, for the patient's own papers and for
// systems that keep them.
//
// Units:    fen.
// Threads:  pure.
// Format:   hl7.org/fhir/R4/explanationofbenefit.html
#pragma once

#include <string>

#include "yizhan/v1/settlement.pb.h"

namespace yizhan::fhir {

std::string ExplanationText(const v1::ExplainReply& explained);

}  // namespace yizhan::fhir
