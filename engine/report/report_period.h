// ReportPeriod: the months, quarters and years that statements and reports are about.
//
// Units:    a ReportMonth is YYYYMM, by the Shanghai day of an entry's posting.
// Threads:  pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/date.h"

namespace yizhan {

using ReportMonth = std::uint32_t;

ReportMonth ReportMonthOf(std::int64_t unix_ms);
// "2012-06" and nothing else.
std::optional<ReportMonth> ParseReportMonth(const std::string& text);
std::string ReportMonthText(ReportMonth month);

struct ReportPeriod {
  std::string name;
  Span days;
};

std::optional<ReportPeriod> ParseQuarter(const std::string& text);  // "2012-Q2"
std::optional<ReportPeriod> ParseYear(const std::string& text);     // "2012"

// 0 .. 3.
std::size_t QuarterOf(Day day);

}  // namespace yizhan
