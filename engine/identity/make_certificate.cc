#include "engine/identity/make_certificate.h"

#include <openssl/ec.h>

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/random.h"

namespace yizhan {
namespace {

constexpr std::size_t kSubjectCharactersMax = 64;  // RFC 5280, ub-common-name
constexpr std::size_t kHostBytesMax = 253;
constexpr std::size_t kLabelBytesMax = 63;

struct ReasonCode {
  const char* word;
  int code;
};

constexpr std::array<ReasonCode, 5> kReasons = {{{"keyCompromise", 1},
                                                 {"affiliationChanged", 3},
                                                 {"superseded", 4},
                                                 {"cessationOfOperation", 5},
                                                 {"privilegeWithdrawn", 9}}};

// The beginning of valid UTF-8, in whole characters.
std::string FirstCharacters(const std::string& text, std::size_t characters_max) {
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
    if (begins && ++characters > characters_max) return text.substr(0, at);
  }
  return text;
}

// 16 bytes, positive and never short: the top bits are 01.
Handle<ASN1_INTEGER> RandomSerial() {
  SystemRandom random;
  std::array<unsigned char, 16> bytes{};
  for (std::size_t half = 0; half < 2; ++half) {
    const std::uint64_t word = random.Next();
    for (std::size_t i = 0; i < 8; ++i) {
      bytes.at(half * 8 + i) = static_cast<unsigned char>(word >> (8 * i) & 0xFFU);
    }
  }
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x3FU) | 0x40U);
  Handle<ASN1_INTEGER> serial(ASN1_INTEGER_new());
  YIZHAN_CHECK(ASN1_STRING_set(serial.get(), bytes.data(), bytes.size()) == 1);
  return serial;
}

void SetValidity(X509* x509, const Validity& validity) {
  YIZHAN_CHECK(ASN1_TIME_set(X509_getm_notBefore(x509), validity.from_s) != nullptr);
  YIZHAN_CHECK(ASN1_TIME_set(X509_getm_notAfter(x509), validity.until_s) != nullptr);
}

void SetSubject(X509* x509, const std::string& subject) {
  const std::string shown = FirstCharacters(subject, kSubjectCharactersMax);
  YIZHAN_CHECK(X509_NAME_add_entry_by_NID(X509_get_subject_name(x509), NID_commonName,
                                          MBSTRING_UTF8,
                                          reinterpret_cast<const unsigned char*>(shown.data()),
                                          static_cast<int>(shown.size()), -1, 0) == 1);
}

Handle<X509> Begin(const std::string& subject, EVP_PKEY* key, const Validity& validity) {
  Handle<X509> x509(X509_new());
  YIZHAN_CHECK(x509 != nullptr);
  YIZHAN_CHECK(X509_set_version(x509.get(), X509_VERSION_3) == 1);
  YIZHAN_CHECK(X509_set_serialNumber(x509.get(), RandomSerial().get()) == 1);
  YIZHAN_CHECK(X509_set_pubkey(x509.get(), key) == 1);
  SetValidity(x509.get(), validity);
  SetSubject(x509.get(), subject);
  return x509;
}

// `value` in the notation of x509v3_config(5); only fixed words of this file come here.
void AddExtension(X509* x509, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, x509, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
  YIZHAN_CHECK(extension != nullptr);
  YIZHAN_CHECK(X509_add_ext(x509, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

bool IsDnsName(const std::string& host) {
  if (host.empty() || host.size() > kHostBytesMax) return false;
  std::size_t label_bytes = 0;
  for (std::size_t at = 0; at < host.size(); ++at) {
    const char c = host[at];
    const bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    const bool at_edge = label_bytes == 0 || at + 1 == host.size() || host[at + 1] == '.';
    if (c == '.' && label_bytes == 0) return false;
    if (c != '.' && !alnum && (c != '-' || at_edge)) return false;
    label_bytes = c == '.' ? 0 : label_bytes + 1;
    if (label_bytes > kLabelBytesMax) return false;
  }
  // A last label of digits only is a mistyped address.
  const std::string last = host.substr(host.rfind('.') + 1);
  return last.find_first_not_of("0123456789") != std::string::npos;
}

void Push(GENERAL_NAMES* names, int type, ASN1_STRING* value) {
  GENERAL_NAME* name = GENERAL_NAME_new();
  YIZHAN_CHECK(name != nullptr && value != nullptr);
  GENERAL_NAME_set0_value(name, type, value);
  YIZHAN_CHECK(sk_GENERAL_NAME_push(names, name) > 0);
}

void PushText(GENERAL_NAMES* names, int type, const std::string& text) {
  ASN1_IA5STRING* value = ASN1_IA5STRING_new();
  YIZHAN_CHECK(value != nullptr);
  YIZHAN_CHECK(ASN1_STRING_set(value, text.data(), static_cast<int>(text.size())) == 1);
  Push(names, type, value);
}

absl::Status AddNames(const LeafPlan& plan, X509* x509) {
  const Handle<GENERAL_NAMES> names(GENERAL_NAMES_new());
  for (const std::string& uri : plan.uris) PushText(names.get(), GEN_URI, uri);
  for (const std::string& host : plan.hosts) {
    const QuietErrors quiet;
    ASN1_OCTET_STRING* address = a2i_IPADDRESS(host.c_str());
    if (address != nullptr) {
      Push(names.get(), GEN_IPADD, address);
    } else if (IsDnsName(host)) {
      PushText(names.get(), GEN_DNS, host);
    } else {
      return absl::InvalidArgumentError("a host is neither a DNS name nor an IP address");
    }
  }
  if (sk_GENERAL_NAME_num(names.get()) == 0) return absl::OkStatus();
  YIZHAN_CHECK(X509_add1_ext_i2d(x509, NID_subject_alt_name, names.get(), 0, 0) == 1);
  return absl::OkStatus();
}

// The digest an Ed25519 key brings along is its own.
const EVP_MD* DigestFor(const EVP_PKEY* key) {
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 ? nullptr : EVP_sha256();
}

Handle<ASN1_TIME> TimeOf(std::int64_t time_s) {
  Handle<ASN1_TIME> time(ASN1_TIME_set(nullptr, time_s));
  YIZHAN_CHECK(time != nullptr);
  return time;
}

Handle<ASN1_INTEGER> SerialOf(const std::string& hex) {
  BIGNUM* number = nullptr;
  YIZHAN_CHECK(BN_hex2bn(&number, hex.c_str()) == static_cast<int>(hex.size()));
  Handle<ASN1_INTEGER> serial(BN_to_ASN1_INTEGER(number, nullptr));
  BN_free(number);
  YIZHAN_CHECK(serial != nullptr);
  return serial;
}

void AddReason(X509_REVOKED* entry, const std::string& reason) {
  const auto* const found = std::find_if(kReasons.begin(), kReasons.end(),
                                         [&](const ReasonCode& row) { return reason == row.word; });
  if (found == kReasons.end()) return;  // RFC 5280: "unspecified" is not to be written.
  const Handle<ASN1_ENUMERATED> code(ASN1_ENUMERATED_new());
  YIZHAN_CHECK(ASN1_ENUMERATED_set(code.get(), found->code) == 1);
  YIZHAN_CHECK(X509_REVOKED_add1_ext_i2d(entry, NID_crl_reason, code.get(), 0, 0) == 1);
}

void AddRevoked(X509_CRL* list, const RevokedSerial& revoked) {
  X509_REVOKED* entry = X509_REVOKED_new();
  YIZHAN_CHECK(entry != nullptr);
  YIZHAN_CHECK(X509_REVOKED_set_serialNumber(entry, SerialOf(revoked.serial).get()) == 1);
  YIZHAN_CHECK(X509_REVOKED_set_revocationDate(entry, TimeOf(revoked.revoked_s).get()) == 1);
  AddReason(entry, revoked.reason);
  YIZHAN_CHECK(X509_CRL_add0_revoked(list, entry) == 1);
}

void AddListExtensions(X509_CRL* list, X509* ca, std::int64_t number) {
  const Handle<ASN1_INTEGER> number_value(ASN1_INTEGER_new());
  YIZHAN_CHECK(ASN1_INTEGER_set_int64(number_value.get(), number) == 1);
  YIZHAN_CHECK(X509_CRL_add1_ext_i2d(list, NID_crl_number, number_value.get(), 0, 0) == 1);
  X509V3_CTX context;
  X509V3_set_ctx(&context, ca, nullptr, nullptr, list, 0);
  X509_EXTENSION* extension =
      X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid:always");
  YIZHAN_CHECK(extension != nullptr);
  YIZHAN_CHECK(X509_CRL_add_ext(list, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

}  // namespace

Handle<EVP_PKEY> MakePeerKey() {
  Handle<EVP_PKEY> key(EVP_EC_gen("P-256"));
  YIZHAN_CHECK(key != nullptr);
  return key;
}

Handle<X509> MakeAuthorityCertificate(const std::string& name, EVP_PKEY* key,
                                      const Validity& validity) {
  Handle<X509> x509 = Begin(name, key, validity);
  YIZHAN_CHECK(X509_set_issuer_name(x509.get(), X509_get_subject_name(x509.get())) == 1);
  AddExtension(x509.get(), x509.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  AddExtension(x509.get(), x509.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  AddExtension(x509.get(), x509.get(), NID_subject_key_identifier, "hash");
  AddExtension(x509.get(), x509.get(), NID_authority_key_identifier, "keyid:always");
  YIZHAN_CHECK(X509_sign(x509.get(), key, DigestFor(key)) > 0);
  return x509;
}

absl::StatusOr<Handle<X509>> MakeLeaf(const LeafPlan& plan, EVP_PKEY* subject_key,
                                      const Issuer& issuer) {
  Handle<X509> x509 = Begin(plan.subject, subject_key, plan.validity);
  YIZHAN_CHECK(X509_set_issuer_name(x509.get(), X509_get_subject_name(issuer.certificate)) == 1);
  AddExtension(x509.get(), issuer.certificate, NID_basic_constraints, "critical,CA:FALSE");
  AddExtension(x509.get(), issuer.certificate, NID_key_usage, "critical,digitalSignature");
  if (!plan.purpose.empty()) {
    AddExtension(x509.get(), issuer.certificate, NID_ext_key_usage, plan.purpose.c_str());
  }
  AddExtension(x509.get(), issuer.certificate, NID_subject_key_identifier, "hash");
  AddExtension(x509.get(), issuer.certificate, NID_authority_key_identifier, "keyid:always");
  const absl::Status named = AddNames(plan, x509.get());
  if (!named.ok()) return named;
  YIZHAN_CHECK(X509_sign(x509.get(), issuer.key, DigestFor(issuer.key)) > 0);
  return x509;
}

Handle<X509_CRL> MakeRevocationList(const RevocationPlan& plan, const Issuer& issuer) {
  Handle<X509_CRL> list(X509_CRL_new());
  YIZHAN_CHECK(list != nullptr);
  YIZHAN_CHECK(X509_CRL_set_version(list.get(), X509_CRL_VERSION_2) == 1);
  YIZHAN_CHECK(X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer.certificate)) ==
               1);
  YIZHAN_CHECK(X509_CRL_set1_lastUpdate(list.get(), TimeOf(plan.validity.from_s).get()) == 1);
  YIZHAN_CHECK(X509_CRL_set1_nextUpdate(list.get(), TimeOf(plan.validity.until_s).get()) == 1);
  for (const RevokedSerial& revoked : plan.revoked) AddRevoked(list.get(), revoked);
  AddListExtensions(list.get(), issuer.certificate, plan.number);
  YIZHAN_CHECK(X509_CRL_sort(list.get()) == 1);
  YIZHAN_CHECK(X509_CRL_sign(list.get(), issuer.key, DigestFor(issuer.key)) > 0);
  return list;
}

std::int64_t NumberOf(const X509_CRL* list) {
  const Handle<ASN1_INTEGER> value(
      static_cast<ASN1_INTEGER*>(X509_CRL_get_ext_d2i(list, NID_crl_number, nullptr, nullptr)));
  std::int64_t number = 0;
  return value != nullptr && ASN1_INTEGER_get_int64(&number, value.get()) == 1 ? number : 0;
}

std::vector<std::string> RevocationReasons() {
  std::vector<std::string> words;
  words.reserve(kReasons.size());
  for (const ReasonCode& row : kReasons) words.emplace_back(row.word);
  return words;
}

}  // namespace yizhan
