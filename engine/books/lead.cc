#include "engine/books/lead.h"

#include <algorithm>
#include <optional>
#include <set>

#include "engine/books/bind.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/books/touched.h"

namespace yizhan {
namespace {

template <typename Numbers>
std::string Joined(const Numbers& numbers) {
  std::string text;
  for (const auto number : numbers) text += (text.empty() ? "" : " ") + std::to_string(number);
  return text;
}

template <typename Numbers, typename Expected>
absl::Status CheckSame(const v1::Entry& entry, const char* field, const Numbers& found,
                       const Expected& expected) {
  if (std::equal(found.begin(), found.end(), expected.begin(), expected.end())) {
    return absl::OkStatus();
  }
  return Broken(entry, "its lead does not follow from what was settled",
                {.field = field, .expected = Joined(expected), .found = Joined(found)});
}

absl::StatusOr<std::optional<v1::LeadRow>> FindLead(std::uint64_t number, const Reader& state) {
  return GetRow<v1::LeadRow>(state, Table::kLead, NumberKey(number));
}

bool HasYear(const v1::LeadRow& lead, std::uint32_t year) {
  return std::find(lead.years().begin(), lead.years().end(), year) != lead.years().end();
}

}  // namespace

std::vector<std::uint32_t> PackLeadYears(const std::string& effective_from, Day posting_day) {
  const std::optional<Day> from = ParseDay(effective_from);
  std::vector<std::uint32_t> years;
  if (!from.has_value() || *from >= posting_day) return years;
  const auto last = static_cast<std::uint32_t>(YearOf(posting_day));
  const auto first = static_cast<std::uint32_t>(YearOf(*from));
  for (std::uint32_t year = std::max(first, kRefoldYearMin); year <= last; ++year) {
    years.push_back(year);
  }
  return years;
}

absl::Status FoldRegisterLead(const v1::Entry& entry, const Reader& before,
                              std::vector<Effect>& effects) {
  const v1::PersonChanged& changed = entry.person_changed();
  if (changed.touched().empty() && changed.lead_years().empty()) return absl::OkStatus();
  const absl::StatusOr<Touched> touched = TouchedBy(changed, before);
  if (!touched.ok()) return touched.status();
  absl::Status same = CheckSame(entry, "touched", changed.touched(), touched->settlements);
  if (same.ok()) same = CheckSame(entry, "lead_years", changed.lead_years(), touched->years);
  if (!same.ok()) return same;
  v1::LeadRow lead;
  lead.set_contra(entry.number());
  lead.set_person_no(changed.person_no());
  *lead.mutable_years() = changed.lead_years();
  effects.push_back(PutRow(Table::kLead, NumberKey(entry.number()), lead));
  return absl::OkStatus();
}

absl::Status FoldPackLead(const v1::Entry& entry, std::uint64_t pack_number, const Reader& before,
                          std::vector<Effect>& effects) {
  const v1::PackActivated& activated = entry.pack_activated();
  if (activated.lead_years().empty()) return absl::OkStatus();
  const auto active = before.Get(Table::kPack, kActivePackKey);
  if (!active.ok()) return active.status();
  std::vector<std::uint32_t> expected;
  if (active->has_value()) {
    expected = PackLeadYears(activated.effective_from(), BusinessDay(entry.posted_ms()));
  }
  const absl::Status same = CheckSame(entry, "lead_years", activated.lead_years(), expected);
  if (!same.ok()) return same;
  const auto known = FindLead(pack_number, before);
  if (!known.ok()) return known.status();
  v1::LeadRow lead = known->value_or(v1::LeadRow());
  std::set<std::uint32_t> years(lead.years().begin(), lead.years().end());
  years.insert(expected.begin(), expected.end());
  lead.set_contra(pack_number);
  lead.mutable_years()->Assign(years.begin(), years.end());
  effects.push_back(PutRow(Table::kLead, NumberKey(pack_number), lead));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::uint64_t>> OpenPackLeads(std::uint32_t year, const Reader& state) {
  std::vector<std::uint64_t> open;
  auto pack = GetRow<v1::PackRow>(state, Table::kPack, kNewestPackKey);
  while (pack.ok() && pack->has_value()) {
    const auto lead = FindLead((*pack)->number(), state);
    if (!lead.ok()) return lead.status();
    if (lead->has_value() && HasYear(**lead, year)) open.push_back((*pack)->number());
    if ((*pack)->previous_hash().empty()) break;
    pack = GetRow<v1::PackRow>(state, Table::kPack, (*pack)->previous_hash());
  }
  if (!pack.ok()) return pack.status();
  std::sort(open.begin(), open.end());
  return open;
}

absl::Status CloseLead(const v1::Entry& entry, const ClosedLead& closed, Draft& staged) {
  const std::string number = std::to_string(closed.number);
  auto lead = FindLead(closed.number, staged);
  if (!lead.ok()) return lead.status();
  if (!lead->has_value()) return Broken(entry, "no open lead of " + number);
  const bool of_pack = (*lead)->person_no() == 0;
  if (of_pack != (closed.of == LeadOf::kPack)) {
    return Broken(entry, "the lead of " + number + " is not its to close");
  }
  const bool names_years = !(*lead)->years().empty();
  if (names_years && !HasYear(**lead, closed.year)) {
    return Broken(entry, "the lead of " + number + " is not open for its year");
  }
  auto& years = *(*lead)->mutable_years();
  years.erase(std::remove(years.begin(), years.end(), closed.year), years.end());
  const std::string key = NumberKey(closed.number);
  staged.Put(years.empty() ? DeleteRow(Table::kLead, key) : PutRow(Table::kLead, key, **lead));
  return absl::OkStatus();
}

}  // namespace yizhan
