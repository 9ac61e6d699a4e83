#include "engine/report/office_report.h"

#include <utility>

namespace yizhan {
namespace {

constexpr std::size_t kMonthChars = 7;  // "2012-06"

}  // namespace

OfficeReportFold::OfficeReportFold(const ReportPeriod& period, std::string only_town)
    : days_(period.days),
      report_{.period = period, .only_town = std::move(only_town)},
      alerts_(period.days) {}

void OfficeReportFold::Group::Add(const AidEvent& event) {
  figures.owed_more += event.owed_more;
  figures.owed_back += event.owed_back;
  if (event.kind == AidEvent::Kind::kAdjusted) {
    ++figures.adjusted;
    return;
  }
  const bool settled = event.kind == AidEvent::Kind::kSettled;
  const int sign = settled ? 1 : -1;
  if (event.path == AidPath::kOutside) {
    figures.outside_count += sign;
    figures.outside += event.outside;
    return;
  }
  ++(settled ? figures.settlements : figures.contras);
  if (settled && !event.institution_id.empty()) institutions.insert(event.institution_id);
  if (event.aid == Money()) return;
  people[event.person_no] += event.aid;
  figures.aid_count += sign;
  figures.aid += event.aid;
  if (event.path == AidPath::kRealTime) {
    figures.real_time_count += sign;
    figures.real_time += event.aid;
  }
  for (const AidPart& part : event.parts) {
    figures.layers[part.program->layer] += part.amount;
    figures.programs[{part.program->layer, part.program->id}] += part.amount;
  }
}

AidFigures OfficeReportFold::Group::Figures() const {
  AidFigures all = figures;
  for (const auto& [person_no, aid] : people) {
    if (aid > Money()) ++all.people;
  }
  all.institutions = static_cast<std::int64_t>(institutions.size());
  return all;
}

absl::StatusOr<bool> OfficeReportFold::Read(const v1::Entry& entry) {
  const Day day = BusinessDay(entry.posted_ms());
  if (day > days_.until) {
    report_.over = true;
    return false;
  }
  if (entry.has_institution_changed()) {
    const v1::Institution& institution = entry.institution_changed().institution();
    report_.institutions[institution.id()] = institution.name();
  }
  const absl::StatusOr<std::vector<AidEvent>> events = events_.Read(entry);
  if (!events.ok()) return events.status();
  const absl::Status told = alerts_.Read(entry, events_.TownOf(entry), events_.packs());
  if (!told.ok()) return told;
  if (day < days_.from) return true;
  if (report_.first_number == 0) report_.first_number = entry.number();
  report_.last_number = entry.number();
  for (const AidEvent& event : *events) Add(event);
  return true;
}

void OfficeReportFold::Add(const AidEvent& event) {
  if (!report_.only_town.empty() && event.town != report_.only_town) return;
  whole_.Add(event);
  by_town_[event.town].Add(event);
  by_month_[DayText(event.day).substr(0, kMonthChars)].Add(event);
  by_institution_[event.institution_id].Add(event);
  for (const std::string& identity : event.identities) by_identity_[identity].Add(event);
  if (event.identities.empty()) by_identity_[""].Add(event);
  for (const AidPart& part : event.parts) {
    ReportedProgram& program = report_.programs[{part.program->layer, part.program->id}];
    program.title = part.program->title.empty() ? part.program->id : part.program->title;
    if (part.program->confidence == Confidence::kIllustrative) program.illustrative = true;
  }
}

std::map<std::string, AidFigures> OfficeReportFold::FiguresOf(const Groups& groups) {
  std::map<std::string, AidFigures> figures;
  for (const auto& [name, group] : groups) figures.emplace(name, group.Figures());
  return figures;
}

OfficeReport OfficeReportFold::Finish() const {
  OfficeReport report = report_;
  report.whole = whole_.Figures();
  report.by_town = FiguresOf(by_town_);
  report.by_month = FiguresOf(by_month_);
  report.by_identity = FiguresOf(by_identity_);
  report.by_institution = FiguresOf(by_institution_);
  for (const auto& [town, figures] : alerts_.ByTown()) {
    if (report.only_town.empty() || town == report.only_town) report.alerts[town] = figures;
  }
  return report;
}

}  // namespace yizhan
