// KeyVault: one data key per person, outside the ledger and its backups.
//
// Errors:   any status: the vault cannot be relied on; the engine stops.
// Threads:  any.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace yizhan {

class KeyVault {
 public:
  virtual ~KeyVault() = default;

  // 32 bytes; empty when the person has no key (never had one, or it was destroyed).
  virtual absl::StatusOr<std::optional<std::string>> Find(std::uint64_t person_no) const = 0;
  // Durable after the next Sync. A person that has a key keeps it: AlreadyExists.
  virtual absl::Status Add(std::uint64_t person_no, const std::string& data_key) = 0;
  virtual absl::Status Sync() = 0;
  // Overwritten in place and durable on return. Nothing to destroy is fine.
  virtual absl::Status Destroy(std::uint64_t person_no) = 0;
  virtual void ForEach(const std::function<void(std::uint64_t person_no)>& visit) const = 0;
};

// For tests, benches and the sandbox of a what-if.
class MemoryVault : public KeyVault {
 public:
  absl::StatusOr<std::optional<std::string>> Find(std::uint64_t person_no) const override;
  absl::Status Add(std::uint64_t person_no, const std::string& data_key) override;
  absl::Status Sync() override { return absl::OkStatus(); }
  absl::Status Destroy(std::uint64_t person_no) override;
  void ForEach(const std::function<void(std::uint64_t)>& visit) const override;

 private:
  mutable std::mutex mutex_;
  std::map<std::uint64_t, std::string> keys_;
};

}  // namespace yizhan
