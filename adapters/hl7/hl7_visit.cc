#include "adapters/hl7/hl7_visit.h"

#include <utility>

#include "adapters/hl7/hl7_bill.h"
#include "adapters/hl7/hl7_fields.h"

namespace yizhan::hl7 {
namespace {

constexpr std::size_t kCodeCharactersMax = 30;
constexpr std::size_t kCertTypeCharactersMax = 6;
constexpr std::size_t kCertNoCharactersMax = 50;

bool IsNull(const Message& message, const Place& place) { return message.Text(place) == kNull; }

void TellDay(Fields& fields, const Place& place, std::string& day) {
  if (IsNull(fields.message(), place)) return day.clear();
  const std::optional<Day> told = fields.Date(place);
  if (told.has_value()) day = DayText(*told);
}

// A kind that the mapping does not know is no fault here: the visit may never be billed.
void TellCareKind(const VisitMessage& told, Fields& fields, v1::Hl7Visit& visit) {
  const auto kind =
      told.mapping.care_kinds.find(fields.Text(told.mapping.care_kind, kCodeCharactersMax));
  if (kind != told.mapping.care_kinds.end()) visit.set_care_kind(kind->second);
}

void TellCard(const VisitMessage& told, Fields& fields, v1::Hl7Visit& visit) {
  const std::string cert_no = fields.Text(told.mapping.cert_no, kCertNoCharactersMax);
  if (cert_no.empty()) return;
  visit.set_cert_no(cert_no);
  visit.set_cert_type(told.mapping.cert_type.has_value()
                          ? fields.Text(*told.mapping.cert_type, kCertTypeCharactersMax)
                          : told.mapping.cert_type_literal);
}

}  // namespace

absl::StatusOr<std::optional<v1::Hl7Visit>> FindVisit(const edge::Notes& notes,
                                                      const std::string& visit_no) {
  const auto value = notes.Find(kVisitNotes, visit_no);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return std::nullopt;
  v1::Hl7Visit visit;
  if (!visit.ParseFromString(**value)) return absl::InternalError("a note of a visit is no visit");
  return visit;
}

absl::StatusOr<v1::Hl7Visit> VisitAfter(const VisitMessage& told, v1::Hl7Visit visit) {
  Fields fields(told.message);
  TellCareKind(told, fields, visit);
  TellCard(told, fields, visit);
  TellDay(fields, told.mapping.service_start, *visit.mutable_service_start());
  TellDay(fields, told.mapping.service_end, *visit.mutable_service_end());
  if (told.event.trigger == "A13") visit.clear_service_end();
  const std::vector<std::string> diagnoses = DiagnosesOf(fields);
  if (!diagnoses.empty()) *visit.mutable_diagnoses() = {diagnoses.begin(), diagnoses.end()};
  visit.set_changed_ms(told.now_ms);
  if (!fields.status().ok()) return fields.status();
  return visit;
}

absl::Status TellVisit(const VisitMessage& told, edge::Notes& notes) {
  const auto visit_no = VisitNoOf(told.message, told.mapping);
  if (!visit_no.ok()) return visit_no.status();
  if (told.event.trigger == "A11") return notes.Erase(kVisitNotes, *visit_no);
  auto before = FindVisit(notes, *visit_no);
  if (!before.ok()) return before.status();
  const auto visit = VisitAfter(told, (*std::move(before)).value_or(v1::Hl7Visit()));
  if (!visit.ok()) return visit.status();
  return notes.Put(kVisitNotes, *visit_no, visit->SerializeAsString());
}

}  // namespace yizhan::hl7
