// SmKeys: fresh SM2 keys for a test, and their files.
//
// Errors:   what fails stops the test program (CHECK).
// Threads:  pure.
#pragma once

#include <memory>
#include <string>

#include "engine/base/check.h"
#include "engine/base/whole_file.h"
#include "openssl/bio.h"
#include "openssl/evp.h"
#include "openssl/pem.h"

namespace yizhan::national {

inline constexpr char kSm4KeyHex[] = "0123456789abcdeffedcba9876543210";

struct KeyPair {
  std::string private_pem;
  std::string public_pem;
};

// "SM2", or "EC" for a key of another curve.
inline KeyPair MakeKeys(const std::string& algorithm = "SM2") {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      algorithm == "SM2" ? EVP_PKEY_Q_keygen(nullptr, nullptr, "SM2")
                         : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"),
      &EVP_PKEY_free);
  YIZHAN_CHECK(key != nullptr);
  const auto text = [](const auto& write) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
    YIZHAN_CHECK(write(bio.get()) == 1);
    std::string pem(8192, '\0');
    const int bytes = BIO_read(bio.get(), pem.data(), static_cast<int>(pem.size()));
    YIZHAN_CHECK(bytes > 0);
    pem.resize(static_cast<std::size_t>(bytes));
    return pem;
  };
  return {.private_pem = text([&](BIO* bio) {
            return PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
          }),
          .public_pem = text([&](BIO* bio) { return PEM_write_bio_PUBKEY(bio, key.get()); })};
}

// `path`.pem and `path`.pub.
inline void WriteKeys(const std::string& path, const KeyPair& keys) {
  YIZHAN_CHECK(WriteWhole(path + ".pem", keys.private_pem, Privacy::kSecret).ok());
  YIZHAN_CHECK(WriteWhole(path + ".pub", keys.public_pem, Privacy::kPublic).ok());
}

}  // namespace yizhan::national
