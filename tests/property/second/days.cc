#include "tests/property/second/days.h"

namespace yizhan::second {
namespace {

bool IsLeap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

// Leap years among the years 0 .. year-1.
int LeapYearsBefore(int year) {
  if (year == 0) return 0;
  const int last = year - 1;
  return last / 4 - last / 100 + last / 400 + 1;
}

std::optional<int> Digits(const std::string& text, std::size_t at, std::size_t count) {
  int number = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

}  // namespace

int DaysInMonth(int year, int month) {
  if (month == 2) return IsLeap(year) ? 29 : 28;
  if (month == 4 || month == 6 || month == 9 || month == 11) return 30;
  return 31;
}

std::optional<Civil> ParseCivil(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::optional<int> year = Digits(text, 0, 4);
  const std::optional<int> month = Digits(text, 5, 2);
  const std::optional<int> day = Digits(text, 8, 2);
  if (!year || !month || !day) return std::nullopt;
  if (*month < 1 || *month > 12 || *day < 1) return std::nullopt;
  if (*day > DaysInMonth(*year, *month)) return std::nullopt;
  return Civil{*year, *month, *day};
}

Day DayOf(const Civil& civil) {
  Day days = 365L * civil.year + LeapYearsBefore(civil.year);
  for (int month = 1; month < civil.month; ++month) days += DaysInMonth(civil.year, month);
  return days + civil.day - 1;
}

std::optional<Day> ParseDay(const std::string& text) {
  const std::optional<Civil> civil = ParseCivil(text);
  if (!civil) return std::nullopt;
  return DayOf(*civil);
}

int AgeOn(const Civil& birth, const Civil& day) {
  const bool had_birthday =
      day.month > birth.month || (day.month == birth.month && day.day >= birth.day);
  return day.year - birth.year - (had_birthday ? 0 : 1);
}

Span ParseSpan(const std::string& from, const std::string& until) {
  const std::optional<Day> first = ParseDay(from);
  const std::optional<Day> last = until.empty() ? std::optional<Day>(kOpenEnd) : ParseDay(until);
  if (!first || !last) return {1, 0};
  return {*first, *last};
}

}  // namespace yizhan::second
