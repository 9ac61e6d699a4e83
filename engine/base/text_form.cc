#include "engine/base/text_form.h"

#include "engine/base/utf8.h"

namespace yizhan {
namespace {

constexpr std::size_t kIdCharacters_max = 64;

}  // namespace

std::optional<Refusal> TextFault(const std::string& text, std::size_t characters_max) {
  const std::optional<std::size_t> characters = CountCharacters(text);
  if (!characters.has_value()) return Refusal{.reason = v1::FIELD_NOT_UTF8};
  if (*characters > characters_max) {
    return Refusal{.reason = v1::FIELD_TOO_LONG,
                   .expected = "<= " + std::to_string(characters_max),
                   .found = std::to_string(*characters)};
  }
  if (HasControlCharacter(text)) {
    return Refusal{.reason = v1::FIELD_MALFORMED, .expected = "no control characters"};
  }
  return std::nullopt;
}

absl::Status CheckText(const std::string& field, const std::string& text,
                       std::size_t characters_max) {
  std::optional<Refusal> fault = TextFault(text, characters_max);
  if (!fault.has_value()) return absl::OkStatus();
  fault->field = field;
  return Refuse(*std::move(fault));
}

absl::Status CheckRequiredText(const std::string& field, const std::string& text,
                               std::size_t characters_max) {
  if (text.empty()) return Refuse({.reason = v1::FIELD_MISSING, .field = field});
  return CheckText(field, text, characters_max);
}

absl::Status CheckId(const std::string& field, const std::string& text) {
  return CheckRequiredText(field, text, kIdCharacters_max);
}

}  // namespace yizhan
