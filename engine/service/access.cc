#include "engine/service/access.h"

#include <string>
#include <utility>

#include "engine/base/refusal.h"
#include "openssl/crypto.h"

namespace yizhan {
namespace {

constexpr std::string_view kScheme = "Bearer ";

std::uint8_t BitOf(Role role) {
  switch (role) {
    case Role::kInstitution:
      return kInstitutions;
    case Role::kRelief:
      return kReliefOffice;
    case Role::kAdmin:
      return kAdmins;
  }
  return 0;
}

}  // namespace

std::size_t FindRpc(std::string_view name) {
  std::size_t i = 0;
  while (i < kRpcCount && kRpcRules[i].name != name) ++i;
  return i;
}

absl::StatusOr<Caller> Peers::Authenticate(
    const std::vector<std::string_view>& authorization) const {
  if (authorization.size() != 1 || !authorization[0].starts_with(kScheme)) {
    return Refuse({.reason = v1::NOT_AUTHENTICATED, .field = "authorization"});
  }
  const Hash32 offered = Sha256(authorization[0].substr(kScheme.size()));
  const KnownPeer* known = nullptr;
  for (const KnownPeer& peer : peers_) {
    if (CRYPTO_memcmp(offered.data(), peer.token_hash.data(), offered.size()) == 0) known = &peer;
  }
  if (known == nullptr) {
    return Refuse({.reason = v1::NOT_AUTHENTICATED, .field = "authorization"});
  }
  return known->caller;
}

absl::Status CheckAllowed(const Caller& caller, std::size_t rpc) {
  if (rpc < kRpcCount && (kRpcRules[rpc].roles & BitOf(caller.role)) != 0) return absl::OkStatus();
  const std::string name = rpc < kRpcCount ? std::string(kRpcRules[rpc].name) : "unknown call";
  return Refuse({.reason = v1::NOT_ALLOWED, .found = name});
}

}  // namespace yizhan
