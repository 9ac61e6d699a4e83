#include "adapters/fhir/document.h"

#include <utility>

#include "engine/base/refusal.h"

namespace yizhan::fhir {
namespace {

constexpr std::size_t kResourcesMax = 200;
constexpr std::size_t kContainedMax = 50;
constexpr std::size_t kIdentifiersMax = 20;
constexpr std::size_t kTextCharactersMax = 200;

bool Is(const Json& json, const std::string& type) {
  const Json* found = json.kind == Json::Kind::kObject ? json.Find("resourceType") : nullptr;
  return found != nullptr && found->kind == Json::Kind::kString && found->text == type;
}

// Resources stand in `list`, each in the member "resource".
absl::StatusOr<Document> OnlyOne(const Json& root, const std::string& list, const std::string& path,
                                 const std::string& type) {
  Reading reading;
  const Element whole(&root, path, &reading);
  Document document;
  int count = 0;
  for (const Element& item : whole.List(list, kResourcesMax)) {
    const Element resource = item.Object("resource");
    if (!resource.present() || !Is(*resource.json(), type)) continue;
    document = {.resource = resource.json(), .path = resource.path()};
    ++count;
  }
  if (count != 1) {
    whole.Fail(list, {.reason = count == 0 ? v1::FIELD_MISSING : v1::TOO_MANY_ITEMS,
                      .expected = "1 " + type,
                      .found = std::to_string(count)});
  }
  if (!reading.ok()) return reading.status();
  return document;
}

std::string IdentifierOf(const Element& holder, const std::string& system) {
  const std::vector<Element> identifiers = holder.List("identifier", kIdentifiersMax);
  for (const Element& identifier : identifiers) {
    const bool named = identifier.Text("system", kTextCharactersMax) == system;
    if (named || identifiers.size() == 1) return identifier.Text("value", kTextCharactersMax);
  }
  return "";
}

}  // namespace

absl::StatusOr<Document> FindResource(const Json& root, const std::string& type) {
  if (auto status = CheckKind(root, Json::Kind::kObject, ""); !status.ok()) return status;
  if (Is(root, type)) return Document{.resource = &root, .path = type};
  if (Is(root, "Parameters")) return OnlyOne(root, "parameter", "Parameters", type);
  if (Is(root, "Bundle")) return OnlyOne(root, "entry", "Bundle", type);
  return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                 .field = "resourceType",
                 .expected = type + ", Parameters, Bundle"});
}

absl::Status CheckModifiers(const Json& json, const std::string& path) {
  for (std::size_t i = 0; i < json.items.size(); ++i) {
    if (auto status = CheckModifiers(json.items[i], JoinPath(path, i)); !status.ok()) return status;
  }
  for (const auto& [key, value] : json.members) {
    const std::string at = JoinPath(path, key);
    if (key == "modifierExtension" || key == "implicitRules") {
      return Refuse({.reason = v1::UNKNOWN_FIELDS, .field = at});
    }
    if (auto status = CheckModifiers(value, at); !status.ok()) return status;
  }
  return absl::OkStatus();
}

Element Contained(const Element& resource, const Element& reference, const std::string& type) {
  const Element none(nullptr, reference.PathOf("reference"), &resource.reading());
  const std::string named = reference.Text("reference", kTextCharactersMax);
  if (!named.starts_with('#')) return none;
  for (const Element& contained : resource.List("contained", kContainedMax)) {
    if (contained.Text("id", kTextCharactersMax) != named.substr(1)) continue;
    if (Is(*contained.json(), type)) return contained;
  }
  return none;
}

std::string ReferencedValue(const Element& resource, const Element& reference,
                            const std::string& type, const std::string& system) {
  const Element identifier = reference.Object("identifier");
  if (identifier.present()) return identifier.Text("value", kTextCharactersMax);
  return IdentifierOf(Contained(resource, reference, type), system);
}

}  // namespace yizhan::fhir
