#include "engine/base/month.h"

#include <chrono>

#include "engine/base/check.h"

namespace yizhan {
namespace {

constexpr Month kHundred = 100;
constexpr std::size_t kDigits = 6;      // "201206"
constexpr std::size_t kYearDigits = 4;  // Before the hyphen.

}  // namespace

Month MonthOf(Day day) {
  const std::chrono::year_month_day civil{std::chrono::sys_days{std::chrono::days{day.days}}};
  return static_cast<Month>(static_cast<int>(civil.year())) * kHundred +
         static_cast<unsigned>(civil.month());
}

Month PostingMonth(std::int64_t posted_ms) { return MonthOf(BusinessDay(posted_ms)); }

std::optional<Month> ParseMonth(const std::string& text) {
  const std::optional<Day> first = ParseDay(text + "-01");
  if (!first.has_value()) return std::nullopt;
  return MonthOf(*first);
}

std::string MonthText(Month month) {
  std::string text = std::to_string(month);
  YIZHAN_CHECK(text.size() == kDigits);
  return text.insert(kYearDigits, "-");
}

}  // namespace yizhan
