// FaultyVault: a key vault in memory whose next sync or destruction fails when a test says so.
//
// Threads:  as KeyVault; the switches from any thread.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "engine/personal/key_vault.h"

namespace yizhan::test {

class FaultyVault : public KeyVault {
 public:
  std::atomic<bool> sync_fails{false};
  std::atomic<bool> destroy_fails{false};
  std::atomic<int> syncs{0};

  std::size_t size() const {
    std::size_t keys = 0;
    inner_.ForEach([&keys](std::uint64_t) { ++keys; });
    return keys;
  }
  bool Has(std::uint64_t person_no) const { return inner_.Find(person_no).value().has_value(); }

  absl::StatusOr<std::optional<std::string>> Find(std::uint64_t person_no) const override {
    return inner_.Find(person_no);
  }
  absl::Status Add(std::uint64_t person_no, const std::string& data_key) override {
    return inner_.Add(person_no, data_key);
  }
  absl::Status Sync() override {
    ++syncs;
    return sync_fails ? absl::UnavailableError("the vault's disk failed") : inner_.Sync();
  }
  absl::Status Destroy(std::uint64_t person_no) override {
    if (destroy_fails) return absl::UnavailableError("the vault's disk failed");
    return inner_.Destroy(person_no);
  }
  void ForEach(const std::function<void(std::uint64_t)>& visit) const override {
    inner_.ForEach(visit);
  }

 private:
  MemoryVault inner_;
};

}  // namespace yizhan::test
