#include "engine/base/ed25519.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "engine/base/check.h"

namespace yizhan {
namespace {

using Bio = std::unique_ptr<BIO, int (*)(BIO*)>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)>;
using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::shared_ptr<void> Shared(EVP_PKEY* key) {
  return {key, [](void* held) { EVP_PKEY_free(static_cast<EVP_PKEY*>(held)); }};
}

// Leaves OpenSSL's list of errors as it was: a TLS connection of this thread would read ours.
class QuietErrors {
 public:
  QuietErrors() { ERR_set_mark(); }
  ~QuietErrors() { ERR_pop_to_mark(); }
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;
};

// Never asks at the terminal: a locked key is simply no key.
int NoPassphrase(char*, int, int, void*) { return -1; }

}  // namespace

Ed25519Key Ed25519Key::Generate() {
  EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  YIZHAN_CHECK(key != nullptr);
  return Ed25519Key(Shared(key));
}

absl::StatusOr<Ed25519Key> Ed25519Key::FromSeed(std::string_view seed) {
  if (seed.size() != kEd25519KeyBytes) {
    return absl::InvalidArgumentError("an Ed25519 seed has 32 bytes");
  }
  EVP_PKEY* key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Bytes(seed), seed.size());
  YIZHAN_CHECK(key != nullptr);
  return Ed25519Key(Shared(key));
}

absl::StatusOr<Ed25519Key> Ed25519Key::FromPem(const std::string& pem) {
  const QuietErrors quiet;
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  YIZHAN_CHECK(bio != nullptr);
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &NoPassphrase, nullptr), &EVP_PKEY_free);
  if (key == nullptr) {
    return absl::InvalidArgumentError("not a private key in PEM without a pass phrase");
  }
  if (EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519) {
    return absl::InvalidArgumentError("a private key, but not an Ed25519 key");
  }
  return Ed25519Key(Shared(key.release()));
}

std::string Ed25519Key::ToPem() const {
  const Bio bio(BIO_new(BIO_s_secmem()), &BIO_free);
  YIZHAN_CHECK(bio != nullptr);
  YIZHAN_CHECK(PEM_write_bio_PKCS8PrivateKey(bio.get(), static_cast<EVP_PKEY*>(key_.get()), nullptr,
                                             nullptr, 0, nullptr, nullptr) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string Ed25519Key::public_key() const {
  std::string bytes(kEd25519KeyBytes, '\0');
  std::size_t size = bytes.size();
  YIZHAN_CHECK(EVP_PKEY_get_raw_public_key(static_cast<EVP_PKEY*>(key_.get()),
                                           reinterpret_cast<unsigned char*>(bytes.data()),
                                           &size) == 1);
  YIZHAN_CHECK(size == kEd25519KeyBytes);
  return bytes;
}

std::string Ed25519Key::Sign(std::string_view message) const {
  const DigestContext context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  YIZHAN_CHECK(context != nullptr);
  YIZHAN_CHECK(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr,
                                  static_cast<EVP_PKEY*>(key_.get())) == 1);
  std::string signature(kEd25519SignatureBytes, '\0');
  std::size_t size = signature.size();
  YIZHAN_CHECK(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()),
                              &size, Bytes(message), message.size()) == 1);
  YIZHAN_CHECK(size == kEd25519SignatureBytes);
  return signature;
}

bool Ed25519Verify(std::string_view public_key, std::string_view message,
                   std::string_view signature) {
  if (public_key.size() != kEd25519KeyBytes) return false;
  if (signature.size() != kEd25519SignatureBytes) return false;
  const QuietErrors quiet;
  const Key key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(public_key), public_key.size()),
      &EVP_PKEY_free);
  if (key == nullptr) return false;
  const DigestContext context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  YIZHAN_CHECK(context != nullptr);
  if (EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1) return false;
  return EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(message),
                          message.size()) == 1;
}

}  // namespace yizhan
