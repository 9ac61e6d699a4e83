// MakeCertificate: certificates and revocation lists as an authority signs them.
//
// Units:    *_s are Unix seconds.
// Errors:   InvalidArgument for hosts that are neither DNS name nor IP address. Other fields are
//           checked by the caller.
// Threads:  pure but for serial numbers, which come from the system's generator.
// Law:      RFC 5280
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/identity/x509.h"

namespace yizhan {

struct Validity {
  std::int64_t from_s = 0;
  std::int64_t until_s = 0;
};

// Who signs; both are the caller's.
struct Issuer {
  X509* certificate = nullptr;
  EVP_PKEY* key = nullptr;
};

Handle<EVP_PKEY> MakePeerKey();  // P-256

// An authority that signs itself; nothing may stand between it and a peer.
Handle<X509> MakeAuthorityCertificate(const std::string& name, EVP_PKEY* key,
                                      const Validity& validity);

struct LeafPlan {
  std::string subject;  // At most 64 characters of it are used.
  std::vector<std::string> uris;
  std::vector<std::string> hosts = {};
  std::string purpose = {};  // "clientAuth", "serverAuth"; empty: for signing only.
  Validity validity = {};
};

absl::StatusOr<Handle<X509>> MakeLeaf(const LeafPlan& plan, EVP_PKEY* subject_key,
                                      const Issuer& issuer);

struct RevokedSerial {
  std::string serial;
  std::int64_t revoked_s = 0;
  std::string reason;  // One of RevocationReasons() is written into the list.
};

struct RevocationPlan {
  std::vector<RevokedSerial> revoked;
  std::int64_t number = 0;  // Never smaller than the last list's.
  Validity validity;
};

Handle<X509_CRL> MakeRevocationList(const RevocationPlan& plan, const Issuer& issuer);

// The list's number; 0 when it has none.
std::int64_t NumberOf(const X509_CRL* list);

// The words of RFC 5280, 5.3.1 that fit a peer: "keyCompromise", ...
std::vector<std::string> RevocationReasons();

}  // namespace yizhan
