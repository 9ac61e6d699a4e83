#include "engine/identity/x509.h"

#include <arpa/inet.h>
#include <openssl/pem.h>

#include <array>
#include <ctime>
#include <string_view>

#include "engine/base/check.h"

namespace yizhan {
namespace {

constexpr int kSerialBytesMax = 20;  // RFC 5280, 4.1.2.2

// Never asks at the terminal: a locked key is simply no key.
int NoPassphrase(char*, int, int, void*) { return -1; }

Handle<BIO> Reader(const std::string& text) {
  Handle<BIO> bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  YIZHAN_CHECK(bio != nullptr);
  return bio;
}

std::string TextOf(BIO* bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  return {text, static_cast<std::size_t>(size)};
}

Handle<BIO> Writer(const BIO_METHOD* method) {
  Handle<BIO> bio(BIO_new(method));
  YIZHAN_CHECK(bio != nullptr);
  return bio;
}

Handle<X509> FromDer(const std::string& der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const unsigned char* const end = at + der.size();
  Handle<X509> certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  return at == end ? std::move(certificate) : nullptr;
}

std::string TextOf(const ASN1_STRING* value) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
          static_cast<std::size_t>(ASN1_STRING_length(value))};
}

// Empty when it is neither an IPv4 nor an IPv6 address.
std::string AddressText(const std::string& bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = bytes.size() == 4 ? AF_INET : AF_INET6;
  if (bytes.size() != 4 && bytes.size() != 16) return "";
  YIZHAN_CHECK(::inet_ntop(family, bytes.data(), text.data(), text.size()) != nullptr);
  return text.data();
}

}  // namespace

absl::StatusOr<Handle<X509>> ReadCertificate(const std::string& pem_or_der) {
  if (pem_or_der.empty() || pem_or_der.size() > kCertificateBytesMax) {
    return absl::InvalidArgumentError("a certificate has 1 to 65536 bytes");
  }
  const QuietErrors quiet;
  Handle<X509> certificate = FromDer(pem_or_der);
  if (certificate == nullptr) {
    const Handle<BIO> bio = Reader(pem_or_der);
    certificate.reset(PEM_read_bio_X509(bio.get(), nullptr, &NoPassphrase, nullptr));
  }
  if (certificate == nullptr) {
    return absl::InvalidArgumentError("not an X.509 certificate in PEM or DER");
  }
  return certificate;
}

absl::StatusOr<Handle<EVP_PKEY>> ReadKey(const std::string& pem) {
  const QuietErrors quiet;
  const Handle<BIO> bio = Reader(pem);
  Handle<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &NoPassphrase, nullptr));
  if (key == nullptr) {
    return absl::InvalidArgumentError("not a private key in PEM without a pass phrase");
  }
  return key;
}

absl::StatusOr<Handle<X509_CRL>> ReadRevocations(const std::string& pem) {
  if (pem.empty() || pem.size() > kRevocationListBytesMax) {
    return absl::InvalidArgumentError("a revocation list has 1 byte to 16 MiB");
  }
  const QuietErrors quiet;
  const Handle<BIO> bio = Reader(pem);
  Handle<X509_CRL> list(PEM_read_bio_X509_CRL(bio.get(), nullptr, &NoPassphrase, nullptr));
  if (list == nullptr) return absl::InvalidArgumentError("not a revocation list in PEM");
  const Handle<X509_CRL> second(PEM_read_bio_X509_CRL(bio.get(), nullptr, &NoPassphrase, nullptr));
  if (second != nullptr) return absl::InvalidArgumentError("more than one revocation list");
  return list;
}

std::string PemOf(X509* certificate) {
  const Handle<BIO> bio = Writer(BIO_s_mem());
  YIZHAN_CHECK(PEM_write_bio_X509(bio.get(), certificate) == 1);
  return TextOf(bio.get());
}

std::string PemOf(X509_CRL* list) {
  const Handle<BIO> bio = Writer(BIO_s_mem());
  YIZHAN_CHECK(PEM_write_bio_X509_CRL(bio.get(), list) == 1);
  return TextOf(bio.get());
}

std::string PemOf(EVP_PKEY* key) {
  const Handle<BIO> bio = Writer(BIO_s_secmem());
  YIZHAN_CHECK(
      PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return TextOf(bio.get());
}

std::string DerOf(const X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  YIZHAN_CHECK(size > 0);
  std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

std::string SerialText(const ASN1_INTEGER* serial) {
  if (serial == nullptr || ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER) return "";
  const std::string bytes = TextOf(static_cast<const ASN1_STRING*>(serial));
  if (bytes.size() > static_cast<std::size_t>(kSerialBytesMax)) return "";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += {kDigits[byte >> 4U], kDigits[byte & 0xFU]};
  }
  return text;
}

bool UnixSeconds(const ASN1_TIME* time, std::int64_t& time_s) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return false;
  time_s = ::timegm(&parts);
  return true;
}

std::string NameText(const X509_NAME* name) {
  const Handle<BIO> bio = Writer(BIO_s_mem());
  // Chinese stays readable; control characters do not reach a terminal.
  const unsigned long form = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
  X509_NAME_print_ex(bio.get(), name, 0, form);
  return TextOf(bio.get());
}

AlternativeNames AlternativeNamesOf(const X509* certificate) {
  AlternativeNames found;
  const QuietErrors quiet;
  const Handle<GENERAL_NAMES> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int at = 0; names != nullptr && at < sk_GENERAL_NAME_num(names.get()); ++at) {
    int type = 0;
    const auto* value = static_cast<const ASN1_STRING*>(
        GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), at), &type));
    if (type == GEN_URI) found.uris.push_back(TextOf(value));
    if (type == GEN_DNS) found.hosts.push_back(TextOf(value));
    if (type == GEN_IPADD) found.hosts.push_back(AddressText(TextOf(value)));
  }
  return found;
}

}  // namespace yizhan
