// FhirDoor: FHIR R4 over HTTP, for a HIS that has it.
//
//   GET  /metadata                               what is here
//   POST /Claim/$submit                          quote, settle, take back -> ClaimResponse
//   POST /CoverageEligibilityRequest[/$submit]   who is this, what is used -> ...Response
//   GET  /ClaimResponse/{number}                 a settlement as it stands now
//   GET  /ClaimResponse?request:identifier=...   did it happen? by message id
//   GET  /ExplanationOfBenefit/{number}          a settlement with all its reasons
//
// Of a training centre every resource that is answered is tagged HTEST, 培训.
//
// Errors:   every refusal is an OperationOutcome with its HTTP status.
// Owner:    intake and clock are the caller's and outlive it.
// Threads:  Handle from any thread; waits as long as the intake does.
// Format:   GUIDE.md.
#pragma once

#include <string>

#include "adapters/fhir/claim_bill.h"
#include "adapters/fhir/http_terms.h"
#include "adapters/http/http_message.h"
#include "adapters/intake/intake.h"
#include "engine/base/clock.h"

namespace yizhan::edge {

struct FhirOptions {
  std::string path = "/fhir";
  std::string institution_id{};
  std::string institution_name{};
};

class FhirDoor {
 public:
  FhirDoor(Intake& intake, const Clock& clock, FhirOptions options);

  HttpResponse Handle(const HttpRequest& request);

 private:
  HttpResponse Answer(const HttpRequest& request);
  HttpResponse Get(const fhir::Target& target);
  HttpResponse Post(const HttpRequest& request, const fhir::Target& target);

  HttpResponse Submit(const HttpRequest& request);
  HttpResponse Quote(const fhir::ClaimMessage& claim);
  HttpResponse Move(Ticket ticket, const fhir::ClaimMessage& claim);
  HttpResponse Settle(Ticket ticket, const fhir::ClaimMessage& claim);
  HttpResponse Cancel(Ticket ticket, const fhir::ClaimMessage& claim);
  HttpResponse Unread(const HttpRequest& request, const absl::Status& why);

  HttpResponse Eligibility(const HttpRequest& request);
  HttpResponse ReadResponse(const std::string& id);
  HttpResponse ReadExplanation(const std::string& id);
  HttpResponse Search(const fhir::Target& target);

  // With the sentences of each step, when the result has none.
  v1::SettleResult WithSteps(v1::SettleResult result);

  Intake& intake_;
  const Clock& clock_;
  const FhirOptions options_;
};

}  // namespace yizhan::edge
