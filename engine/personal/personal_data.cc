#include "engine/personal/personal_data.h"

#include <optional>

#include "engine/base/check.h"
#include "engine/personal/cipher.h"
#include "openssl/crypto.h"

namespace yizhan {
namespace {

// What Seal makes of a configuration that names none.
v1::PersonalSuite Chosen(v1::PersonalSuite suite) {
  return suite == v1::PERSONAL_SUITE_UNSPECIFIED ? v1::AES_256_GCM : suite;
}

// A row moved to another person does not open.
std::string AssociatedOf(std::uint64_t person_no, v1::PersonalSuite suite) {
  return "yizhan private v1 " + std::to_string(person_no) + " " + std::to_string(suite);
}

}  // namespace

absl::StatusOr<v1::SealedRow> PersonalData::SealFor(std::uint64_t person_no,
                                                    const v1::PrivateRow& row) {
  absl::StatusOr<std::optional<std::string>> key = vault_.Find(person_no);
  if (!key.ok()) return key.status();
  if (!key->has_value()) {
    *key = NewDataKey(random_);
    const absl::Status added = vault_.Add(person_no, **key);
    if (!added.ok()) return added;
  }
  const v1::PersonalSuite suite = Chosen(suite_);
  std::string plain = row.SerializeAsString();
  Sealed sealed = Seal(suite, **key, AssociatedOf(person_no, suite), plain, random_);
  OPENSSL_cleanse(plain.data(), plain.size());
  OPENSSL_cleanse((*key)->data(), (*key)->size());
  v1::SealedRow stored;
  stored.set_suite(sealed.suite);
  stored.set_nonce(std::move(sealed.nonce));
  stored.set_sealed(std::move(sealed.bytes));
  return stored;
}

absl::StatusOr<v1::PrivateRow> PersonalData::OpenFor(std::uint64_t person_no,
                                                     const v1::SealedRow& sealed) const {
  absl::StatusOr<std::optional<std::string>> key = vault_.Find(person_no);
  if (!key.ok()) return key.status();
  if (!key->has_value()) return absl::NotFoundError("the person's key is not in the vault");
  absl::StatusOr<std::string> plain =
      Unseal({.suite = sealed.suite(), .nonce = sealed.nonce(), .bytes = sealed.sealed()}, **key,
             AssociatedOf(person_no, sealed.suite()));
  OPENSSL_cleanse((*key)->data(), (*key)->size());
  if (!plain.ok()) return plain.status();
  v1::PrivateRow row;
  const bool parsed = row.ParseFromString(*plain);
  OPENSSL_cleanse(plain->data(), plain->size());
  if (!parsed) return absl::DataLossError("an opened private row does not parse");
  return row;
}

}  // namespace yizhan
