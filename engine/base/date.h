// Day: a Shanghai civil date (UTC+8, fixed), and spans of days.
//
// Units:    days since 1970-01-01; *_ms are Unix milliseconds.
// Threads:  values.
// Law:      rulings R8, R14, R25.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace yizhan {

struct Day {
  std::int32_t days = 0;
  friend constexpr auto operator<=>(Day, Day) = default;
};

// Later than every date a person can write; the end of an open span.
inline constexpr Day kOpenEnd{.days = 2'932'896};  // 9999-12-31

// Both days belong to it.
struct Span {
  Day from;
  Day until = kOpenEnd;
  constexpr bool Contains(Day day) const { return from <= day && day <= until; }
  constexpr bool Meets(Span other) const { return from <= other.until && other.from <= until; }
  friend constexpr bool operator==(Span, Span) = default;
};

// "2012-06-29" and nothing else; years 1900 .. 9999.
std::optional<Day> ParseDay(const std::string& text);
std::string DayText(Day day);

std::int32_t YearOf(Day day);
// Completed years on `day` of one born on `birth`; 29 February completes on 1 March in common
// years (R25). Negative when not yet born.
std::int32_t AgeYears(Day birth, Day day);

// The Shanghai civil date of an instant.
Day BusinessDay(std::int64_t unix_ms);
// "2012-06-29 09:30:00", Shanghai.
std::string TimeText(std::int64_t unix_ms);

}  // namespace yizhan
