// Peers: who calls: by certificate, or in training by bearer token.
//
// A call that brings another claim of identity (an authorization header under certificates, a
// forwarded-user header, anything x-yizhan-*) is refused, not ignored.
//
// Errors:   NOT_AUTHENTICATED: no, unknown, expired or revoked certificate; a role that may not
//           call; a wrong token; a claim in the metadata (the field says which).
// Threads:  any.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/base/digest.h"
#include "engine/identity/certificate.h"
#include "engine/settlement/caller.h"

namespace yizhan {

// One call's evidence, as gRPC hands it over.
struct Evidence {
  std::string_view certificate_pem;  // Of the verified connection; empty on plain text.
  std::vector<std::pair<std::string_view, std::string_view>> metadata;
};

class Peers {
 public:
  virtual ~Peers() = default;
  virtual absl::StatusOr<Caller> Authenticate(const Evidence& evidence) const = 0;
};

struct KnownPeer {
  Caller caller;
  Hash32 token_hash;  // SHA-256 of the bearer token.
};

// Training. Every token is compared, each in constant time.
std::unique_ptr<Peers> PeersByToken(std::vector<KnownPeer> peers);

// The handshake has checked chain and dates; dates and revocation are checked again at every call,
// so that a long connection does not outlive its certificate. The revocation list is read again
// when its file changes (looked at once a second); one that cannot be read or is not signed by the
// authority is reported in the log, and the last good one stays.
absl::StatusOr<std::unique_ptr<Peers>> PeersByCertificate(const std::string& ca_path,
                                                          const std::string& crl_path,
                                                          const Clock& clock);

// "JD0000000001" for a terminal or edge, "district/li" for the rest: whose message keys.
Caller CallerOf(const PeerName& name);

}  // namespace yizhan
