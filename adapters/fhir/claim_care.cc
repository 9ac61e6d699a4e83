#include "adapters/fhir/claim_care.h"

#include <algorithm>
#include <vector>

#include "adapters/fhir/document.h"
#include "adapters/fhir/names.h"

namespace yizhan::fhir {
namespace {

constexpr std::size_t kItemsMax = 2'000;
constexpr std::size_t kEncountersMax = 20;
constexpr std::size_t kInfosMax = 100;
constexpr std::size_t kDiagnosesMax = 50;
constexpr std::size_t kTypesMax = 10;
constexpr std::size_t kVisitCharactersMax = 30;
constexpr std::size_t kReferralCharactersMax = 64;
constexpr std::size_t kCodeCharactersMax = 64;
constexpr std::size_t kUrlCharactersMax = 200;

struct KindRow {
  v1::CareKind kind;
  const char* code;        // urn:yizhan:fhir:care-kind
  const char* claim_type;  // Of an answer.
};
constexpr KindRow kKinds[] = {
    {v1::OUTPATIENT, "outpatient", "professional"},
    {v1::EMERGENCY, "emergency", "institutional"},
    {v1::OBSERVATION, "observation", "institutional"},
    {v1::SPECIAL_OUTPATIENT, "special-outpatient", "professional"},
    {v1::INPATIENT, "inpatient", "institutional"},
    {v1::HOME_BED, "home-bed", "institutional"},
    {v1::PHARMACY, "pharmacy", "pharmacy"},
};

struct ClassRow {
  const char* code;  // v3-ActCode, class of an encounter.
  v1::CareKind kind;
};
constexpr ClassRow kClasses[] = {
    {"AMB", v1::OUTPATIENT}, {"EMER", v1::EMERGENCY},  {"OBSENC", v1::OBSERVATION},
    {"IMP", v1::INPATIENT},  {"ACUTE", v1::INPATIENT}, {"NONAC", v1::INPATIENT},
    {"HH", v1::HOME_BED},
};

v1::CareKind KindOfCode(const std::string& code) {
  for (const KindRow& row : kKinds) {
    if (code == row.code) return row.kind;
  }
  return v1::CARE_KIND_UNSPECIFIED;
}

v1::CareKind KindOfClass(const std::string& code) {
  for (const ClassRow& row : kClasses) {
    if (code == row.code) return row.kind;
  }
  return v1::CARE_KIND_UNSPECIFIED;
}

// What a claim says of its encounters, each different thing once.
struct Stated {
  std::vector<std::string> visits;
  std::vector<std::string> classes;
};

void Note(const std::string& text, std::vector<std::string>* list) {
  if (text.empty()) return;
  if (std::find(list->begin(), list->end(), text) == list->end()) list->push_back(text);
}

Stated ReadEncounters(const Element& claim) {
  Stated stated;
  const Element visit_no = claim.Extension(kVisitNoUrl);
  if (visit_no.present()) Note(visit_no.ValueText("String", kVisitCharactersMax), &stated.visits);
  for (const Element& item : claim.List("item", kItemsMax)) {
    for (const Element& reference : item.List("encounter", kEncountersMax)) {
      Note(ReferencedValue(claim, reference, "Encounter", kVisitSystem), &stated.visits);
      const Element encounter = Contained(claim, reference, "Encounter");
      if (!encounter.present()) continue;
      const Element coding = encounter.Object("class");
      if (coding.Text("system", kUrlCharactersMax) == kActCodeSystem) {
        Note(coding.Text("code", kCodeCharactersMax), &stated.classes);
      }
    }
  }
  for (const Element& info : claim.List("supportingInfo", kInfosMax)) {
    Note(info.Object("code").Code(kActCodeSystem), &stated.classes);
  }
  return stated;
}

void ReadVisit(const Element& claim, const Stated& stated, v1::Bill* bill) {
  const std::string key = stated.visits.empty() ? "item" : "extension";
  if (stated.visits.size() != 1) {
    claim.Fail(key, {.reason = stated.visits.empty() ? v1::FIELD_MISSING : v1::TOO_MANY_ITEMS,
                     .expected = "1 encounter.identifier | " + std::string(kVisitNoUrl),
                     .found = std::to_string(stated.visits.size())});
    return;
  }
  if (stated.visits.front().size() > kVisitCharactersMax) {
    claim.Fail("item", {.reason = v1::FIELD_TOO_LONG,
                        .expected = "encounter.identifier.value <= " +
                                    std::to_string(kVisitCharactersMax)});
    return;
  }
  bill->set_visit_no(stated.visits.front());
}

void ReadCareKind(const Element& claim, const Stated& stated, v1::Bill* bill) {
  const std::string type = claim.RequiredObject("type").Code(kClaimTypeSystem);
  const std::string own = claim.Object("subType").Code(kCareKindSystem);
  if (!own.empty()) {
    bill->set_care_kind(KindOfCode(own));
    if (bill->care_kind() == v1::CARE_KIND_UNSPECIFIED) {
      claim.Object("subType").Fail(
          "coding", {.reason = v1::FIELD_UNKNOWN_VALUE,
                     .expected = "outpatient, emergency, observation, special-outpatient, "
                                 "inpatient, home-bed, pharmacy"});
    }
    return;
  }
  std::vector<v1::CareKind> kinds;
  for (const std::string& code : stated.classes) kinds.push_back(KindOfClass(code));
  if (type == "pharmacy") kinds.push_back(v1::PHARMACY);
  std::sort(kinds.begin(), kinds.end());
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  if (kinds.size() == 1 && kinds.front() != v1::CARE_KIND_UNSPECIFIED) {
    bill->set_care_kind(kinds.front());
    return;
  }
  claim.Fail("subType", {.reason = kinds.empty() ? v1::FIELD_MISSING : v1::FIELD_UNKNOWN_VALUE,
                         .expected = std::string(kCareKindSystem) +
                                     " | Encounter.class AMB, EMER, OBSENC, IMP, ACUTE, NONAC, HH",
                         .found = std::to_string(kinds.size())});
}

void ReadDays(const Element& claim, v1::Bill* bill) {
  const Element period = claim.RequiredObject("billablePeriod");
  bill->set_service_start(DayText(period.RequiredDate("start")));
  bill->set_service_end(DayText(period.RequiredDate("end")));
  bill->set_accounting_date(DayText(claim.RequiredDate("created")));
}

struct Diagnosis {
  std::uint32_t place = 0;  // The sequence; 0 of the principal one.
  std::string code;
};

bool IsPrincipal(const Element& diagnosis) {
  for (const Element& type : diagnosis.List("type", kTypesMax)) {
    if (type.Code(kDiagnosisTypeSystem, /*or_bare=*/true) == "principal") return true;
  }
  return false;
}

Diagnosis ReadDiagnosis(const Element& diagnosis) {
  Diagnosis read;
  const std::optional<std::uint32_t> sequence = diagnosis.Whole("sequence", 1);
  if (!sequence.has_value()) diagnosis.Fail("sequence", {.reason = v1::FIELD_MISSING});
  read.place = IsPrincipal(diagnosis) ? 0 : sequence.value_or(0);
  const Element coded = diagnosis.RequiredObject("diagnosisCodeableConcept");
  for (const Element& coding : coded.List("coding", kTypesMax)) {
    if (!coding.Text("system", kUrlCharactersMax).starts_with(kIcd10System)) continue;
    read.code = coding.Text("code", kCodeCharactersMax);
    break;
  }
  if (read.code.empty()) {
    coded.Fail("coding", {.reason = v1::FIELD_MISSING, .expected = kIcd10System});
  }
  return read;
}

void ReadDiagnoses(const Element& claim, v1::Bill* bill) {
  std::vector<Diagnosis> diagnoses;
  for (const Element& item : claim.List("diagnosis", kDiagnosesMax)) {
    diagnoses.push_back(ReadDiagnosis(item));
    if (!claim.reading().ok()) return;
  }
  std::sort(diagnoses.begin(), diagnoses.end(),
            [](const Diagnosis& a, const Diagnosis& b) { return a.place < b.place; });
  const auto twice =
      std::adjacent_find(diagnoses.begin(), diagnoses.end(),
                         [](const Diagnosis& a, const Diagnosis& b) { return a.place == b.place; });
  if (twice != diagnoses.end()) {
    claim.Fail("diagnosis", {.reason = v1::FIELD_MALFORMED,
                             .expected = "每个 sequence 一次，principal 至多一个/each sequence "
                                         "once, one principal at most"});
    return;
  }
  for (const Diagnosis& diagnosis : diagnoses) bill->add_diagnoses(diagnosis.code);
}

// Present = referred: who refers must be named, so that nobody is referred by an empty element.
void ReadReferral(const Element& claim, v1::Bill* bill) {
  const Element referral = claim.Object("referral");
  if (!referral.present()) return;
  bill->set_referral_no(ReferencedValue(claim, referral, "ServiceRequest", ""));
  const bool fits = bill->referral_no().size() <= kReferralCharactersMax;
  if (!bill->referral_no().empty() && fits) return;
  referral.Fail("identifier",
                {.reason = fits ? v1::FIELD_MISSING : v1::FIELD_TOO_LONG,
                 .expected = "value, 1 .. " + std::to_string(kReferralCharactersMax)});
}

}  // namespace

void ReadCare(const Element& claim, v1::Bill* bill) {
  const Stated stated = ReadEncounters(claim);
  ReadVisit(claim, stated, bill);
  ReadCareKind(claim, stated, bill);
  ReadDays(claim, bill);
  ReadDiagnoses(claim, bill);
  ReadReferral(claim, bill);
}

std::string CareKindCode(v1::CareKind kind) {
  for (const KindRow& row : kKinds) {
    if (kind == row.kind) return row.code;
  }
  return "";
}

std::string ClaimTypeCode(v1::CareKind kind) {
  for (const KindRow& row : kKinds) {
    if (kind == row.kind) return row.claim_type;
  }
  return "institutional";
}

}  // namespace yizhan::fhir
