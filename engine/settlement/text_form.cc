#include "engine/settlement/text_form.h"

#include <optional>

#include "engine/base/refusal.h"
#include "engine/base/utf8.h"

namespace yizhan {
namespace {

constexpr std::size_t kIdCharacters_max = 64;

}  // namespace

absl::Status CheckText(const std::string& field, const std::string& value,
                       std::size_t characters_max) {
  const std::optional<std::size_t> characters = CountCharacters(value);
  if (!characters.has_value()) return Refuse({.reason = v1::FIELD_NOT_UTF8, .field = field});
  if (*characters > characters_max) {
    return Refuse({.reason = v1::FIELD_TOO_LONG,
                   .field = field,
                   .expected = "<= " + std::to_string(characters_max),
                   .found = std::to_string(*characters)});
  }
  if (HasControlCharacter(value)) {
    return Refuse(
        {.reason = v1::FIELD_MALFORMED, .field = field, .expected = "no control characters"});
  }
  return absl::OkStatus();
}

absl::Status CheckId(const std::string& field, const std::string& value) {
  if (value.empty()) return Refuse({.reason = v1::FIELD_MISSING, .field = field});
  return CheckText(field, value, kIdCharacters_max);
}

}  // namespace yizhan
