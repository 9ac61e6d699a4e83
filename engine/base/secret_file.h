// SecretFile: tokens and keys, by path only, and never from a file that others may read.
//
// Errors:   InvalidArgument names the path and what is wrong with it; never the content.
// Threads:  any.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace yizhan {

inline constexpr std::size_t kSecretBytesMax = 4096;

// The bytes of a regular file without rights for others, and not empty.
absl::StatusOr<std::string> ReadSecret(const std::string& path);

// The token in `path`, without the line end.
absl::StatusOr<std::string> ReadToken(const std::string& path);

// A file with rights for the owner only: written beside, synced and renamed, so that a crash
// leaves a whole file or none.
absl::Status WriteSecret(const std::string& path, std::string_view bytes);

}  // namespace yizhan
