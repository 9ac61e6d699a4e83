// BodyText: the body of a message as UTF-8, and an answer in the charset its message came in.
//
// Errors:   FIELD_NOT_UTF8 when the bytes are not what Content-Type says; FIELD_UNKNOWN_VALUE for a
//           charset nobody here reads.
// Threads:  pure.
// Format:   RFC 3629; GB 18030, of which GBK and GB2312 are parts.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace yizhan::shanghai {

enum class Charset : std::uint8_t { kUtf8, kGb18030 };

// "application/json; charset=GBK"; without a charset it is UTF-8.
absl::StatusOr<Charset> CharsetOf(const std::string& content_type);

absl::StatusOr<std::string> ToUtf8(const std::string& bytes, Charset charset);
// `json` is UTF-8. What the charset has no place for is escaped.
std::string FromUtf8(const std::string& json, Charset charset);

}  // namespace yizhan::shanghai
