#include "engine/settlement/alert_events.h"

#include <utility>

#include "engine/books/crossings.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

using Events = std::vector<v1::AlertEvent>;

absl::Status Add(v1::AlertEvent::Kind kind, const v1::Entry& entry, absl::StatusOr<v1::Alert> alert,
                 Events& events) {
  if (!alert.ok()) return alert.status();
  v1::AlertEvent& event = events.emplace_back();
  event.set_kind(kind);
  event.set_number(entry.number());
  *event.mutable_alert() = *std::move(alert);
  return absl::OkStatus();
}

absl::Status AddCrossings(const v1::Entry& entry, const View& view, PackCatalog& packs,
                          Events& events) {
  const Day today = BusinessDay(entry.posted_ms());
  const std::vector<v1::Crossing> crossings = CrossingsIn(entry).crossings;
  for (std::uint32_t place = 0; place < crossings.size(); ++place) {
    const auto kind = crossings[place].up() ? v1::AlertEvent::RAISED : v1::AlertEvent::WITHDRAWN;
    const absl::Status added =
        Add(kind, entry, ViewOfCrossing(entry, place, today, view, packs), events);
    if (!added.ok()) return added;
  }
  return absl::OkStatus();
}

absl::Status AddAged(const v1::Entry& day_opened, AlertAgeing ageing, const View& view,
                     PackCatalog& packs, Events& events) {
  // A day is opened before anything is posted on it: the entry before is of the last day.
  const absl::StatusOr<v1::Entry> before = ReadEntry(view, day_opened.number() - 1);
  if (!before.ok()) return before.status();
  const Day today = BusinessDay(day_opened.posted_ms());
  const Day last_day = BusinessDay(before->posted_ms());
  absl::Status failed;
  const absl::Status scanned = EachAlert(view, [&](const v1::AlertRow& row) {
    if (row.state() != v1::ALERT_OPEN || row.number() >= day_opened.number()) return true;
    absl::StatusOr<v1::Alert> alert = ViewOf(row, today, ageing, view, packs);
    if (!alert.ok()) {
      failed = alert.status();
      return false;
    }
    const int days_before = alert->days_open() - (today.days - last_day.days);
    const bool rose = LevelsRisen(alert->days_open(), ageing) > LevelsRisen(days_before, ageing);
    const bool could = alert->warning().severity() + LevelsRisen(days_before, ageing) < v1::URGENT;
    if (rose && could) failed = Add(v1::AlertEvent::AGED, day_opened, *std::move(alert), events);
    return failed.ok();
  });
  return scanned.ok() ? failed : scanned;
}

}  // namespace

absl::StatusOr<Events> AlertEventsOf(const v1::Entry& entry, AlertAgeing ageing, const View& view,
                                     PackCatalog& packs) {
  Events events;
  absl::Status added = AddCrossings(entry, view, packs, events);
  if (added.ok() && entry.has_alert_handled()) {
    added = Add(v1::AlertEvent::HANDLED, entry, ViewAfter(entry, ageing, view, packs), events);
  }
  if (added.ok() && entry.has_day_opened() && ageing.days > 0) {
    added = AddAged(entry, ageing, view, packs, events);
  }
  if (!added.ok()) return added;
  return events;
}

}  // namespace yizhan
