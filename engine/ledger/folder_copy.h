// FolderCopy: files of one folder, copied and synced. Only the backup uses it.
//
// Units:    bytes.
// Errors:   Unavailable with the path and the system's words.
// Threads:  one.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"

namespace yizhan {

// Regular files only; `to` is made. A lock file is no part of what is copied.
absl::Status CopyFolder(const std::string& from, const std::string& to,
                        const std::function<void(std::uint64_t, std::uint64_t)>& progress);

// On disk under its new name when it returns.
absl::Status MoveDurably(const std::string& from, const std::string& to);

}  // namespace yizhan
