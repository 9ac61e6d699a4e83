#include "adapters/fhir/explanation_of_benefit.h"

#include <vector>

#include "adapters/fhir/date_time.h"
#include "adapters/fhir/names.h"
#include "adapters/fhir/result_parts.h"
#include "adapters/fhir/writing.h"

namespace yizhan::fhir {
namespace {

void WriteHead(JsonWriter& writer, const v1::SettleResult& result) {
  const std::string number = std::to_string(result.number());
  writer.Text("id", number);
  WriteMeta(writer, result);
  WriteIdentifiers(writer, {{.system = kSettlementSystem, .code = number}});
  writer.Text("status", StatusOf(result));
  WriteKind(writer, result.bill().care_kind(), /*quote=*/false);
  WriteLogicalReference(writer, "patient",
                        {.system = kPersonNoSystem, .code = PersonNoText(result.person_no())});
  writer.Key("billablePeriod").BeginObject();
  writer.Text("start", result.bill().service_start()).Text("end", result.bill().service_end());
  writer.EndObject();
  writer.Text("created", DateTimeText(result.posted_ms()));
  WriteInsurer(writer);
  WriteLogicalReference(writer, "provider",
                        {.system = kInstitutionSystem,
                         .code = result.bill().institution_id(),
                         .display = result.institution_name()});
  WriteLogicalReference(writer, "claim",
                        {.system = kMessageIdSystem, .code = result.bill().message_id()});
  writer.Key("claimResponse").BeginObject().Text("reference", "ClaimResponse/" + number);
  writer.EndObject();
  writer.Text("outcome", "complete").Text("disposition", DispositionOf(result));
}

void WriteDiagnoses(JsonWriter& writer, const v1::Bill& bill) {
  if (bill.diagnoses().empty()) return;
  writer.Key("diagnosis").BeginArray();
  std::int64_t sequence = 0;
  for (const std::string& code : bill.diagnoses()) {
    writer.BeginObject().Number("sequence", ++sequence);
    WriteConcept(writer, "diagnosisCodeableConcept", {{.system = kIcd10System, .code = code}});
    if (sequence == 1) {
      writer.Key("type").BeginArray().BeginObject();
      WriteCodings(writer, {{.system = kDiagnosisTypeSystem, .code = "principal"}});
      writer.EndObject().EndArray();
    }
    writer.EndObject();
  }
  writer.EndArray();
}

void WriteInsurance(JsonWriter& writer) {
  writer.Key("insurance").BeginArray().BeginObject();
  writer.Key("focal").Bool(true);
  WriteDisplayReference(writer, "coverage", "医疗救助 / medical aid");
  writer.EndObject().EndArray();
}

}  // namespace

std::string ExplanationText(const v1::ExplainReply& explained) {
  v1::SettleResult result = explained.result();
  *result.mutable_steps() = explained.steps();
  std::vector<std::string> notes = NotesOf(result);
  for (const v1::ExplainedBreak& broken : explained.breaks()) {
    notes.push_back(Both(broken.sentence_zh(), broken.sentence_en()));
  }
  JsonWriter writer;
  writer.BeginObject().Text("resourceType", "ExplanationOfBenefit");
  WriteHead(writer, result);
  WriteDiagnoses(writer, result.bill());
  WriteInsurance(writer);
  WriteItems(writer, result, "sequence");
  WriteAdjudication(writer, result, Programs::kAll);
  WriteTotals(writer, result);
  WritePayment(writer, result);
  WriteNotes(writer, notes);
  writer.EndObject();
  return writer.Take();
}

}  // namespace yizhan::fhir
