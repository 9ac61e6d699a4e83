#include "adapters/national/sm_crypto.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "absl/strings/escaping.h"
#include "engine/base/check.h"
#include "openssl/bio.h"
#include "openssl/bn.h"
#include "openssl/ec.h"
#include "openssl/evp.h"
#include "openssl/pem.h"

namespace yizhan::national {
namespace {

constexpr std::string_view kUserId = "1234567812345678";
constexpr std::size_t kHalfBytes = 32;  // r, or s.
constexpr std::size_t kBlockBytes = 16;
constexpr std::size_t kSignatureCharactersMax = 1024;  // cainfo C1024

struct Freer {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
};
template <typename T>
using Owned = std::unique_ptr<T, Freer>;

const unsigned char* In(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* Out(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

int Length(std::string_view bytes) {
  YIZHAN_CHECK(bytes.size() <= 1U << 30);
  return static_cast<int>(bytes.size());
}

bool IsHex(std::string_view text) {
  return text.size() % 2 == 0 && !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
           return std::isxdigit(static_cast<unsigned char>(c)) != 0;
         });
}

std::optional<std::string> FromHexOrBase64(const std::string& text) {
  if (IsHex(text)) return absl::HexStringToBytes(text);
  std::string bytes;
  if (!absl::Base64Unescape(text, &bytes)) return std::nullopt;
  return bytes;
}

std::string SideBySide(std::string_view der) {
  const unsigned char* at = In(der);
  const Owned<ECDSA_SIG> signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  YIZHAN_CHECK(signature != nullptr);
  std::string both(2 * kHalfBytes, '\0');
  const int half = static_cast<int>(kHalfBytes);
  YIZHAN_CHECK(BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), Out(both), half) == half);
  YIZHAN_CHECK(BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), Out(both) + half, half) == half);
  return both;
}

std::string ToDer(std::string_view both) {
  const Owned<ECDSA_SIG> signature(ECDSA_SIG_new());
  const int half = static_cast<int>(kHalfBytes);
  BIGNUM* r = BN_bin2bn(In(both), half, nullptr);
  BIGNUM* s = BN_bin2bn(In(both) + kHalfBytes, half, nullptr);
  YIZHAN_CHECK(ECDSA_SIG_set0(signature.get(), r, s) == 1);
  unsigned char* der = nullptr;
  const int bytes = i2d_ECDSA_SIG(signature.get(), &der);
  YIZHAN_CHECK(bytes > 0);
  std::string text(reinterpret_cast<const char*>(der), static_cast<std::size_t>(bytes));
  OPENSSL_free(der);
  return text;
}

// A digest over the user id, the key and the text, ready to sign or to verify.
struct Operation {
  Owned<EVP_MD_CTX> digest{EVP_MD_CTX_new()};
  Owned<EVP_PKEY_CTX> key;
};

Operation OperationOf(void* key) {
  Operation operation;
  operation.key.reset(EVP_PKEY_CTX_new(static_cast<EVP_PKEY*>(key), nullptr));
  YIZHAN_CHECK(EVP_PKEY_CTX_set1_id(operation.key.get(), kUserId.data(), Length(kUserId)) == 1);
  EVP_MD_CTX_set_pkey_ctx(operation.digest.get(), operation.key.get());
  return operation;
}

absl::StatusOr<std::shared_ptr<void>> ReadPem(const std::string& pem, bool is_private) {
  const Owned<BIO> bio(BIO_new_mem_buf(pem.data(), Length(pem)));
  EVP_PKEY* read = is_private ? PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr)
                              : PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr);
  std::shared_ptr<void> key(read,
                            [](void* owned) { EVP_PKEY_free(static_cast<EVP_PKEY*>(owned)); });
  if (read == nullptr) {
    return absl::InvalidArgumentError(is_private ? "no private key in PEM"
                                                 : "no public key in PEM");
  }
  if (EVP_PKEY_is_a(read, "SM2") != 1) return absl::InvalidArgumentError("the key is not of SM2");
  return key;
}

}  // namespace

absl::StatusOr<Sm2Key> Sm2Key::FromPrivatePem(const std::string& pem) {
  absl::StatusOr<std::shared_ptr<void>> key = ReadPem(pem, /*is_private=*/true);
  if (!key.ok()) return key.status();
  return Sm2Key(*std::move(key));
}

absl::StatusOr<Sm2Key> Sm2Key::FromPublicPem(const std::string& pem) {
  absl::StatusOr<std::shared_ptr<void>> key = ReadPem(pem, /*is_private=*/false);
  if (!key.ok()) return key.status();
  return Sm2Key(*std::move(key));
}

std::string Sm2Key::Sign(std::string_view text) const {
  const Operation operation = OperationOf(key_.get());
  EVP_MD_CTX* const digest = operation.digest.get();
  std::size_t bytes = 0;
  auto* const key = static_cast<EVP_PKEY*>(key_.get());
  bool fine = EVP_DigestSignInit(digest, nullptr, EVP_sm3(), nullptr, key) == 1;
  fine = fine && EVP_DigestSign(digest, nullptr, &bytes, In(text), text.size()) == 1;
  std::string der(bytes, '\0');
  fine = fine && EVP_DigestSign(digest, Out(der), &bytes, In(text), text.size()) == 1;
  YIZHAN_CHECK(fine);
  der.resize(bytes);
  return absl::Base64Escape(SideBySide(der));
}

bool Sm2Key::Verifies(std::string_view text, const std::string& signature) const {
  if (signature.size() > kSignatureCharactersMax) return false;
  const std::optional<std::string> read = FromHexOrBase64(signature);
  if (!read.has_value()) return false;
  const std::string der = read->size() == 2 * kHalfBytes ? ToDer(*read) : *read;
  const Operation operation = OperationOf(key_.get());
  EVP_MD_CTX* const digest = operation.digest.get();
  auto* const key = static_cast<EVP_PKEY*>(key_.get());
  return EVP_DigestVerifyInit(digest, nullptr, EVP_sm3(), nullptr, key) == 1 &&
         EVP_DigestVerify(digest, In(der), der.size(), In(text), text.size()) == 1;
}

std::string Sm4Encrypt(std::string_view key, std::string_view plain) {
  YIZHAN_CHECK(key.size() == kSm4KeyBytes);
  const Owned<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
  std::string hidden(plain.size() + kBlockBytes, '\0');
  int first = 0;
  int last = 0;
  bool fine = EVP_EncryptInit_ex(context.get(), EVP_sm4_ecb(), nullptr, In(key), nullptr) == 1;
  fine =
      fine && EVP_EncryptUpdate(context.get(), Out(hidden), &first, In(plain), Length(plain)) == 1;
  fine = fine && EVP_EncryptFinal_ex(context.get(), Out(hidden) + first, &last) == 1;
  YIZHAN_CHECK(fine);
  hidden.resize(static_cast<std::size_t>(first + last));
  std::string hex = absl::BytesToHexString(hidden);
  std::transform(hex.begin(), hex.end(), hex.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return hex;
}

std::optional<std::string> Sm4Decrypt(std::string_view key, const std::string& text) {
  YIZHAN_CHECK(key.size() == kSm4KeyBytes);
  const std::optional<std::string> hidden = FromHexOrBase64(text);
  if (!hidden.has_value() || hidden->empty() || hidden->size() % kBlockBytes != 0) {
    return std::nullopt;
  }
  const Owned<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
  std::string plain(hidden->size() + kBlockBytes, '\0');
  int first = 0;
  int last = 0;
  bool fine = EVP_DecryptInit_ex(context.get(), EVP_sm4_ecb(), nullptr, In(key), nullptr) == 1;
  fine = fine &&
         EVP_DecryptUpdate(context.get(), Out(plain), &first, In(*hidden), Length(*hidden)) == 1;
  fine = fine && EVP_DecryptFinal_ex(context.get(), Out(plain) + first, &last) == 1;
  if (!fine) return std::nullopt;
  plain.resize(static_cast<std::size_t>(first + last));
  return plain;
}

std::optional<std::string> ParseSm4Key(std::string_view hex) {
  while (!hex.empty() && (hex.back() == '\n' || hex.back() == '\r')) hex.remove_suffix(1);
  if (hex.size() != 2 * kSm4KeyBytes || !IsHex(hex)) return std::nullopt;
  return absl::HexStringToBytes(std::string(hex));
}

}  // namespace yizhan::national
