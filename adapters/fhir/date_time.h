// DateTime: a FHIR date or instant as a Shanghai day, and back.
//
// Units:    Unix milliseconds.
// Errors:   empty for what is no whole date: "2012-06" says no day.
// Threads:  pure.
// Format:   "2012-06-29" or "2012-06-29T09:30:00.5+08:00"; with a time there is a zone.
#pragma once

#include <optional>
#include <string>

#include "engine/base/date.h"

namespace yizhan::fhir {

std::optional<Day> ParseDateTime(const std::string& text);

// "2012-06-29T09:30:00+08:00"
std::string DateTimeText(std::int64_t unix_ms);

}  // namespace yizhan::fhir
