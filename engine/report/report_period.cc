#include "engine/report/report_period.h"

#include <array>

#include "engine/base/month.h"

namespace yizhan {
namespace {

constexpr std::size_t kQuarterChars = 7;  // "2012-Q2"
constexpr std::size_t kYearChars = 4;
constexpr std::uint32_t kMonthsOfQuarter = 3;

struct QuarterDays {
  const char* from;
  const char* until;
};
constexpr std::array<QuarterDays, 4> kQuarters = {
    {{"-01-01", "-03-31"}, {"-04-01", "-06-30"}, {"-07-01", "-09-30"}, {"-10-01", "-12-31"}}};

std::optional<ReportPeriod> Between(const std::string& name, const std::string& from,
                                    const std::string& until) {
  const std::optional<Day> first = ParseDay(from);
  const std::optional<Day> last = ParseDay(until);
  if (!first.has_value() || !last.has_value()) return std::nullopt;
  return ReportPeriod{.name = name, .days = {.from = *first, .until = *last}};
}

}  // namespace

std::optional<ReportPeriod> ParseQuarter(const std::string& text) {
  if (text.size() != kQuarterChars || text.substr(kYearChars, 2) != "-Q") return std::nullopt;
  const char digit = text.back();
  if (digit < '1' || digit > '4') return std::nullopt;
  const std::string year = text.substr(0, kYearChars);
  const QuarterDays& quarter = kQuarters.at(static_cast<std::size_t>(digit - '1'));
  return Between(text, year + quarter.from, year + quarter.until);
}

std::optional<ReportPeriod> ParseYear(const std::string& text) {
  if (text.size() != kYearChars) return std::nullopt;
  return Between(text, text + kQuarters.front().from, text + kQuarters.back().until);
}

std::size_t QuarterOf(Day day) {
  return static_cast<std::size_t>((MonthOfYear(MonthOf(day)) - 1) / kMonthsOfQuarter);
}

}  // namespace yizhan
