// Cipher: authenticated encryption of small pieces, in one of two suites, by OpenSSL.
//
//   AES_256_GCM        key 32 bytes, nonce 12, tag 16
//   SM4_CTR_HMAC_SM3   SM4 in counter mode, then HMAC-SM3 over associated data, nonce and
//                      ciphertext; nonce 16, tag 32; both keys derived from the 32 bytes by
//                      HMAC-SM3 (OpenSSL 3.0 has no SM4-GCM)
//
// Errors:   DataLoss when bytes were not sealed under this key and associated data.
// Threads:  pure.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/random.h"
#include "yizhan/v1/config.pb.h"

namespace yizhan {

inline constexpr std::size_t kDataKeyBytes = 32;

struct Sealed {
  v1::PersonalSuite suite = v1::AES_256_GCM;
  std::string nonce;
  std::string bytes;  // Ciphertext, then tag.
};

// `key` has kDataKeyBytes; `associated` is authenticated, not hidden.
Sealed Seal(v1::PersonalSuite suite, std::string_view key, std::string_view associated,
            std::string_view plain, Random& random);
absl::StatusOr<std::string> Unseal(const Sealed& sealed, std::string_view key,
                                   std::string_view associated);

// 32 bytes of `random`.
std::string NewDataKey(Random& random);

}  // namespace yizhan
