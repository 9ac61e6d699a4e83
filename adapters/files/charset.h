// Charset: the bytes of a file as UTF-8 text, and back.
//
// Errors:   FIELD_NOT_UTF8 when the bytes are neither UTF-8 nor GB18030, or the text no UTF-8.
// Threads:  pure.
// Format:   RFC 3629; GB 18030.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"

namespace yizhan::files {

// By iconv's names. Empty when the bytes are not of `from` from the first to the last, or have no
// place in `to`.
std::optional<std::string> Converted(const char* to, const char* from, const std::string& bytes);

// Well-formed UTF-8 (a byte order mark is dropped) stays as it is; anything else is read as
// GB18030.
absl::StatusOr<std::string> ToUtf8(const std::string& bytes);

// UTF-8 text as GB18030, which has a code for every character.
absl::StatusOr<std::string> ToGb18030(const std::string& text);

}  // namespace yizhan::files
