#include "engine/settlement/asked_days.h"

#include <optional>

#include "engine/base/refusal.h"

namespace yizhan {
namespace {

absl::StatusOr<Day> DayOf(AskedDay asked) {
  const std::optional<Day> day = ParseDay(asked.text);
  if (day.has_value()) return *day;
  return Refuse({.reason = asked.text.empty() ? v1::FIELD_MISSING : v1::FIELD_MALFORMED,
                 .field = asked.field,
                 .expected = "YYYY-MM-DD"});
}

}  // namespace

absl::StatusOr<Span> AskedDays(AskedDay from, AskedDay until) {
  const absl::StatusOr<Day> first = DayOf(from);
  if (!first.ok()) return first.status();
  const absl::StatusOr<Day> last = DayOf(until);
  if (!last.ok()) return last.status();
  if (*first <= *last) return Span{*first, *last};
  return Refuse({.reason = v1::SPAN_REVERSED,
                 .field = until.field,
                 .expected = ">= " + DayText(*first),
                 .found = DayText(*last)});
}

}  // namespace yizhan
