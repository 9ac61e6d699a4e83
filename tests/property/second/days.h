// Days: civil dates as text and as a running number of days, counted from the calendar itself.
//
// Units:   a Day is days since 1 January of year 0 of the Gregorian calendar.
// Errors:  no value for text that is not a date.
// Threads: pure.
// Law:     adjudication.md R8, R14, R25.
#pragma once

#include <compare>
#include <limits>
#include <optional>
#include <string>

namespace yizhan::second {

using Day = long;
inline constexpr Day kOpenEnd = std::numeric_limits<Day>::max();

struct Civil {
  int year = 0;
  int month = 0;
  int day = 0;
};

std::optional<Civil> ParseCivil(const std::string& text);
Day DayOf(const Civil& civil);
std::optional<Day> ParseDay(const std::string& text);
int DaysInMonth(int year, int month);

// Completed years; a birthday of 29 February comes on 1 March of a common year (R25).
int AgeOn(const Civil& birth, const Civil& day);

// Both ends inclusive.
struct Span {
  Day from = 0;
  Day until = kOpenEnd;
  bool Holds(Day day) const { return from <= day && day <= until; }
};

// An empty `until` is open. Text that is no date gives a span that holds no day.
Span ParseSpan(const std::string& from, const std::string& until);

}  // namespace yizhan::second
