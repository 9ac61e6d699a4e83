// Certificate: what an X.509 certificate says, and whether the authority issued it.
//
// Units:    *_s are Unix seconds.
// Errors:   InvalidArgument says what is wrong, in words for an operator.
// Threads:  pure; a RevocationList from any thread.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/identity/peer_name.h"

namespace yizhan {

struct Certificate {
  PeerName name;
  std::string serial;  // Hex, upper case.
  std::int64_t not_before_s = 0;
  std::int64_t not_after_s = 0;
  std::string ed25519_public_key;  // 32 bytes when the key is of that kind, else empty.
  std::string der;
  std::string issuer;
  std::vector<std::string> hosts = {};  // DNS names and IP addresses; of servers.
};

// Exactly one peer URI is expected. PEM (the first certificate of a chain) or DER.
absl::StatusOr<Certificate> ParseCertificate(const std::string& pem_or_der);

// Issued by `ca_pem`, of the right purpose for its role, and in its dates at `now_s`.
absl::Status CheckIssued(const Certificate& certificate, const std::string& ca_pem,
                         std::int64_t now_s);

// Whether a private key (PEM) is that of the certificate (PEM).
absl::Status CheckKeyMatches(const std::string& certificate_pem, const std::string& key_pem);

struct RevocationList {
  std::set<std::string> serials;  // Hex, upper case.
  std::int64_t next_update_s = 0;
};

// A CRL in PEM, signed by `ca_pem`.
absl::StatusOr<RevocationList> ParseRevocationList(const std::string& crl_pem,
                                                   const std::string& ca_pem);

}  // namespace yizhan
