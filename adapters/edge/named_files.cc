#include "adapters/edge/named_files.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <memory>

#include "adapters/edge/config_bounds.h"
#include "adapters/hl7/hl7_mapping.h"
#include "adapters/national/sm_envelope.h"
#include "engine/base/check.h"
#include "engine/base/secret_file.h"
#include "engine/base/whole_file.h"

namespace yizhan::edge {
namespace {

constexpr std::size_t kFileBytesMax = 1U << 20;
constexpr std::size_t kSm4KeyDigits = 32;

absl::Status Wrong(const std::string& key, const absl::Status& why) {
  return WrongKey(key, std::string(why.message()));
}

absl::StatusOr<std::string> ReadPublic(const std::string& key, const std::string& path) {
  if (path.empty()) return WrongKey(key, "required");
  absl::StatusOr<std::string> read = ReadWhole(path, kFileBytesMax, Privacy::kPublic);
  if (!read.ok()) return Wrong(key, read.status());
  return read;
}

absl::StatusOr<std::string> ReadPrivate(const std::string& key, const std::string& path) {
  if (path.empty()) return WrongKey(key, "required");
  absl::StatusOr<std::string> read = ReadSecret(path);
  if (!read.ok()) return Wrong(key, read.status());
  return read;
}

struct Freed {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using Context = std::unique_ptr<SSL_CTX, Freed>;

Context NewContext(const SSL_METHOD* method) {
  Context context(SSL_CTX_new(method));
  YIZHAN_CHECK(context != nullptr);
  // A key that needs a password is refused: nobody stands at the terminal.
  SSL_CTX_set_default_passwd_cb(context.get(), [](char*, int, int, void*) { return 0; });
  return context;
}

// What went wrong is said in our words, and does not stay in the thread's queue.
bool Done(int result) {
  ERR_clear_error();
  return result == 1;
}

absl::Status CheckSm4Key(const std::string& key, const std::string& path) {
  const auto sm4 = ReadToken(path);
  if (!sm4.ok()) return Wrong(key, sm4.status());
  const bool hex = sm4->find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
  if (hex && sm4->size() == kSm4KeyDigits) return absl::OkStatus();
  return WrongKey(key, "must hold 32 hex digits");
}

}  // namespace

absl::Status CheckListenerFiles(const std::string& key, const v1::Tls& tls) {
  const auto certificate = ReadPublic(key + ".certificate_path", tls.certificate_path());
  if (!certificate.ok()) return certificate.status();
  const auto private_key = ReadPrivate(key + ".key_path", tls.key_path());
  if (!private_key.ok()) return private_key.status();
  const Context context = NewContext(TLS_server_method());
  if (!Done(SSL_CTX_use_certificate_chain_file(context.get(), tls.certificate_path().c_str()))) {
    return WrongKey(key + ".certificate_path", "holds no certificate in PEM");
  }
  const char* const key_path = tls.key_path().c_str();
  if (!Done(SSL_CTX_use_PrivateKey_file(context.get(), key_path, SSL_FILETYPE_PEM))) {
    return WrongKey(key + ".key_path", "holds no key in PEM, or not the certificate's");
  }
  return tls.ca_path().empty() ? absl::OkStatus()
                               : CheckAuthorityFile(key + ".ca_path", tls.ca_path());
}

absl::Status CheckAuthorityFile(const std::string& key, const std::string& path) {
  if (const auto read = ReadPublic(key, path); !read.ok()) return read.status();
  const Context context = NewContext(TLS_client_method());
  return Done(SSL_CTX_load_verify_locations(context.get(), path.c_str(), nullptr))
             ? absl::OkStatus()
             : WrongKey(key, "holds no certificate in PEM");
}

absl::Status CheckSmFiles(const std::string& key, const v1::Sm& sm) {
  const auto own = ReadPrivate(key + ".key_path", sm.key_path());
  if (!own.ok()) return own.status();
  if (const auto ours = national::Sm2Key::FromPrivatePem(*own); !ours.ok()) {
    return Wrong(key + ".key_path", ours.status());
  }
  const auto peer = ReadPublic(key + ".peer_key_path", sm.peer_key_path());
  if (!peer.ok()) return peer.status();
  if (const auto theirs = national::Sm2Key::FromPublicPem(*peer); !theirs.ok()) {
    return Wrong(key + ".peer_key_path", theirs.status());
  }
  return sm.sm4_key_path().empty() ? absl::OkStatus()
                                   : CheckSm4Key(key + ".sm4_key_path", sm.sm4_key_path());
}

absl::Status CheckMappingFile(const std::string& key, const std::string& path) {
  if (path.empty()) return WrongKey(key, "required");
  const auto mapping = hl7::ReadMapping(path);
  return mapping.ok() ? absl::OkStatus() : Wrong(key, mapping.status());
}

}  // namespace yizhan::edge
