// LineError: what is wrong with a line of a file, so that whoever wrote it finds the place: file,
// line, field, what belongs there and what stands there.
//
// Short numbers and dates are shown as they stand; of any other text only its length, for it may
// be a name or a card number.
//
// Threads:  pure.
#pragma once

#include <cstdint>
#include <string>

#include "tools/cli/json_out.h"
#include "yizhan/v1/error.pb.h"

namespace yizhan::cli {

struct LinePlace {
  std::string file{};
  std::uint64_t line = 0;  // 1-based.
};

// The same with `expected` and `found` filled in, and in its sentences; `line` is the line's text
// (empty: not known), in which `field` is looked up.
v1::ErrorDetail WithFound(const v1::ErrorDetail& why, const std::string& line);

JsonObject ErrorJson(const v1::ErrorDetail& why);

// Two lines of text, Chinese and English.
std::string ErrorText(const LinePlace& place, const v1::ErrorDetail& why);

}  // namespace yizhan::cli
