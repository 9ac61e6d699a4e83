// OperationOutcome: a refusal as FHIR says it, and its HTTP status.
//
// Threads:  pure.
// Format:   hl7.org/fhir/R4/operationoutcome.html. details.text is for the desk (Chinese),
//           diagnostics for the integrator (English, with the Reason), expression the FHIRPath.
//           400 what cannot be read; 403 another institution's; 404 no such thing to read; 409 the
//           key or the bill is taken; 422 read, and refused; 503 nothing was done, send it again.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "adapters/http/http_message.h"

namespace yizhan::fhir {

// `path` is the Claim's in what was sent: what the engine calls "bill.total_fen" is its
// "total.value".
edge::HttpResponse RefusalResponse(const absl::Status& status, const std::string& path);

// What HTTP itself refuses: no such path, no such media type.
struct HttpProblem {
  int status = 404;
  const char* code = "not-found";  // IssueType
  const char* zh = "";
  const char* en = "";
};
edge::HttpResponse ProblemResponse(const HttpProblem& problem);

edge::HttpResponse ResourceResponse(std::string body);

}  // namespace yizhan::fhir
