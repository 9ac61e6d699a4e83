#include "adapters/fhir/writing.h"

#include "absl/strings/str_cat.h"
#include "adapters/fhir/names.h"

namespace yizhan::fhir {

void WriteMoney(JsonWriter& writer, const std::string& key, std::int64_t amount_fen) {
  writer.Key(key).BeginObject();
  writer.Amount("value", amount_fen).Text("currency", kCurrency);
  writer.EndObject();
}

void WriteCodings(JsonWriter& writer, const std::vector<Coding>& codings) {
  writer.Key("coding").BeginArray();
  for (const Coding& coding : codings) {
    writer.BeginObject().Text("system", coding.system).Text("code", coding.code);
    if (!coding.display.empty()) writer.Text("display", coding.display);
    writer.EndObject();
  }
  writer.EndArray();
}

void WriteConcept(JsonWriter& writer, const std::string& key, const std::vector<Coding>& codings,
                  const std::string& text) {
  writer.Key(key).BeginObject();
  if (!codings.empty()) WriteCodings(writer, codings);
  if (!text.empty()) writer.Text("text", text);
  writer.EndObject();
}

void WriteLogicalReference(JsonWriter& writer, const std::string& key, const Coding& identifier) {
  writer.Key(key).BeginObject();
  writer.Key("identifier").BeginObject();
  writer.Text("system", identifier.system).Text("value", identifier.code);
  writer.EndObject();
  if (!identifier.display.empty()) writer.Text("display", identifier.display);
  writer.EndObject();
}

void WriteDisplayReference(JsonWriter& writer, const std::string& key, const std::string& display) {
  writer.Key(key).BeginObject().Text("display", display).EndObject();
}

void WriteIdentifiers(JsonWriter& writer, const std::vector<Coding>& identifiers) {
  writer.Key("identifier").BeginArray();
  for (const Coding& identifier : identifiers) {
    writer.BeginObject().Text("system", identifier.system).Text("value", identifier.code);
    writer.EndObject();
  }
  writer.EndArray();
}

void WriteTextExtension(JsonWriter& writer, const std::string& url, const std::string& text) {
  if (text.empty()) return;
  writer.BeginObject().Text("url", url).Text("valueString", text).EndObject();
}

void WriteMoneyExtension(JsonWriter& writer, const std::string& url, std::int64_t amount_fen) {
  writer.BeginObject().Text("url", url);
  WriteMoney(writer, "valueMoney", amount_fen);
  writer.EndObject();
}

std::string PersonNoText(std::uint64_t person_no) {
  return absl::StrCat(absl::Hex(person_no, absl::kZeroPad16));
}

std::string Both(const std::string& zh, const std::string& en) {
  return en.empty() ? zh : zh + " / " + en;
}

}  // namespace yizhan::fhir
