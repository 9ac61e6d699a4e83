#include "engine/identity/role.h"

#include <array>

#include "engine/base/check.h"

namespace yizhan {
namespace {

constexpr std::array<std::string_view, kRoles> kNames = {
    "terminal", "edge",  "town",   "district", "auditor", "witness",
    "monitor",  "admin", "engine", "officer",  "door"};
static_assert(kNames[static_cast<std::size_t>(Role::kDoor)] == "door");
static_assert(kCallingRoles == static_cast<std::size_t>(Role::kEngine));

}  // namespace

bool IsServer(Role role) { return role == Role::kEngine || role == Role::kDoor; }

std::string_view RoleName(Role role) {
  const auto at = static_cast<std::size_t>(role);
  YIZHAN_CHECK(at < kNames.size());
  return kNames[at];
}

std::optional<Role> RoleNamed(std::string_view name) {
  for (std::size_t at = 0; at < kNames.size(); ++at) {
    if (kNames[at] == name) return static_cast<Role>(at);
  }
  return std::nullopt;
}

}  // namespace yizhan
