// Notes: what a door must remember over a restart: a trial that waits for its confirmation, an
// intent before a call to the insurer, the visit an admission told of. Sealed on disk.
//
// Errors:   Internal when the disk refuses; the door then acknowledges nothing.
// Threads:  any.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace yizhan::edge {

// `kind` names what it is: "shanghai.trial".
struct NoteChange {
  std::string kind;
  std::string key;
  std::optional<std::string> value;  // None: the note goes.
};

class Notes {
 public:
  virtual ~Notes() = default;

  // All of them or none, with one sync before it returns; the last one of a key holds.
  virtual absl::Status Write(const std::vector<NoteChange>& changes) = 0;
  absl::Status Put(std::string_view kind, std::string_view key, std::string_view value) {
    return Write({{std::string(kind), std::string(key), std::string(value)}});
  }
  absl::Status Erase(std::string_view kind, std::string_view key) {
    return Write({{std::string(kind), std::string(key), std::nullopt}});
  }
  virtual absl::StatusOr<std::optional<std::string>> Find(std::string_view kind,
                                                          std::string_view key) const = 0;
  // In the order of keys, those that begin with `key_prefix`; stops when `item` returns false.
  virtual absl::Status ForEach(
      std::string_view kind, std::string_view key_prefix,
      const std::function<bool(std::string_view key, std::string_view value)>& item) const = 0;
};

}  // namespace yizhan::edge
