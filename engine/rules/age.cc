#include "engine/rules/age.h"

namespace yizhan {

bool AgeInRange(std::optional<std::int32_t> age_years, std::int32_t from_years,
                std::int32_t until_years) {
  return age_years.has_value() && from_years <= *age_years && *age_years <= until_years;
}

}  // namespace yizhan
