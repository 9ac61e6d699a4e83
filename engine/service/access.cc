#include "engine/service/access.h"

#include <string>
#include <utility>

#include "engine/base/refusal.h"

namespace yizhan {

std::size_t FindRpc(std::string_view name) {
  std::size_t i = 0;
  while (i < kRpcCount && kRpcRules[i].name != name) ++i;
  return i;
}

absl::StatusOr<Caller> Allow(Caller caller, std::size_t rpc) {
  const auto role = static_cast<std::size_t>(caller.role);
  const bool has_cell = rpc < kRpcCount && role < kCallingRoles;
  caller.scope = has_cell ? kRpcRules[rpc].scopes[role] : Scope::kNone;
  if (caller.scope != Scope::kNone) return caller;
  const std::string name = rpc < kRpcCount ? std::string(kRpcRules[rpc].name) : "unknown call";
  return Refuse({.reason = v1::NOT_ALLOWED, .found = name});
}

}  // namespace yizhan
