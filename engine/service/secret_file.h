// SecretFile: tokens and keys, by path only, and never from a file that others may read.
//
// Errors:   InvalidArgument names the path and what is wrong with it; never the content.
// Threads:  any.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/random.h"
#include "engine/register/import.h"

namespace yizhan {

inline constexpr std::size_t kSecretBytesMax = 4096;
inline constexpr std::size_t kIndexKeyBytes = 32;

// The bytes of a regular file without rights for others, and not empty.
absl::StatusOr<std::string> ReadSecret(const std::string& path);

// The token in `path`, without the line end.
absl::StatusOr<std::string> ReadToken(const std::string& path);

// <data_dir>/keys/index.key. Made on the first start (ledger of `ledger_size` 0 and no file), with
// rights for the owner only, and synced. A ledger that has entries never gets a new key: cards
// could not be found again.
absl::StatusOr<IndexKey> OpenIndexKey(const std::string& data_dir, std::uint64_t ledger_size,
                                      Random& random);

}  // namespace yizhan
