// WholeFile: small files that are read and written whole.
//
// Errors:   InvalidArgument names the path and what is wrong with it; never the content.
// Threads:  any; two writers of one path at a time are not for here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace yizhan {

enum class Privacy {
  kPublic,  // Anybody may read it.
  kSecret,  // Written for the owner only; not read when others have rights on it.
};

// The bytes of a regular file of at most `bytes_max`.
absl::StatusOr<std::string> ReadWhole(const std::string& path, std::size_t bytes_max,
                                      Privacy privacy);

// Written beside, synced and renamed, so that a crash leaves the old file or the new one.
absl::Status WriteWhole(const std::string& path, std::string_view bytes, Privacy privacy);

}  // namespace yizhan
