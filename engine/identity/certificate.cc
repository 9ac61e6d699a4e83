#include "engine/identity/certificate.h"

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/identity/x509.h"

namespace yizhan {
namespace {

struct StoreFree {
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
};

constexpr int kStrengthLevel = 2;  // 112 bits: no SHA-1, no short RSA keys.

absl::Status Wrong(const std::string& what) { return absl::InvalidArgumentError(what); }

absl::Status WrongOf(const Certificate& certificate, const std::string& what) {
  return Wrong(absl::StrCat("certificate ", certificate.serial, " of ", certificate.name.Text(),
                            ": ", what));
}

std::string Ed25519KeyOf(const X509* x509) {
  const EVP_PKEY* key = X509_get0_pubkey(x509);
  if (key == nullptr || EVP_PKEY_get_base_id(key) != EVP_PKEY_ED25519) return "";
  std::string bytes(32, '\0');
  std::size_t size = bytes.size();
  auto* at = reinterpret_cast<unsigned char*>(bytes.data());
  if (EVP_PKEY_get_raw_public_key(key, at, &size) != 1 || size != bytes.size()) return "";
  return bytes;
}

absl::Status CheckOneName(const std::vector<std::string>& uris) {
  if (uris.size() == 1) return absl::OkStatus();
  return Wrong(uris.empty() ? "the certificate names nobody: it has no yizhan:// URI"
                            : "the certificate has more than one URI: who it speaks of is unclear");
}

// Trusts nothing but `ca`: no folder of the system, no chain between.
absl::Status CheckChain(const Certificate& certificate, X509* x509, X509* ca, std::int64_t now_s) {
  const std::unique_ptr<X509_STORE, StoreFree> store(X509_STORE_new());
  const std::unique_ptr<X509_STORE_CTX, StoreFree> context(X509_STORE_CTX_new());
  YIZHAN_CHECK(store != nullptr && context != nullptr);
  YIZHAN_CHECK(X509_STORE_add_cert(store.get(), ca) == 1);
  YIZHAN_CHECK(X509_STORE_CTX_init(context.get(), store.get(), x509, nullptr) == 1);
  X509_VERIFY_PARAM* param = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(param, now_s);
  X509_VERIFY_PARAM_set_depth(param, 0);
  X509_VERIFY_PARAM_set_auth_level(param, kStrengthLevel);
  if (X509_verify_cert(context.get()) == 1) return absl::OkStatus();
  const int error = X509_STORE_CTX_get_error(context.get());
  const bool of_ca = X509_STORE_CTX_get_error_depth(context.get()) > 0;
  const std::string whose = of_ca ? "the authority's own certificate " : "it ";
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return WrongOf(certificate, whose + "has expired");
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return WrongOf(certificate, whose + "is not yet valid");
    default:
      return WrongOf(certificate, absl::StrCat("not issued by this authority (",
                                               X509_verify_cert_error_string(error), ")"));
  }
}

absl::Status CheckOfficer(const Certificate& certificate, X509* x509) {
  if (certificate.ed25519_public_key.empty()) {
    return WrongOf(certificate, "an officer's key must be an Ed25519 key");
  }
  if ((X509_get_extension_flags(x509) & EXFLAG_XKUSAGE) != 0) {
    return WrongOf(certificate, "an officer's certificate is for signing only");
  }
  if (X509_get_key_usage(x509) != KU_DIGITAL_SIGNATURE) {
    return WrongOf(certificate, "an officer's key usage must be digital signature, nothing else");
  }
  return absl::OkStatus();
}

// One side of a connection must not be able to stand in for the other.
absl::Status CheckPurpose(const Certificate& certificate, X509* x509) {
  if (X509_check_ca(x509) != 0) return WrongOf(certificate, "it is an authority's, not a peer's");
  if (certificate.name.role == Role::kOfficer) return CheckOfficer(certificate, x509);
  const bool server = IsServer(certificate.name.role);
  // Answers UINT32_MAX when nothing is said, and that means "for everything": not enough.
  if (X509_get_extended_key_usage(x509) != (server ? XKU_SSL_SERVER : XKU_SSL_CLIENT)) {
    return WrongOf(certificate, server ? "a server's certificate must be for servers only"
                                       : "a caller's certificate must be for clients only");
  }
  if ((X509_get_key_usage(x509) & KU_DIGITAL_SIGNATURE) == 0) {
    return WrongOf(certificate, "its key usage does not include digital signature");
  }
  return absl::OkStatus();
}

absl::Status CheckSignedBy(X509_CRL* list, X509* ca) {
  if (X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_subject_name(ca)) != 0) {
    return Wrong("the revocation list is another authority's");
  }
  if ((X509_get_key_usage(ca) & KU_CRL_SIGN) == 0) {
    return Wrong("the authority's certificate is not for signing revocation lists");
  }
  if (X509_CRL_verify(list, X509_get0_pubkey(ca)) != 1) {
    return Wrong("the revocation list's signature is not the authority's");
  }
  return absl::OkStatus();
}

// A list of changes or of some certificates only would look like "all others are good".
absl::Status CheckComplete(const X509_CRL* list) {
  for (const int nid : {NID_delta_crl, NID_issuing_distribution_point}) {
    if (X509_CRL_get_ext_by_NID(list, nid, -1) >= 0) {
      return Wrong("the revocation list is only a part of one");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Certificate> ParseCertificate(const std::string& pem_or_der) {
  const absl::StatusOr<Handle<X509>> read = ReadCertificate(pem_or_der);
  if (!read.ok()) return read.status();
  const QuietErrors quiet;
  X509* x509 = read->get();
  const AlternativeNames names = AlternativeNamesOf(x509);
  const absl::Status one = CheckOneName(names.uris);
  if (!one.ok()) return one;
  const absl::StatusOr<PeerName> name = ParsePeerUri(names.uris.front());
  if (!name.ok()) return name.status();
  Certificate certificate;
  certificate.name = *name;
  certificate.serial = SerialText(X509_get0_serialNumber(x509));
  if (certificate.serial.empty()) return Wrong("the certificate's serial number is malformed");
  if (!UnixSeconds(X509_get0_notBefore(x509), certificate.not_before_s) ||
      !UnixSeconds(X509_get0_notAfter(x509), certificate.not_after_s)) {
    return Wrong("the certificate's dates are malformed");
  }
  certificate.ed25519_public_key = Ed25519KeyOf(x509);
  certificate.der = DerOf(x509);
  certificate.issuer = NameText(X509_get_issuer_name(x509));
  certificate.hosts = names.hosts;
  return certificate;
}

absl::Status CheckIssued(const Certificate& certificate, const std::string& ca_pem,
                         std::int64_t now_s) {
  const absl::StatusOr<Handle<X509>> x509 = ReadCertificate(certificate.der);
  if (!x509.ok()) return x509.status();
  const absl::StatusOr<Handle<X509>> ca = ReadCertificate(ca_pem);
  if (!ca.ok()) return Wrong("the authority: " + std::string(ca.status().message()));
  const QuietErrors quiet;
  const absl::Status chain = CheckChain(certificate, x509->get(), ca->get(), now_s);
  return chain.ok() ? CheckPurpose(certificate, x509->get()) : chain;
}

absl::Status CheckKeyMatches(const std::string& certificate_pem, const std::string& key_pem) {
  const absl::StatusOr<Handle<X509>> certificate = ReadCertificate(certificate_pem);
  if (!certificate.ok()) return certificate.status();
  const absl::StatusOr<Handle<EVP_PKEY>> key = ReadKey(key_pem);
  if (!key.ok()) return key.status();
  const QuietErrors quiet;
  if (X509_check_private_key(certificate->get(), key->get()) == 1) return absl::OkStatus();
  return Wrong("the private key is not that of the certificate");
}

absl::StatusOr<RevocationList> ParseRevocationList(const std::string& crl_pem,
                                                   const std::string& ca_pem) {
  const absl::StatusOr<Handle<X509_CRL>> list = ReadRevocations(crl_pem);
  if (!list.ok()) return list.status();
  const absl::StatusOr<Handle<X509>> ca = ReadCertificate(ca_pem);
  if (!ca.ok()) return Wrong("the authority: " + std::string(ca.status().message()));
  const QuietErrors quiet;
  const absl::Status is_signed = CheckSignedBy(list->get(), ca->get());
  if (!is_signed.ok()) return is_signed;
  const absl::Status complete = CheckComplete(list->get());
  if (!complete.ok()) return complete;
  RevocationList parsed;
  if (!UnixSeconds(X509_CRL_get0_nextUpdate(list->get()), parsed.next_update_s)) {
    return Wrong("the revocation list does not say until when it holds");
  }
  STACK_OF(X509_REVOKED)* revoked = X509_CRL_get_REVOKED(list->get());
  for (int at = 0; at < sk_X509_REVOKED_num(revoked); ++at) {
    parsed.serials.insert(
        SerialText(X509_REVOKED_get0_serialNumber(sk_X509_REVOKED_value(revoked, at))));
  }
  return parsed;
}

}  // namespace yizhan
