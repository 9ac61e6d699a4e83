// Encoding: UTF-8 text as GB18030, as spreadsheets on a relief office's desk write it.
//
// Errors:   Internal when the text does not convert; our own text always does.
// Threads:  pure.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace yizhan::sample {

absl::StatusOr<std::string> ToGb18030(const std::string& utf8);

}  // namespace yizhan::sample
