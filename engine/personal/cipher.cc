#include "engine/personal/cipher.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>

#include "engine/base/check.h"
#include "openssl/crypto.h"
#include "openssl/evp.h"
#include "openssl/hmac.h"

namespace yizhan {
namespace {

constexpr std::size_t kGcmNonceBytes = 12;
constexpr std::size_t kGcmTagBytes = 16;
constexpr std::size_t kSm4NonceBytes = 16;
constexpr std::size_t kSm4KeyBytes = 16;
constexpr std::size_t kSm3TagBytes = 32;

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const unsigned char* In(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* Out(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

// OpenSSL counts in int; what is sealed here is small.
int Length(std::string_view bytes) {
  YIZHAN_CHECK(bytes.size() <= 1U << 30);
  return static_cast<int>(bytes.size());
}

absl::Status NotSealedHere() {
  return absl::DataLossError("sealed bytes were changed, or sealed under another key");
}

Sealed SealGcm(std::string_view key, std::string_view associated, std::string_view plain,
               Random& random) {
  Sealed sealed{
      .suite = v1::AES_256_GCM, .nonce = RandomBytes(kGcmNonceBytes, random), .bytes = {}};
  const Context context(EVP_CIPHER_CTX_new());
  int written = 0;
  bool fine =
      EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, In(key), In(sealed.nonce)) == 1;
  fine = fine && EVP_EncryptUpdate(context.get(), nullptr, &written, In(associated),
                                   Length(associated)) == 1;
  sealed.bytes.resize(plain.size() + kGcmTagBytes);
  fine = fine && EVP_EncryptUpdate(context.get(), Out(sealed.bytes), &written, In(plain),
                                   Length(plain)) == 1;
  fine = fine && EVP_EncryptFinal_ex(context.get(), Out(sealed.bytes) + written, &written) == 1;
  fine = fine && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kGcmTagBytes,
                                     Out(sealed.bytes) + plain.size()) == 1;
  YIZHAN_CHECK(fine);
  return sealed;
}

absl::StatusOr<std::string> UnsealGcm(const Sealed& sealed, std::string_view key,
                                      std::string_view associated) {
  if (sealed.nonce.size() != kGcmNonceBytes || sealed.bytes.size() < kGcmTagBytes) {
    return NotSealedHere();
  }
  const std::string_view whole = sealed.bytes;
  const std::string_view hidden = whole.substr(0, whole.size() - kGcmTagBytes);
  std::string tag(whole.substr(hidden.size()));
  std::string plain(hidden.size(), '\0');
  const Context context(EVP_CIPHER_CTX_new());
  int written = 0;
  bool fine =
      EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, In(key), In(sealed.nonce)) == 1;
  fine = fine && EVP_DecryptUpdate(context.get(), nullptr, &written, In(associated),
                                   Length(associated)) == 1;
  fine = fine &&
         EVP_DecryptUpdate(context.get(), Out(plain), &written, In(hidden), Length(hidden)) == 1;
  fine = fine &&
         EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kGcmTagBytes, tag.data()) == 1;
  fine = fine && EVP_DecryptFinal_ex(context.get(), Out(plain) + written, &written) == 1;
  if (!fine) {
    OPENSSL_cleanse(plain.data(), plain.size());
    return NotSealedHere();
  }
  return plain;
}

std::string HmacSm3(std::string_view key, std::string_view bytes) {
  std::string mac(kSm3TagBytes, '\0');
  unsigned int length = 0;
  YIZHAN_CHECK(HMAC(EVP_sm3(), key.data(), Length(key), In(bytes), bytes.size(), Out(mac),
                    &length) != nullptr &&
               length == kSm3TagBytes);
  return mac;
}

std::string Sm4Ctr(std::string_view key, std::string_view nonce, std::string_view bytes) {
  const Context context(EVP_CIPHER_CTX_new());
  std::string turned(bytes.size(), '\0');
  int written = 0;
  YIZHAN_CHECK(EVP_EncryptInit_ex(context.get(), EVP_sm4_ctr(), nullptr, In(key), In(nonce)) == 1 &&
               EVP_EncryptUpdate(context.get(), Out(turned), &written, In(bytes), Length(bytes)) ==
                   1);
  return turned;
}

// Every part is counted, so no two lists of parts give the same tag.
std::string Sm3Tag(std::string_view key, std::string_view associated, std::string_view nonce,
                   std::string_view hidden) {
  std::string counted;
  for (const std::string_view part : {associated, nonce, hidden}) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      counted += static_cast<char>(static_cast<std::uint64_t>(part.size()) >> shift & 0xFF);
    }
    counted += part;
  }
  std::string mac_key = HmacSm3(key, "yizhan sm3 mac v1");
  std::string tag = HmacSm3(mac_key, counted);
  OPENSSL_cleanse(mac_key.data(), mac_key.size());
  return tag;
}

std::string Sm4Turn(std::string_view key, std::string_view nonce, std::string_view bytes) {
  std::string cipher_key = HmacSm3(key, "yizhan sm4 key v1").substr(0, kSm4KeyBytes);
  std::string turned = Sm4Ctr(cipher_key, nonce, bytes);
  OPENSSL_cleanse(cipher_key.data(), cipher_key.size());
  return turned;
}

Sealed SealSm4(std::string_view key, std::string_view associated, std::string_view plain,
               Random& random) {
  Sealed sealed{
      .suite = v1::SM4_CTR_HMAC_SM3, .nonce = RandomBytes(kSm4NonceBytes, random), .bytes = {}};
  sealed.bytes = Sm4Turn(key, sealed.nonce, plain);
  sealed.bytes += Sm3Tag(key, associated, sealed.nonce, sealed.bytes);
  return sealed;
}

absl::StatusOr<std::string> UnsealSm4(const Sealed& sealed, std::string_view key,
                                      std::string_view associated) {
  if (sealed.nonce.size() != kSm4NonceBytes || sealed.bytes.size() < kSm3TagBytes) {
    return NotSealedHere();
  }
  const std::string_view whole = sealed.bytes;
  const std::string_view hidden = whole.substr(0, whole.size() - kSm3TagBytes);
  const std::string tag = Sm3Tag(key, associated, sealed.nonce, hidden);
  if (CRYPTO_memcmp(tag.data(), whole.data() + hidden.size(), kSm3TagBytes) != 0) {
    return NotSealedHere();
  }
  return Sm4Turn(key, sealed.nonce, hidden);
}

}  // namespace

Sealed Seal(v1::PersonalSuite suite, std::string_view key, std::string_view associated,
            std::string_view plain, Random& random) {
  YIZHAN_CHECK(key.size() == kDataKeyBytes);
  return suite == v1::SM4_CTR_HMAC_SM3 ? SealSm4(key, associated, plain, random)
                                       : SealGcm(key, associated, plain, random);
}

absl::StatusOr<std::string> Unseal(const Sealed& sealed, std::string_view key,
                                   std::string_view associated) {
  if (key.size() != kDataKeyBytes) return NotSealedHere();
  switch (sealed.suite) {
    case v1::AES_256_GCM:
      return UnsealGcm(sealed, key, associated);
    case v1::SM4_CTR_HMAC_SM3:
      return UnsealSm4(sealed, key, associated);
    default:
      return NotSealedHere();
  }
}

std::string NewDataKey(Random& random) { return RandomBytes(kDataKeyBytes, random); }

}  // namespace yizhan
