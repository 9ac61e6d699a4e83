// SmCrypto: SM2 signatures with SM3, and SM4, as the national channels use them, on OpenSSL.
//
// Errors:   InvalidArgument names what is wrong with a key, never the key; a text that does not
//           open is empty.
// Threads:  pure; a key may be used by any thread.
// Law:      GB/T 32918 (SM2, user id "1234567812345678"), GB/T 32905 (SM3), GB/T 32907 (SM4).
// Format:   public code of the insurance's other channel signs with r and s side by side, 64 bytes,
//           in Base64, and encrypts with SM4/ECB/PKCS7 into upper-case hex. Signatures are read as
//           that or as DER, both as Base64 or hex; ciphertext as hex or Base64.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace yizhan::national {

class Sm2Key {
 public:
  // PEM. A private key signs and verifies; a public one verifies.
  static absl::StatusOr<Sm2Key> FromPrivatePem(const std::string& pem);
  static absl::StatusOr<Sm2Key> FromPublicPem(const std::string& pem);

  // Base64 of r and s. Of a private key.
  std::string Sign(std::string_view text) const;
  bool Verifies(std::string_view text, const std::string& signature) const;

 private:
  explicit Sm2Key(std::shared_ptr<void> key) : key_(std::move(key)) {}
  std::shared_ptr<void> key_;  // EVP_PKEY
};

inline constexpr std::size_t kSm4KeyBytes = 16;

std::string Sm4Encrypt(std::string_view key, std::string_view plain);
// Empty: not encrypted with this key.
std::optional<std::string> Sm4Decrypt(std::string_view key, const std::string& text);

// 32 hex digits as 16 bytes; empty when it is not that.
std::optional<std::string> ParseSm4Key(std::string_view hex);

}  // namespace yizhan::national
