// ReportPeriod: the quarters and years that reports are about.
//
// Threads:  pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/date.h"

namespace yizhan {

struct ReportPeriod {
  std::string name;
  Span days;
};

std::optional<ReportPeriod> ParseQuarter(const std::string& text);  // "2012-Q2"
std::optional<ReportPeriod> ParseYear(const std::string& text);     // "2012"

// 0 .. 3.
std::size_t QuarterOf(Day day);

}  // namespace yizhan
