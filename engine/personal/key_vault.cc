#include "engine/personal/key_vault.h"

#include <vector>

#include "openssl/crypto.h"

namespace yizhan {

absl::StatusOr<std::optional<std::string>> MemoryVault::Find(std::uint64_t person_no) const {
  const std::lock_guard lock(mutex_);
  const auto found = keys_.find(person_no);
  if (found == keys_.end()) return std::optional<std::string>();
  return std::optional<std::string>(found->second);
}

absl::Status MemoryVault::Add(std::uint64_t person_no, const std::string& data_key) {
  const std::lock_guard lock(mutex_);
  if (!keys_.emplace(person_no, data_key).second) {
    return absl::AlreadyExistsError("the person has a key");
  }
  return absl::OkStatus();
}

absl::Status MemoryVault::Destroy(std::uint64_t person_no) {
  const std::lock_guard lock(mutex_);
  const auto found = keys_.find(person_no);
  if (found == keys_.end()) return absl::OkStatus();
  OPENSSL_cleanse(found->second.data(), found->second.size());
  keys_.erase(found);
  return absl::OkStatus();
}

// Outside the lock, so that a visitor may destroy.
void MemoryVault::ForEach(const std::function<void(std::uint64_t)>& visit) const {
  std::vector<std::uint64_t> persons;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [person_no, key] : keys_) persons.push_back(person_no);
  }
  for (const std::uint64_t person_no : persons) visit(person_no);
}

}  // namespace yizhan
