#include "adapters/fhir/patient_card.h"

#include "adapters/fhir/document.h"
#include "adapters/fhir/names.h"

namespace yizhan::fhir {
namespace {

constexpr std::size_t kIdentifiersMax = 20;
constexpr std::size_t kCertTypeCharactersMax = 6;
constexpr std::size_t kCertNoCharactersMax = 50;

Element WithCertType(const Element& patient) {
  for (const Element& identifier : patient.List("identifier", kIdentifiersMax)) {
    if (!identifier.Object("type").Code(kCertTypeSystem).empty()) return identifier;
  }
  return {nullptr, patient.PathOf("identifier"), &patient.reading()};
}

}  // namespace

v1::Card ReadCard(const Element& resource) {
  const Element reference = resource.RequiredObject("patient");
  Element identifier = reference.Object("identifier");
  if (!identifier.present()) {
    const Element patient = Contained(resource, reference, "Patient");
    if (patient.present()) identifier = WithCertType(patient);
  }
  v1::Card card;
  if (!identifier.present()) {
    identifier.Fail("", {.reason = v1::FIELD_MISSING, .expected = kCertTypeSystem});
    return card;
  }
  card.set_cert_type(identifier.Object("type").Code(kCertTypeSystem));
  card.set_cert_no(identifier.RequiredText("value", kCertNoCharactersMax));
  if (card.cert_type().empty() || card.cert_type().size() > kCertTypeCharactersMax) {
    identifier.Fail("type", {.reason = v1::FIELD_MISSING, .expected = kCertTypeSystem});
  }
  return card;
}

}  // namespace yizhan::fhir
