// FileVault: the key vault as one file of fixed slots; each key is wrapped under the key-encryption
// key (KEK). Destroying overwrites the slot in place and syncs it, so no compaction is waited for.
//
// Owner:    locks the file (flock) while it lives; a second opener is refused.
// Errors:   InvalidArgument     another KEK's vault, or no vault
//           DataLoss            a slot does not unwrap: names its place, never the key
//           FailedPrecondition  in use by another process
// Threads:  any.
// Format:   engine/personal/FORMAT.md
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/random.h"
#include "engine/personal/key_vault.h"
#include "yizhan/v1/config.pb.h"

namespace yizhan {

// First bytes of a MAC of the KEK, for people to tell KEKs apart: 16 hex digits.
std::string KekIdText(const std::string& kek);

class FileVault : public KeyVault {
 public:
  // Makes the file when it is not there and `may_create`. Every slot is unwrapped once, here.
  static absl::StatusOr<std::unique_ptr<FileVault>> Open(const std::string& path,
                                                         const std::string& kek,
                                                         v1::PersonalSuite suite, Random& random,
                                                         bool may_create);
  // Whether the vault at `path` is wrapped under `kek`, by its header; needs no lock. An error when
  // that cannot be told.
  static absl::StatusOr<bool> IsUnder(const std::string& path, const std::string& kek);
  ~FileVault() override;

  absl::StatusOr<std::optional<std::string>> Find(std::uint64_t person_no) const override;
  absl::Status Add(std::uint64_t person_no, const std::string& data_key) override;
  absl::Status Sync() override;
  absl::Status Destroy(std::uint64_t person_no) override;
  void ForEach(const std::function<void(std::uint64_t)>& visit) const override;

  // Writes the same keys, wrapped under `new_kek`, to `path` (which must not exist), synced.
  absl::Status CopyTo(const std::string& path, const std::string& new_kek, v1::PersonalSuite suite,
                      Random& random) const;

 private:
  class Slots;
  explicit FileVault(std::unique_ptr<Slots> slots);
  std::unique_ptr<Slots> slots_;
};

}  // namespace yizhan
