// Ed25519: signatures of officers (RFC 8032), by OpenSSL.
//
// Errors:   InvalidArgument when bytes are no key.
// Threads:  pure; a key may be used from any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace yizhan {

inline constexpr std::size_t kEd25519KeyBytes = 32;
inline constexpr std::size_t kEd25519SignatureBytes = 64;

class Ed25519Key {
 public:
  static Ed25519Key Generate();  // From the operating system's generator.
  static absl::StatusOr<Ed25519Key> FromSeed(std::string_view seed);  // 32 bytes; tests.
  static absl::StatusOr<Ed25519Key> FromPem(const std::string& pem);  // PKCS#8, not encrypted.
  std::string ToPem() const;
  std::string public_key() const;                    // 32 bytes
  std::string Sign(std::string_view message) const;  // 64 bytes

  // The OpenSSL key (EVP_PKEY*), for certificates; owned here.
  void* evp() const { return key_.get(); }

 private:
  explicit Ed25519Key(std::shared_ptr<void> key) : key_(std::move(key)) {}
  std::shared_ptr<void> key_;
};

// False for wrong lengths, too.
bool Ed25519Verify(std::string_view public_key, std::string_view message,
                   std::string_view signature);

}  // namespace yizhan
