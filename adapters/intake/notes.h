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

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace yizhan::edge {

class Notes {
 public:
  virtual ~Notes() = default;

  // `kind` names what it is: "shanghai.trial". Synced before it returns; the last one holds.
  virtual absl::Status Put(std::string_view kind, std::string_view key, std::string_view value) = 0;
  virtual absl::StatusOr<std::optional<std::string>> Find(std::string_view kind,
                                                          std::string_view key) const = 0;
  virtual absl::Status Erase(std::string_view kind, std::string_view key) = 0;
  // In the order of keys, those that begin with `key_prefix`; stops when `item` returns false.
  virtual absl::Status ForEach(
      std::string_view kind, std::string_view key_prefix,
      const std::function<bool(std::string_view key, std::string_view value)>& item) const = 0;
};

}  // namespace yizhan::edge
