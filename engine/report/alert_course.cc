#include "engine/report/alert_course.h"

#include <algorithm>

#include "engine/books/crossings.h"
#include "engine/books/keys.h"

namespace yizhan {
namespace {

absl::Status Unusable(const v1::Entry& entry, const std::string& what) {
  return absl::DataLossError("entry " + std::to_string(entry.number()) + " " + what);
}

}  // namespace

AlertFigures& AlertFigures::operator+=(const AlertFigures& other) {
  open_before += other.open_before;
  raised += other.raised;
  taken_up += other.taken_up;
  referred += other.referred;
  closed += other.closed;
  withdrawn += other.withdrawn;
  open_after += other.open_after;
  waits_days.insert(waits_days.end(), other.waits_days.begin(), other.waits_days.end());
  return *this;
}

std::optional<std::int64_t> AlertFigures::MedianWaitDays() const {
  if (waits_days.empty()) return std::nullopt;
  std::vector<std::int64_t> waits = waits_days;
  const auto middle = waits.begin() + static_cast<std::ptrdiff_t>((waits.size() - 1) / 2);
  std::nth_element(waits.begin(), middle, waits.end());
  return *middle;
}

AlertFigures& AlertCourse::FiguresAt(Day day, const std::string& town) {
  return period_.Contains(day) ? by_town_[town] : before_;
}

absl::Status AlertCourse::Read(const v1::Entry& entry, const std::string& town,
                               const PackShelf& packs) {
  if (!begun_ && BusinessDay(entry.posted_ms()) >= period_.from) {
    begun_ = true;
    for (const auto& [name, alert] : open_) ++by_town_[alert.town].open_before;
  }
  if (entry.has_alert_handled()) return Handle(entry);
  return Cross(entry, town, packs);
}

absl::Status AlertCourse::Cross(const v1::Entry& entry, const std::string& town,
                                const PackShelf& packs) {
  const StoredCrossings stored = CrossingsIn(entry);
  if (stored.crossings.empty()) return absl::OkStatus();
  const absl::StatusOr<const CompiledPack*> pack = packs.Find(entry.number(), stored.pack_hash);
  if (!pack.ok()) return pack.status();
  const Day day = BusinessDay(entry.posted_ms());
  for (std::uint32_t place = 0; place < stored.crossings.size(); ++place) {
    const v1::Crossing& crossing = stored.crossings[place];
    if (crossing.threshold() >= (*pack)->thresholds.size()) {
      return Unusable(entry, "crosses a threshold that its pack does not have");
    }
    const std::string key = AlertKey((*pack)->thresholds[crossing.threshold()].id, crossing);
    const auto standing = by_key_.find(key);
    if (standing != by_key_.end()) {
      if (crossing.up()) return Unusable(entry, "raises a warning that stands already");
      ++FiguresAt(day, open_.at(standing->second).town).withdrawn;
      open_.erase(standing->second);
      by_key_.erase(standing);
      continue;
    }
    // One that was closed no longer waits for anybody: its withdrawal is none of ours.
    if (!crossing.up()) continue;
    const Name name(entry.number(), place);
    open_[name] = {.key = key, .town = town, .raised = day};
    by_key_[key] = name;
    ++FiguresAt(day, town).raised;
  }
  return absl::OkStatus();
}

absl::Status AlertCourse::Handle(const v1::Entry& entry) {
  const v1::AlertHandled& step = entry.alert_handled();
  const auto found = open_.find(Name(step.raised_by(), step.place()));
  if (found == open_.end()) return Unusable(entry, "handles a warning that does not stand");
  Open& alert = found->second;
  const Day day = BusinessDay(entry.posted_ms());
  AlertFigures& figures = FiguresAt(day, alert.town);
  // A wait of before the period is kept nowhere.
  if (!alert.handled && period_.Contains(day))
    figures.waits_days.push_back(day.days - alert.raised.days);
  alert.handled = true;
  if (step.state() == v1::ACKNOWLEDGED && !alert.taken_up) ++figures.taken_up;
  if (step.state() == v1::REFERRED && !alert.referred) ++figures.referred;
  alert.taken_up = alert.taken_up || step.state() == v1::ACKNOWLEDGED;
  alert.referred = alert.referred || step.state() == v1::REFERRED;
  if (step.state() != v1::ALERT_CLOSED) return absl::OkStatus();
  ++figures.closed;
  by_key_.erase(alert.key);
  open_.erase(found);
  return absl::OkStatus();
}

std::map<std::string, AlertFigures> AlertCourse::ByTown() const {
  std::map<std::string, AlertFigures> figures = by_town_;
  for (const auto& [name, alert] : open_) {
    ++figures[alert.town].open_after;
    if (!begun_) ++figures[alert.town].open_before;
  }
  return figures;
}

}  // namespace yizhan
