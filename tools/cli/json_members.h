// JsonMembers: the members of one JSON object with their values as they were written, so that a
// message can be told apart and its extra fields taken off without reading a number as a double.
//
// Errors:   a Refusal FIELD_MALFORMED when the text is not one JSON object. Values are only
//           delimited here; the adapters check what is inside.
// Threads:  pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace yizhan::cli {

struct JsonMember {
  std::string key;    // Between its quotes, escapes not resolved.
  std::string value;  // Verbatim, without spaces around it.
};

absl::StatusOr<std::vector<JsonMember>> JsonMembers(const std::string& json);

// The value of `key`; a JSON string without its quotes. Empty when absent.
std::optional<std::string> MemberText(const std::vector<JsonMember>& members,
                                      const std::string& key);

}  // namespace yizhan::cli
