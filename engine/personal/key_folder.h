// KeyFolder: the keys of one engine, in a folder of their own that no backup of the ledger touches:
// index.key (card lookup), the vault of persons' keys, and the key-encryption key, which may lie
// elsewhere (another medium).
//
// Errors:   InvalidArgument names the path; FailedPrecondition when the ledger has entries but a
//           key is missing: a new one would be useless.
// Threads:  one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/random.h"
#include "engine/personal/file_vault.h"
#include "engine/register/import.h"
#include "yizhan/v1/config.pb.h"

namespace yizhan {

struct KeyPaths {
  std::string keys_dir;
  std::string kek_path;  // Empty: <keys_dir>/kek.key
  std::string index_key() const { return keys_dir + "/index.key"; }
  std::string vault() const { return keys_dir + "/vault"; }
  std::string kek() const { return kek_path.empty() ? keys_dir + "/kek.key" : kek_path; }
};

struct KeyFolder {
  IndexKey index_key;
  std::unique_ptr<FileVault> vault;
};

// On the first start (ledger of size 0) makes what is missing, for the owner only and synced.
// Finishes a rotation that was interrupted.
absl::StatusOr<KeyFolder> OpenKeyFolder(const KeyPaths& paths, v1::PersonalSuite suite,
                                        std::uint64_t ledger_size, Random& random);

// Wraps every key anew under a new KEK, and overwrites the old vault and KEK. The engine must be
// stopped (the vault is locked). A crash at any point leaves the old or the new state, and the next
// OpenKeyFolder or RotateKek finishes it. Returns how many keys were wrapped.
absl::StatusOr<std::uint64_t> RotateKek(const KeyPaths& paths, v1::PersonalSuite suite,
                                        Random& random);

}  // namespace yizhan
