// X509: OpenSSL's objects with an owner, and what is read from them. For this folder and its tests.
//
// Units:    *_s are Unix seconds.
// Errors:   empty handles and InvalidArgument for bytes that are not what was asked for.
// Threads:  pure.
#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace yizhan {

struct X509Free {
  void operator()(ASN1_STRING* value) const { ASN1_STRING_free(value); }  // Numbers, times, too.
  void operator()(BIO* value) const { BIO_free(value); }
  void operator()(EVP_PKEY* value) const { EVP_PKEY_free(value); }
  void operator()(GENERAL_NAMES* value) const { GENERAL_NAMES_free(value); }
  void operator()(X509* value) const { X509_free(value); }
  void operator()(X509_CRL* value) const { X509_CRL_free(value); }
};
template <typename T>
using Handle = std::unique_ptr<T, X509Free>;

// Leaves OpenSSL's list of errors as it was: a TLS connection of this thread would read ours.
class QuietErrors {
 public:
  QuietErrors() { ERR_set_mark(); }
  ~QuietErrors() { ERR_pop_to_mark(); }
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;
};

inline constexpr std::size_t kCertificateBytesMax = 65536;
inline constexpr std::size_t kRevocationListBytesMax = 16U << 20U;

// PEM (the first certificate) or DER.
absl::StatusOr<Handle<X509>> ReadCertificate(const std::string& pem_or_der);
absl::StatusOr<Handle<EVP_PKEY>> ReadKey(const std::string& pem);  // Not encrypted.
// One list only: what a second one revokes must not be overlooked.
absl::StatusOr<Handle<X509_CRL>> ReadRevocations(const std::string& pem);

std::string PemOf(X509* certificate);
std::string PemOf(X509_CRL* list);
std::string PemOf(EVP_PKEY* key);  // PKCS#8, not encrypted.
std::string DerOf(const X509* certificate);

// Hex, upper case; empty when negative or longer than RFC 5280 allows.
std::string SerialText(const ASN1_INTEGER* serial);
// False when the time is malformed.
bool UnixSeconds(const ASN1_TIME* time, std::int64_t& time_s);
std::string NameText(const X509_NAME* name);

struct AlternativeNames {
  std::vector<std::string> uris;
  std::vector<std::string> hosts;  // DNS names and IP addresses as text.
};
AlternativeNames AlternativeNamesOf(const X509* certificate);

}  // namespace yizhan
