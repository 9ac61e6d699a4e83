#include "adapters/fhir/training_tag.h"

#include <string_view>

#include "adapters/fhir/names.h"

namespace yizhan::fhir {
namespace {

// As JsonWriter writes it, and first in each resource; no text can hold it, for in a text the
// quotes are escaped.
constexpr std::string_view kResource = "{\"resourceType\":\"";
constexpr std::string_view kId = ",\"id\":\"";
constexpr std::string_view kMeta = ",\"meta\":";

// ,"meta":{...}
std::string MetaMember() {
  JsonWriter writer;
  writer.BeginObject();
  WriteTrainingMeta(writer);
  writer.EndObject();
  const std::string object = writer.Take();
  return "," + object.substr(1, object.size() - 2);
}

}  // namespace

void WriteTrainingMeta(JsonWriter& writer) {
  writer.Key("meta").BeginObject();
  writer.Key("tag").BeginArray().BeginObject();
  writer.Text("system", kActReasonSystem).Text("code", "HTEST");
  writer.Text("display", "培训 / test health data");
  writer.EndObject().EndArray().EndObject();
}

std::string TaggedTraining(const std::string& body) {
  const std::string meta = MetaMember();
  const std::string_view text = body;
  std::string tagged;
  std::size_t done = 0;
  for (std::size_t at = text.find(kResource); at != std::string_view::npos;
       at = text.find(kResource, at)) {
    at = text.find('"', at + kResource.size()) + 1;
    // The id is a number of the ledger.
    if (text.substr(at).starts_with(kId)) at = text.find('"', at + kId.size()) + 1;
    if (text.substr(at).starts_with(kMeta)) continue;
    tagged.append(text.substr(done, at - done)).append(meta);
    done = at;
  }
  return tagged.append(text.substr(done));
}

}  // namespace yizhan::fhir
