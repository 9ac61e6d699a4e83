#include "engine/register/expiring.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "engine/register/facts.h"

namespace yizhan {
namespace {

using DatedValues = google::protobuf::RepeatedPtrField<v1::DatedValue>;

// Does another span of the value hold on the day after `last`?
bool GoesOn(const DatedValues& values, const std::string& value, Day last) {
  const Day next{last.days + 1};
  return std::any_of(values.begin(), values.end(), [&](const v1::DatedValue& other) {
    const std::optional<Day> from = ParseDay(other.from());
    const std::optional<Day> until =
        other.until().empty() ? std::optional(kOpenEnd) : ParseDay(other.until());
    return other.value() == value && from.has_value() && until.has_value() &&
           Span{*from, *until}.Contains(next);
  });
}

auto Order(const v1::ExpiringItem& item) {
  return std::tuple(item.town(), item.identity().until(), item.person_no(), item.approval(),
                    item.identity().value());
}

}  // namespace

std::vector<v1::ExpiringItem> ExpiringOf(std::uint64_t person_no, const v1::PersonRecord& record,
                                         Span last_days) {
  std::vector<v1::ExpiringItem> items;
  for (const bool approval : {false, true}) {
    const DatedValues& values = approval ? record.approvals() : record.identities();
    for (const v1::DatedValue& value : values) {
      const std::optional<Day> last = ParseDay(value.until());  // Empty while it is open.
      if (!last.has_value() || !last_days.Contains(*last)) continue;
      v1::ExpiringItem& item = items.emplace_back();
      item.set_person_no(person_no);
      item.set_town(TownOn(record, *last));
      *item.mutable_identity() = value;
      item.set_approval(approval);
      item.set_goes_on(GoesOn(values, value.value(), *last));
    }
  }
  return items;
}

void SortExpiring(std::vector<v1::ExpiringItem>& items) {
  std::sort(items.begin(), items.end(), [](const v1::ExpiringItem& a, const v1::ExpiringItem& b) {
    return Order(a) < Order(b);
  });
}

}  // namespace yizhan
