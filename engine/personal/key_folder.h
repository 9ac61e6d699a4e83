// KeyFolder: the keys of one engine, in a folder of their own that no backup of the ledger touches:
// index.key (card lookup), the vault of persons' keys, the key-encryption key, which may lie
// elsewhere (another medium), and a mark that says whether it is for training.
//
// Errors:   InvalidArgument names the path; FailedPrecondition when the ledger has entries but a
//           key is missing: a new one would be useless; or the folder is of the other mode.
// Threads:  one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
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
  std::string mode() const { return keys_dir + "/mode"; }
  std::string kek() const { return kek_path.empty() ? keys_dir + "/kek.key" : kek_path; }
};

struct KeyFolder {
  IndexKey index_key;
  std::unique_ptr<FileVault> vault;
};

// On the first start (ledger of size 0) makes what is missing, for the owner only and synced.
// Finishes a rotation that was interrupted. With `training`, the folder must be of that mode: a
// first start marks it before any key is made. One with keys and no mark is from before marks:
// with a ledger it may be of either mode, until MarkKeyFolder; without one it is for real data.
absl::StatusOr<KeyFolder> OpenKeyFolder(const KeyPaths& paths, v1::PersonalSuite suite,
                                        std::uint64_t ledger_size, Random& random,
                                        std::optional<bool> training = std::nullopt);

// Whether the folder is for training; nothing when no mark says.
absl::StatusOr<std::optional<bool>> ReadKeyMode(const KeyPaths& paths);
// FailedPrecondition when the mark says otherwise. OK without one.
absl::Status CheckKeyMode(const KeyPaths& paths, bool training);
// Once the keys are known to be those of a ledger of that mode. Leaves a mark that is there.
absl::Status MarkKeyFolder(const KeyPaths& paths, bool training);

// Wraps every key anew under a new KEK, and overwrites the old vault and KEK. The engine must be
// stopped (the vault is locked). A crash at any point leaves the old or the new state, and the next
// OpenKeyFolder or RotateKek finishes it. Returns how many keys were wrapped.
absl::StatusOr<std::uint64_t> RotateKek(const KeyPaths& paths, v1::PersonalSuite suite,
                                        Random& random);

}  // namespace yizhan
