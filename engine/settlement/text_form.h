// TextForm: the form of short texts and ids that requests carry beside a bill.
//
// Errors:   FIELD_MISSING, FIELD_TOO_LONG, FIELD_MALFORMED (control characters).
// Threads:  pure.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace yizhan {

// 1 .. 64 bytes, no control characters.
absl::Status CheckId(const std::string& field, const std::string& value);
// 0 .. `bytes_max` bytes, no control characters.
absl::Status CheckText(const std::string& field, const std::string& value, std::size_t bytes_max);

}  // namespace yizhan
