// Role: what a certificate's holder is.
//
// Format:   Names are part of certificates: never change one.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace yizhan {

enum class Role : std::uint8_t {
  kTerminal,  // A cashier terminal of one institution.
  kEdge,      // The adapter beside one institution's HIS.
  kTown,      // A relief officer of one town.
  kDistrict,  // An officer of the district's relief office.
  kAuditor,   // Reads everything but names, changes nothing.
  kWitness,   // Follows the log and cosigns it.
  kMonitor,   // Counts and states only.
  kAdmin,     // Institutions, packs, officers' keys; no person's data.
  kEngine,    // yizhand itself; calls nobody.
  kOfficer,   // A signing certificate; never opens a connection.
  kDoor,      // yizhan-edge as the server its HIS dials (HTTPS, MLLP over TLS); calls nobody.
};

inline constexpr std::size_t kCallingRoles = 8;  // Those before kEngine.
inline constexpr std::size_t kRoles = 11;

bool IsServer(Role role);              // kEngine, kDoor: has hosts, and is for servers only.
std::string_view RoleName(Role role);  // "terminal", ...
std::optional<Role> RoleNamed(std::string_view name);

}  // namespace yizhan
