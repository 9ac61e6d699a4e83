#include "engine/settlement/alert_view.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/adjudicate/warning.h"
#include "engine/base/refusal.h"
#include "engine/books/crossings.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/register/facts.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

absl::StatusOr<std::string> TownOfPerson(std::uint64_t person_no, Day today, const Reader& state) {
  const auto row = GetRow<v1::PersonRow>(state, Table::kPerson, NumberKey(person_no));
  if (!row.ok()) return row.status();
  return TownOn(row->value_or(v1::PersonRow()).record(), today);
}

// One crossing of an entry, and the pack whose threshold it is.
struct NamedCrossing {
  std::uint32_t place = 0;
  const std::string& pack_hash;
  const v1::Crossing& crossing;
};

absl::StatusOr<v1::Alert> Raised(const v1::Entry& entry, const NamedCrossing& named,
                                 const Reader& state, PackCatalog& packs) {
  const v1::Crossing& crossing = named.crossing;
  const auto pack = packs.Find(state, named.pack_hash);
  if (!pack.ok()) return pack.status();
  if (crossing.threshold() >= (*pack)->thresholds.size()) {
    return absl::DataLossError("a crossing of a threshold its pack does not have");
  }
  v1::Alert alert;
  alert.set_raised_by(entry.number());
  alert.set_place(named.place);
  *alert.mutable_warning() = WarningOf(**pack, crossing);
  alert.set_level(alert.warning().severity());
  alert.set_raised_on(DayText(BusinessDay(entry.posted_ms())));
  alert.set_person_no(crossing.person_no());
  alert.set_household_no(crossing.household_no());
  alert.set_institution_id(crossing.institution_id());
  alert.set_visit_no(crossing.visit_no());
  alert.set_year(crossing.year());
  return alert;
}

// The newest step as it stands; returns the day of the first one, which ended the waiting.
absl::StatusOr<std::optional<Day>> AddSteps(std::uint64_t newest, const Reader& state,
                                            v1::Alert& alert) {
  std::optional<Day> taken_up;
  for (std::uint64_t number = newest; number != 0;) {
    const absl::StatusOr<v1::Entry> entry = ReadEntry(state, number);
    if (!entry.ok()) return entry.status();
    const v1::AlertHandled& step = entry->alert_handled();
    if (!entry->has_alert_handled() || step.previous_step() >= number) {
      return absl::DataLossError("entry " + std::to_string(number) + " is no step on a warning");
    }
    taken_up = BusinessDay(entry->posted_ms());
    if (number == newest) {
      alert.set_handled_by(entry->actor());
      alert.set_outcome(step.outcome());
      alert.set_reference(step.reference());
    }
    if (alert.referred_to().empty() && step.state() == v1::REFERRED) {
      alert.set_referred_to(step.referred_to());
      alert.set_program_id(step.program_id());
    }
    number = step.previous_step();
  }
  return taken_up;
}

}  // namespace

std::int32_t LevelsRisen(std::int64_t days_open, AlertAgeing ageing) {
  if (ageing.days <= 0 || days_open <= 0) return 0;
  return static_cast<std::int32_t>((days_open - 1) / ageing.days);
}

absl::StatusOr<std::string> TownOfAlert(const v1::Crossing& crossing, Day today,
                                        const Reader& state) {
  if (crossing.person_no() != 0) return TownOfPerson(crossing.person_no(), today, state);
  if (crossing.household_no() == 0) return std::string();
  const auto household =
      GetRow<v1::HouseholdRow>(state, Table::kHousehold, NumberKey(crossing.household_no()));
  if (!household.ok()) return household.status();
  const v1::HouseholdRow members = household->value_or(v1::HouseholdRow());
  for (const std::uint64_t person_no : members.persons()) {
    absl::StatusOr<std::string> town = TownOfPerson(person_no, today, state);
    if (!town.ok() || !town->empty()) return town;
  }
  return std::string();
}

absl::StatusOr<v1::Alert> ViewOf(const v1::AlertRow& row, Day today, AlertAgeing ageing,
                                 const Reader& state, PackCatalog& packs) {
  const absl::StatusOr<v1::Entry> entry = ReadEntry(state, row.number());
  if (!entry.ok()) return entry.status();
  absl::StatusOr<v1::Alert> alert =
      Raised(*entry, {row.place(), row.pack_hash(), row.crossing()}, state, packs);
  if (!alert.ok()) return alert;
  absl::StatusOr<std::string> town = TownOfAlert(row.crossing(), today, state);
  if (!town.ok()) return town.status();
  alert->set_town(*std::move(town));
  alert->set_state(row.state());
  alert->set_last_step(row.last_step());
  const auto taken_up = AddSteps(row.last_step(), state, *alert);
  if (!taken_up.ok()) return taken_up.status();
  const Day until = taken_up->value_or(today);
  alert->set_days_open(until.days - BusinessDay(entry->posted_ms()).days);
  const int level = alert->warning().severity() + LevelsRisen(alert->days_open(), ageing);
  alert->set_level(static_cast<v1::Severity>(std::min<int>(level, v1::URGENT)));
  return alert;
}

absl::StatusOr<v1::Alert> ViewOfCrossing(const v1::Entry& entry, std::uint32_t place, Day today,
                                         const Reader& state, PackCatalog& packs) {
  const StoredCrossings stored = CrossingsIn(entry);
  if (place >= stored.crossings.size()) {
    return absl::DataLossError("entry " + std::to_string(entry.number()) + " has no such crossing");
  }
  const v1::Crossing& crossing = stored.crossings[place];
  absl::StatusOr<v1::Alert> alert =
      Raised(entry, {place, stored.pack_hash, crossing}, state, packs);
  if (!alert.ok()) return alert;
  absl::StatusOr<std::string> town = TownOfAlert(crossing, today, state);
  if (!town.ok()) return town.status();
  alert->set_town(*std::move(town));
  return alert;
}

absl::StatusOr<v1::Alert> ViewAfter(const v1::Entry& step, AlertAgeing ageing, const Reader& state,
                                    PackCatalog& packs) {
  const v1::AlertHandled& handled = step.alert_handled();
  const absl::StatusOr<v1::Entry> raised = ReadEntry(state, handled.raised_by());
  if (!raised.ok()) return raised.status();
  const StoredCrossings stored = CrossingsIn(*raised);
  if (handled.place() >= stored.crossings.size()) {
    return absl::DataLossError("entry " + std::to_string(step.number()) + " is of no warning");
  }
  v1::AlertRow row;
  row.set_number(handled.raised_by());
  row.set_place(handled.place());
  row.set_pack_hash(stored.pack_hash);
  *row.mutable_crossing() = stored.crossings[handled.place()];
  row.set_state(handled.state());
  row.set_last_step(step.number());
  return ViewOf(row, BusinessDay(step.posted_ms()), ageing, state, packs);
}

absl::Status EachAlert(const View& view, const std::function<bool(const v1::AlertRow&)>& take) {
  bool broken = false;
  const absl::Status scanned =
      view.Scan(Table::kAlert, "", [&](std::string_view /*key*/, std::string_view value) {
        v1::AlertRow row;
        broken = !row.ParseFromString(std::string(value));
        return !broken && take(row);
      });
  if (!scanned.ok()) return scanned;
  return broken ? absl::DataLossError("a warning's row does not parse") : absl::OkStatus();
}

}  // namespace yizhan
