// Json: a JSON text as a tree in which numbers are still text, so that no amount passes through a
// double.
//
// Errors:   a Refusal whose field is the path that is wrong: FIELD_MALFORMED for what is no JSON,
//           a key given twice or a wrong type; FIELD_MISSING; FIELD_TOO_LONG; FIELD_NOT_UTF8.
//           None repeats a value: it may be a name or a card number.
// Owner:    a Json owns its tree.
// Threads:  pure.
// Format:   RFC 8259, UTF-8; at most kJsonBytesMax bytes and kJsonDepthMax levels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace yizhan {

inline constexpr std::size_t kJsonBytesMax = 1U << 20;
inline constexpr std::size_t kJsonDepthMax = 16;

struct Json {
  enum class Kind : std::uint8_t { kNull, kBool, kNumber, kString, kArray, kObject };
  Kind kind = Kind::kNull;
  std::string text{};         // Of a string or a number, as written; "true" or "false".
  std::vector<Json> items{};  // Of an array.
  std::vector<std::pair<std::string, Json>> members{};  // Of an object, in order; keys differ.

  // The member of that name, or null. A member that is JSON null counts as absent.
  const Json* Find(const std::string& key) const;
};

absl::StatusOr<Json> ParseJson(const std::string& text);

// "input.setlinfo" + "certno"; a key that may be more than a name of ours is not shown.
std::string JoinPath(const std::string& path, const std::string& key);
std::string JoinPath(const std::string& path, std::size_t index);

// Refuses what is not of that kind.
absl::Status CheckKind(const Json& json, Json::Kind kind, const std::string& path);

// The member, refused when it is absent or of another kind.
absl::StatusOr<const Json*> Require(const Json& object, const std::string& key, Json::Kind kind,
                                    const std::string& path);

}  // namespace yizhan
