// TextForm: the form of short texts and ids that requests carry beside a bill.
//
// Units:    lengths in characters (code points), as a bill's.
// Errors:   FIELD_MISSING, FIELD_TOO_LONG, FIELD_NOT_UTF8, FIELD_MALFORMED (control characters).
// Threads:  pure.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"

namespace yizhan {

// 1 .. 64 characters, no control characters.
absl::Status CheckId(const std::string& field, const std::string& value);
// 0 .. `characters_max` characters, no control characters.
absl::Status CheckText(const std::string& field, const std::string& value,
                       std::size_t characters_max);

}  // namespace yizhan
