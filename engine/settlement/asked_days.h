// AskedDays: the first and the last day that a question names.
//
// Units:    Shanghai days, both inclusive.
// Errors:   FIELD_MISSING, FIELD_MALFORMED, SPAN_REVERSED, naming the field.
// Threads:  pure.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "engine/base/date.h"

namespace yizhan {

struct AskedDay {
  const char* field;
  const std::string& text;
};

// Both are required.
absl::StatusOr<Span> AskedDays(AskedDay from, AskedDay until);

}  // namespace yizhan
