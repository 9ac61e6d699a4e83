#include "adapters/fhir/search_bundle.h"

#include "adapters/fhir/claim_response.h"
#include "adapters/fhir/names.h"
#include "adapters/fhir/operation_outcome.h"
#include "adapters/fhir/writing.h"

namespace yizhan::fhir {
namespace {

struct Words {
  const char* zh;
  const char* en;
};

Words WordsOf(v1::PresentState state) {
  switch (state) {
    case v1::SETTLED:
      return {"已结算", "settled"};
    case v1::REVERSED:
      return {"已冲正", "reversed"};
    case v1::REPLACED:
      return {"已被替换", "replaced"};
    case v1::TOMBSTONED:
      return {"未结算，该报文号已作废", "not settled, and this message id is void"};
    default:
      return {"未结算", "not settled"};
  }
}

void WriteMode(JsonWriter& writer, const char* mode) {
  writer.Key("search").BeginObject().Text("mode", mode).EndObject();
}

void WriteOutcome(JsonWriter& writer, const v1::GetReply& found) {
  const Words words = WordsOf(found.state());
  const std::string as_of = std::to_string(found.as_of());
  writer.BeginObject();
  writer.Key("resource").BeginObject().Text("resourceType", "OperationOutcome");
  writer.Key("issue").BeginArray().BeginObject();
  writer.Text("severity", "information").Text("code", "informational");
  WriteConcept(writer, "details", {}, std::string(words.zh) + "（账本至 " + as_of + " 条）");
  writer.Text("diagnostics",
              v1::PresentState_Name(found.state()) + ": " + words.en + ", ledger size " + as_of);
  writer.EndObject().EndArray().EndObject();
  WriteMode(writer, "outcome");
  writer.EndObject();
}

}  // namespace

std::string SearchText(const v1::GetReply& found, std::int64_t now_ms) {
  JsonWriter writer;
  writer.BeginObject().Text("resourceType", "Bundle").Text("type", "searchset");
  writer.Number("total", found.has_result() ? 1 : 0);
  writer.Key("entry").BeginArray();
  if (found.has_result()) {
    writer.BeginObject();
    const std::string number = std::to_string(found.result().number());
    writer.Text("fullUrl", std::string(kSettlementSystem) + ":" + number);
    writer.Key("resource");
    WriteClaimResponse(writer, found.result(), now_ms);
    WriteMode(writer, "match");
    writer.EndObject();
  }
  WriteOutcome(writer, found);
  writer.EndArray().EndObject();
  return writer.Take();
}

}  // namespace yizhan::fhir
