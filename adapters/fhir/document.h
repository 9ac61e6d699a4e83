// Document: the one resource a request is about, by itself or in Parameters or a Bundle, and what
// the rules of FHIR say of all of it.
//
// Errors:   a Refusal with the FHIRPath. A modifierExtension or implicitRules may turn the meaning
//           of what stands beside it; none is known here, so all are refused. Other extensions may
//           be passed over, and are.
// Owner:    the caller keeps the JSON alive.
// Threads:  pure.
// Format:   FHIR R4 JSON, as Json; references are logical (identifier) or contained ("#id"):
//           nothing is fetched.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "adapters/fhir/element.h"

namespace yizhan::fhir {

struct Document {
  const Json* resource = nullptr;
  std::string path;  // "Claim", "Parameters.parameter[0].resource".
};

// The only resource of that type.
absl::StatusOr<Document> FindResource(const Json& root, const std::string& type);

// Refuses what may not be passed over, anywhere below.
absl::Status CheckModifiers(const Json& json, const std::string& path);

// What `reference` names in the resource's own `contained`: of that type, or an absent element.
// An external reference (not "#...") is absent, too.
Element Contained(const Element& resource, const Element& reference, const std::string& type);

// The value of a logical reference's identifier, or of the identifier in that system (or the only
// one) of the contained resource it names. "" when it says none.
std::string ReferencedValue(const Element& resource, const Element& reference,
                            const std::string& type, const std::string& system);

}  // namespace yizhan::fhir
