#include "adapters/fhir/operation_outcome.h"

#include <utility>

#include "adapters/fhir/names.h"
#include "adapters/fhir/writing.h"
#include "engine/base/refusal.h"

namespace yizhan::fhir {
namespace {

constexpr char kContentType[] = "application/fhir+json; fhirVersion=4.0; charset=utf-8";
constexpr char kRetryAfterS[] = "5";

struct IssueRow {
  v1::Reason reason;
  const char* code;  // IssueType
  int http;
};
// The rest follows from the class of the error.
constexpr IssueRow kIssues[] = {
    {v1::NOT_AUTHENTICATED, "login", 401},       {v1::NOT_ALLOWED, "forbidden", 403},
    {v1::FIELD_MISSING, "required", 422},        {v1::FIELD_TOO_LONG, "too-long", 400},
    {v1::FIELD_NOT_UTF8, "structure", 400},      {v1::FIELD_UNKNOWN_VALUE, "code-invalid", 422},
    {v1::FIELD_MALFORMED, "value", 400},         {v1::AMOUNT_NEGATIVE, "value", 422},
    {v1::AMOUNT_TOO_LARGE, "value", 422},        {v1::TOO_MANY_ITEMS, "too-long", 400},
    {v1::UNKNOWN_FIELDS, "extension", 422},      {v1::BILL_ALREADY_SETTLED, "duplicate", 409},
    {v1::INSTITUTION_UNKNOWN, "not-found", 422}, {v1::PERSON_UNKNOWN, "not-found", 422},
    {v1::SETTLEMENT_UNKNOWN, "not-found", 404},  {v1::ENTRY_UNKNOWN, "not-found", 404},
};

IssueRow RowOf(const v1::ErrorDetail& detail) {
  for (const IssueRow& row : kIssues) {
    if (row.reason == detail.reason()) return row;
  }
  switch (detail.error_class()) {
    case v1::REJECTED:
      return {detail.reason(), "business-rule", 422};
    case v1::CONFLICT:
      return {detail.reason(), "conflict", 409};
    case v1::TRY_AGAIN:
    case v1::OUTCOME_UNKNOWN:
      return {detail.reason(), "transient", 503};
    default:
      return {detail.reason(), "exception", 503};
  }
}

struct FieldRow {
  const char* field;    // Of the engine; what begins so.
  const char* element;  // Of the Claim.
};
constexpr FieldRow kFields[] = {
    {"bill.institution_id", "provider.identifier"},
    {"bill.visit_no", "item.encounter"},
    {"bill.bill_no", "identifier"},
    {"bill.revision", "extension"},
    {"bill.message_id", "identifier"},
    {"bill.care_kind", "subType"},
    {"bill.service_start", "billablePeriod.start"},
    {"bill.service_end", "billablePeriod.end"},
    {"bill.accounting_date", "created"},
    {"bill.diagnoses", "diagnosis"},
    {"bill.referral_no", "referral.identifier"},
    {"bill.total_fen", "total.value"},
    {"bill.fee_lines", "item"},
    {"bill.", "extension"},  // The insurer's part.
    {"person", "patient.identifier"},
    {"quote_digest", "extension"},
};

// "" when the element is not the caller's.
std::string ExpressionOf(const std::string& field, const std::string& path) {
  for (const FieldRow& row : kFields) {
    if (field.starts_with(row.field)) return path.empty() ? "" : path + "." + row.element;
  }
  return field;
}

// The sentences name field, expectation and finding already.
std::string DetailsText(const v1::ErrorDetail& detail) {
  return detail.message_zh().empty() ? "未做任何处理，请稍后重试" : detail.message_zh();
}

std::string Diagnostics(const v1::ErrorDetail& detail) {
  const std::string& en = detail.message_en();
  return v1::Reason_Name(detail.reason()) + ": " +
         (en.empty() ? "nothing was done; send it again" : en);
}

std::string RefusalText(const v1::ErrorDetail& detail, const std::string& expression) {
  JsonWriter writer;
  writer.BeginObject().Text("resourceType", "OperationOutcome");
  writer.Key("issue").BeginArray().BeginObject();
  if (detail.related() != 0) {
    writer.Key("extension").BeginArray();
    WriteTextExtension(writer, kRelatedUrl, std::to_string(detail.related()));
    writer.EndArray();
  }
  writer.Text("severity", "error").Text("code", RowOf(detail).code);
  WriteConcept(writer, "details",
               {{.system = kReasonSystem, .code = v1::Reason_Name(detail.reason())}},
               DetailsText(detail));
  writer.Text("diagnostics", Diagnostics(detail));
  if (!expression.empty()) writer.Key("expression").BeginArray().Text(expression).EndArray();
  writer.EndObject().EndArray().EndObject();
  return writer.Take();
}

edge::HttpResponse Response(int status, std::string body) {
  edge::HttpResponse response;
  response.status = status;
  response.content_type = kContentType;
  response.body = std::move(body);
  if (status == 503) response.headers.emplace_back("Retry-After", kRetryAfterS);
  return response;
}

std::string ProblemText(const HttpProblem& problem) {
  JsonWriter writer;
  writer.BeginObject().Text("resourceType", "OperationOutcome");
  writer.Key("issue").BeginArray().BeginObject();
  writer.Text("severity", "error").Text("code", problem.code);
  WriteConcept(writer, "details", {}, problem.zh);
  writer.Text("diagnostics", problem.en);
  writer.EndObject().EndArray().EndObject();
  return writer.Take();
}

}  // namespace

edge::HttpResponse RefusalResponse(const absl::Status& status, const std::string& path) {
  const v1::ErrorDetail detail = DetailOf(status);
  return Response(RowOf(detail).http, RefusalText(detail, ExpressionOf(detail.field(), path)));
}

edge::HttpResponse ProblemResponse(const HttpProblem& problem) {
  return Response(problem.status, ProblemText(problem));
}

edge::HttpResponse ResourceResponse(std::string body) { return Response(200, std::move(body)); }

}  // namespace yizhan::fhir
