#include "adapters/fhir/capability.h"

#include <vector>

#include "adapters/fhir/writing.h"

namespace yizhan::fhir {
namespace {

constexpr char kDate[] = "2026-11-28";  // Of this list.

struct Served {
  const char* type;
  std::vector<const char*> interactions;
  const char* search;     // Parameter, or "".
  const char* operation;  // Name, or "".
  const char* definition;
  const char* words;
};

const std::vector<Served>& AllServed() {
  static const std::vector<Served> served = {
      {"Claim",
       {},
       "",
       "submit",
       "http://hl7.org/fhir/OperationDefinition/Claim-submit",
       "use = predetermination: quote; claim: settle; claim with status = cancelled and the same "
       "identifier: take back. preauthorization is refused: nothing is reserved."},
      {"ClaimResponse",
       {"read", "search-type"},
       "request",
       "",
       "",
       "Did it happen? By settlement number, or request:identifier = message id."},
      {"ExplanationOfBenefit", {"read"}, "", "", "", "By settlement number."},
      {"CoverageEligibilityRequest",
       {},
       "",
       "submit",
       "http://hl7.org/fhir/OperationDefinition/CoverageEligibilityRequest-submit",
       "Identities and yearly accounts. POST without $submit is the same."},
  };
  return served;
}

void WriteServed(JsonWriter& writer, const Served& served) {
  writer.BeginObject().Text("type", served.type).Text("documentation", served.words);
  if (!served.interactions.empty()) {
    writer.Key("interaction").BeginArray();
    for (const char* code : served.interactions) {
      writer.BeginObject().Text("code", code).EndObject();
    }
    writer.EndArray();
  }
  if (*served.search != '\0') {
    writer.Key("searchParam").BeginArray().BeginObject();
    writer.Text("name", served.search).Text("type", "reference");
    writer.Text("documentation", "Only with the modifier :identifier.");
    writer.EndObject().EndArray();
  }
  if (*served.operation != '\0') {
    writer.Key("operation").BeginArray().BeginObject();
    writer.Text("name", served.operation).Text("definition", served.definition);
    writer.EndObject().EndArray();
  }
  writer.EndObject();
}

}  // namespace

std::string CapabilityText(const std::string& institution_name) {
  JsonWriter writer;
  writer.BeginObject().Text("resourceType", "CapabilityStatement");
  writer.Text("status", "active").Text("date", kDate).Text("kind", "instance");
  writer.Key("software").BeginObject().Text("name", "yizhan-edge").EndObject();
  writer.Key("implementation").BeginObject();
  writer.Text("description", Both("医疗救助一站式结算 " + institution_name,
                                  "one-stop medical aid beside this hospital's HIS"));
  writer.EndObject();
  writer.Text("fhirVersion", "4.0.1");
  writer.Key("format").BeginArray().Text("application/fhir+json").Text("json").EndArray();
  writer.Key("rest").BeginArray().BeginObject().Text("mode", "server");
  writer.Key("resource").BeginArray();
  for (const Served& served : AllServed()) WriteServed(writer, served);
  writer.EndArray().EndObject().EndArray().EndObject();
  return writer.Take();
}

}  // namespace yizhan::fhir
