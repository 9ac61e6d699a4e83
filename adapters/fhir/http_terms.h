// HttpTerms: where a request goes and whether both sides speak JSON of FHIR R4.
//
// Errors:   an HttpProblem: 406 when the caller takes no JSON, 415 when it sends none, 413.
// Threads:  pure.
// Format:   application/fhir+json or application/json, UTF-8, fhirVersion absent or 4.0;
//           _format in the query outweighs Accept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/fhir/operation_outcome.h"
#include "adapters/http/http_message.h"

namespace yizhan::fhir {

struct Target {
  std::vector<std::string> segments;  // Below the door's path: {"Claim", "$submit"}.
  std::vector<std::pair<std::string, std::string>> query;

  // "" when absent.
  std::string Query(const std::string& name) const;
};

// Empty when it is not below `base`, too long, or not well percent-encoded.
std::optional<Target> ParseTarget(const std::string& target, const std::string& base);

// What the caller takes, and what it sends.
std::optional<HttpProblem> CheckAccept(const edge::HttpRequest& request, const Target& target);
std::optional<HttpProblem> CheckContent(const edge::HttpRequest& request);

}  // namespace yizhan::fhir
