// TextForm: the form of short texts and ids in requests.
//
// Units:    lengths in characters (code points).
// Errors:   FIELD_MISSING, FIELD_NOT_UTF8, FIELD_TOO_LONG, FIELD_MALFORMED (control characters).
//           None repeats the text: a mistyped field may hold a name or a card number.
// Threads:  pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "engine/base/refusal.h"

namespace yizhan {

// What is wrong with a text of at most `characters_max` characters; the field is left to the
// caller. Empty: nothing.
std::optional<Refusal> TextFault(const std::string& text, std::size_t characters_max);

// 0 .. `characters_max` characters, no control characters.
absl::Status CheckText(const std::string& field, const std::string& text,
                       std::size_t characters_max);
// The same, and not empty.
absl::Status CheckRequiredText(const std::string& field, const std::string& text,
                               std::size_t characters_max);
// 1 .. 64 characters, no control characters.
absl::Status CheckId(const std::string& field, const std::string& text);

}  // namespace yizhan
