// PatientCard: whose card a resource's `patient` is.
//
// Errors:   the Reading of the resource. None repeats the number.
// Threads:  pure.
// Format:   a logical reference, patient.identifier, or a contained Patient with such an
// identifier:
//           type coded in urn:yizhan:fhir:cert-type (psn_cert_type, "01" identity card), and value.
#pragma once

#include "adapters/fhir/element.h"
#include "yizhan/v1/register.pb.h"

namespace yizhan::fhir {

v1::Card ReadCard(const Element& resource);

}  // namespace yizhan::fhir
