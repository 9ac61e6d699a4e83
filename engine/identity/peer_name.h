// PeerName: who a certificate speaks of, written in it as one URI:
//
//   yizhan://terminal/<institution>/<name>      yizhan://edge/<institution>/<name>
//   yizhan://door/<institution>/<name>          yizhan://town/<town>/<name>
//   yizhan://<any other role>/<name>
//
// Segments are percent-encoded UTF-8; 1 to 64 bytes each when decoded; no control characters, "/".
//
// Errors:   InvalidArgument says what is wrong with the URI.
// Threads:  pure.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/identity/role.h"

namespace yizhan {

struct PeerName {
  Role role = Role::kTerminal;
  std::string scope;  // Institution or town; empty for roles without one.
  std::string name;

  std::string Text() const;  // "terminal/JD0000000001/desk-1": for entries and logs.
  friend bool operator==(const PeerName&, const PeerName&) = default;
};

bool HasScope(Role role);  // kTerminal, kEdge, kDoor, kTown
std::string UriOf(const PeerName& name);
absl::StatusOr<PeerName> ParsePeerUri(std::string_view uri);  // Only what UriOf would write.

}  // namespace yizhan
