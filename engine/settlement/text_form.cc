#include "engine/settlement/text_form.h"

#include "engine/base/refusal.h"

namespace yizhan {

absl::Status CheckText(const std::string& field, const std::string& value, std::size_t bytes_max) {
  if (value.size() > bytes_max) {
    return Refuse({.reason = v1::FIELD_TOO_LONG,
                   .field = field,
                   .expected = "at most " + std::to_string(bytes_max) + " bytes",
                   .found = std::to_string(value.size()) + " bytes"});
  }
  for (const char c : value) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      return Refuse(
          {.reason = v1::FIELD_MALFORMED, .field = field, .expected = "no control characters"});
    }
  }
  return absl::OkStatus();
}

absl::Status CheckId(const std::string& field, const std::string& value) {
  if (value.empty()) return Refuse({.reason = v1::FIELD_MISSING, .field = field});
  return CheckText(field, value, 64);
}

}  // namespace yizhan
