#include "engine/report/disclosure.h"

#include <algorithm>

namespace yizhan {

void DisclosureFold::Cell::Merge(const Cell& other) {
  for (const auto& [person_no, aid] : other.people) people[person_no] += aid;
  settlements += other.settlements;
  amount += other.amount;
}

std::int64_t DisclosureFold::Cell::Helped() const {
  return std::count_if(people.begin(), people.end(),
                       [](const auto& person) { return person.second > Money(); });
}

bool DisclosureFold::Cell::Hidden() const {
  const auto small = [](std::size_t count) { return count >= 1 && count <= kSmallCountMax; };
  return small(people.size()) || small(static_cast<std::size_t>(Helped()));
}

absl::StatusOr<bool> DisclosureFold::Read(const v1::Entry& entry) {
  const Day day = BusinessDay(entry.posted_ms());
  if (day > period_.days.until) {
    over_ = true;
    return false;
  }
  const absl::StatusOr<std::vector<AidEvent>> events = events_.Read(entry);
  if (!events.ok()) return events.status();
  if (day < period_.days.from) return true;
  last_number_ = entry.number();
  for (const AidEvent& event : *events) Add(event);
  return true;
}

void DisclosureFold::Add(const AidEvent& event) {
  const bool counts = event.kind != AidEvent::Kind::kAdjusted && event.path != AidPath::kOutside;
  if (!counts) return;
  const std::size_t quarter = QuarterOf(event.day);
  Town& town = towns_[event.town];
  Cell& all = town.people.at(quarter);
  all.people[event.person_no] += event.aid;
  all.settlements += event.kind == AidEvent::Kind::kSettled ? 1 : -1;
  for (const AidPart& part : event.parts) {
    Cell& cell = town.layers[part.program->layer].at(quarter);
    cell.people[event.person_no] += part.amount;
    cell.amount += part.amount;
    layers_.insert(part.program->layer);
    if (part.program->confidence == Confidence::kIllustrative) illustrative_ = true;
  }
}

std::optional<DisclosureFold::Cell> DisclosureFold::Shown(const Quarters& quarters) {
  Cell whole;
  Cell hidden;
  for (const Cell& cell : quarters) {
    whole.Merge(cell);
    if (cell.Hidden()) hidden.Merge(cell);
  }
  const bool small_rest = !hidden.people.empty() && hidden.people.size() <= kSmallCountMax;
  if (whole.Hidden() || small_rest) return std::nullopt;
  return whole;
}

Disclosure DisclosureFold::Finish() const {
  Disclosure disclosure{
      .period = period_, .last_number = last_number_, .over = over_, .illustrative = illustrative_};
  disclosure.total.people = DisclosedPeople();
  for (const Layer layer : layers_) disclosure.total.layers[layer] = Money();
  for (const auto& [name, town] : towns_) {
    DisclosedRow& row = disclosure.towns[name];
    if (const std::optional<Cell> cell = Shown(town.people); cell.has_value()) {
      row.people = {.people = cell->Helped(), .settlements = cell->settlements};
      disclosure.total.people->people += cell->Helped();
      disclosure.total.people->settlements += cell->settlements;
    }
    for (const Layer layer : layers_) {
      const auto quarters = town.layers.find(layer);
      const std::optional<Cell> cell =
          quarters == town.layers.end() ? Cell() : Shown(quarters->second);
      row.layers[layer] = std::nullopt;
      if (!cell.has_value()) continue;
      row.layers[layer] = cell->amount;
      *disclosure.total.layers[layer] += cell->amount;
    }
  }
  return disclosure;
}

}  // namespace yizhan
