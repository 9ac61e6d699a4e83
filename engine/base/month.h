// Month: a Shanghai civil month, as posting periods and reports count.
//
// Units:    YYYYMM, so that months compare as numbers; *_ms are Unix milliseconds.
// Threads:  values.
// Law:      adjudication.md section 2: the posting date chooses the statement period.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/date.h"

namespace yizhan {

using Month = std::uint32_t;

Month MonthOf(Day day);
// Of the Shanghai day of an instant.
Month PostingMonth(std::int64_t posted_ms);

// "2012-06" and nothing else; and back.
std::optional<Month> ParseMonth(const std::string& text);
std::string MonthText(Month month);

// 1 .. 12.
constexpr std::uint32_t MonthOfYear(Month month) { return month % 100; }

}  // namespace yizhan
