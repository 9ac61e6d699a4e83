#include "engine/base/date.h"

#include <chrono>
#include <cstdio>

namespace yizhan {
namespace {

constexpr std::int64_t kShanghaiOffset_ms = 8LL * 3600 * 1000;
constexpr std::int64_t kDay_ms = 24LL * 3600 * 1000;

std::chrono::year_month_day Civil(Day day) {
  return std::chrono::sys_days{std::chrono::days{day.days}};
}

std::int64_t FloorDiv(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

}  // namespace

std::optional<Day> ParseDay(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  int part[3] = {0, 0, 0};
  int index = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == 4 || i == 7) {
      ++index;
      continue;
    }
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    part[index] = part[index] * 10 + (text[i] - '0');
  }
  const std::chrono::year_month_day date{std::chrono::year{part[0]},
                                         std::chrono::month{static_cast<unsigned>(part[1])},
                                         std::chrono::day{static_cast<unsigned>(part[2])}};
  if (!date.ok() || part[0] < 1900) return std::nullopt;
  return Day{static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count())};
}

std::string DayText(Day day) {
  const std::chrono::year_month_day date = Civil(day);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

std::int32_t YearOf(Day day) { return static_cast<int>(Civil(day).year()); }

std::int32_t AgeYears(Day birth, Day day) {
  const std::chrono::year_month_day born = Civil(birth);
  const std::chrono::year_month_day now = Civil(day);
  const std::int32_t years = static_cast<int>(now.year()) - static_cast<int>(born.year());
  const bool birthday_passed =
      now.month() > born.month() || (now.month() == born.month() && now.day() >= born.day());
  return birthday_passed ? years : years - 1;
}

Day BusinessDay(std::int64_t unix_ms) {
  return Day{static_cast<std::int32_t>(FloorDiv(unix_ms + kShanghaiOffset_ms, kDay_ms))};
}

std::string TimeText(std::int64_t unix_ms) {
  const std::int64_t local_ms = unix_ms + kShanghaiOffset_ms;
  const std::int64_t second = (local_ms - FloorDiv(local_ms, kDay_ms) * kDay_ms) / 1000;
  char text[16];
  std::snprintf(text, sizeof text, " %02d:%02d:%02d", static_cast<int>(second / 3600),
                static_cast<int>(second / 60 % 60), static_cast<int>(second % 60));
  return DayText(BusinessDay(unix_ms)) + text;
}

}  // namespace yizhan
