#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "engine/base/refusal.h"
#include "engine/settlement/alert_events.h"
#include "engine/settlement/alert_view.h"
#include "engine/settlement/queries.h"

namespace yizhan {
namespace {

constexpr std::size_t kAlertsMax = 20'000;

absl::Status CheckSeesAlerts(const Caller& caller) {
  const bool sees = caller.SeesAll() || caller.scope == Scope::kOwnTown;
  return sees ? absl::OkStatus() : Refuse({.reason = v1::NOT_ALLOWED});
}

bool Wanted(const v1::AlertRow& row, const v1::ListAlertsRequest& request) {
  if (!request.threshold_id().empty() && row.threshold_id() != request.threshold_id()) return false;
  const auto& states = request.states();
  if (states.empty()) return row.state() != v1::ALERT_CLOSED;
  return std::find(states.begin(), states.end(), row.state()) != states.end();
}

bool Wanted(const v1::Alert& alert, const Caller& caller, const v1::ListAlertsRequest& request) {
  if (!caller.SeesTown(alert.town()) || alert.level() < request.level_min()) return false;
  return request.town().empty() || alert.town() == request.town();
}

}  // namespace

absl::StatusOr<v1::ListAlertsReply> Queries::ListAlerts(const Caller& caller,
                                                        const v1::ListAlertsRequest& request) {
  const absl::Status allowed = CheckSeesAlerts(caller);
  if (!allowed.ok()) return allowed;
  const std::shared_ptr<const View> view = store_.OpenView();
  const Day today = BusinessDay(clock_.NowMs());
  v1::ListAlertsReply reply;
  std::vector<v1::Alert> alerts;
  absl::Status failed;
  const absl::Status scanned = EachAlert(*view, [&](const v1::AlertRow& row) {
    if (!Wanted(row, request)) return true;
    absl::StatusOr<v1::Alert> alert = ViewOf(row, today, alert_ageing_, *view, packs_);
    failed = alert.status();
    if (!failed.ok()) return false;
    if (Wanted(*alert, caller, request)) alerts.push_back(*std::move(alert));
    if (alerts.size() <= kAlertsMax) return true;
    failed = Refuse({.reason = v1::TOO_MANY_ITEMS,
                     .field = "level_min",
                     .expected = "at most " + std::to_string(kAlertsMax)});
    return false;
  });
  if (!scanned.ok()) return scanned;
  if (!failed.ok()) return failed;
  std::stable_sort(alerts.begin(), alerts.end(), [](const v1::Alert& a, const v1::Alert& b) {
    if (a.level() != b.level()) return a.level() > b.level();
    return a.raised_by() < b.raised_by();
  });
  for (v1::Alert& alert : alerts) *reply.add_alerts() = std::move(alert);
  reply.set_as_of(view->size());
  reply.set_today(DayText(today));
  return reply;
}

absl::StatusOr<std::vector<v1::AlertEvent>> Queries::AlertEvents(const Caller& caller,
                                                                 const v1::Entry& entry) {
  const absl::Status allowed = CheckSeesAlerts(caller);
  if (!allowed.ok()) return allowed;
  auto events = AlertEventsOf(entry, alert_ageing_, *store_.OpenView(), packs_);
  if (!events.ok()) return events;
  std::erase_if(
      *events, [&](const v1::AlertEvent& event) { return !caller.SeesTown(event.alert().town()); });
  if (!events->empty()) events->back().set_next(entry.number() + 1);
  return events;
}

}  // namespace yizhan
