// Age: is a person's age inside a program's range?
//
// Units:    completed years on the service end date (date.h, AgeYears).
// Threads:  pure.
// Law:      ruling R25.
#pragma once

#include <cstdint>
#include <optional>

namespace yizhan {

// Both ends inclusive. An unknown age is never inside.
bool AgeInRange(std::optional<std::int32_t> age_years, std::int32_t from_years,
                std::int32_t until_years);

}  // namespace yizhan
