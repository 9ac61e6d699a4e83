// PersonalData: seals and opens what lies in Table::kPrivate, each person under a key of his own.
//
// Owner:    the vault and random outlive it.
// Errors:   DataLoss           a row was not sealed by this engine for this person
//           NotFound           the person's key was destroyed, or never was
//           others             the vault's own: the engine stops
// Threads:  any.
// Law:      design.md, Personal data; 个人信息保护法 第四十七条 (erasure).
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/random.h"
#include "engine/personal/key_vault.h"
#include "yizhan/v1/config.pb.h"
#include "yizhan/v1/rows.pb.h"

namespace yizhan {

class PersonalData {
 public:
  PersonalData(KeyVault& vault, Random& random, v1::PersonalSuite suite = v1::AES_256_GCM)
      : vault_(vault),
        random_(random),
        suite_(suite == v1::PERSONAL_SUITE_UNSPECIFIED ? v1::AES_256_GCM : suite) {}

  // The row to store. Makes the person's key when there is none.
  absl::StatusOr<v1::SealedRow> SealFor(std::uint64_t person_no, const v1::PrivateRow& row);
  absl::StatusOr<v1::PrivateRow> OpenFor(std::uint64_t person_no,
                                         const v1::SealedRow& sealed) const;

  // Keys made since are durable on return: called before the batch that needs them is written.
  absl::Status Sync() { return vault_.Sync(); }
  // The person's data can never be opened again, wherever copies lie.
  absl::Status Destroy(std::uint64_t person_no) { return vault_.Destroy(person_no); }
  const KeyVault& vault() const { return vault_; }

 private:
  KeyVault& vault_;
  Random& random_;
  const v1::PersonalSuite suite_;
};

}  // namespace yizhan
