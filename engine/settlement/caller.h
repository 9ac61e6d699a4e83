// Caller: who asks, as authenticated by the service. Never from a field the caller fills in.
#pragma once

#include <cstdint>
#include <string>

#include "engine/identity/role.h"

namespace yizhan {

// How far one call reaches: a cell of the access table (engine/service/access.h).
enum class Scope : std::uint8_t {
  kNone,
  kOwnInstitution,  // Bills of the caller's institution.
  kOwnTown,         // People who live in the caller's town, and their bills.
  kAll,
};

struct Caller {
  std::string sender;  // Whose message keys: the institution's code, or the officer's name.
  std::string actor;   // Who exactly: "terminal/JD0000000001/desk-1". Stamped on each entry.
  Role role = Role::kTerminal;
  std::string institution_id;  // Of a terminal or edge; empty otherwise.
  std::string town;            // Of a town officer; empty otherwise.
  Scope scope = Scope::kNone;  // Of this call.

  bool SeesAll() const { return scope == Scope::kAll; }
  bool SeesInstitution(const std::string& id) const {
    return SeesAll() || (scope == Scope::kOwnInstitution && id == institution_id);
  }
  bool SeesTown(const std::string& name) const {
    return SeesAll() || (scope == Scope::kOwnTown && !town.empty() && name == town);
  }
  // A bill: its institution's, or of a person of the town.
  bool SeesBill(const std::string& id, const std::string& town_of_person) const {
    return SeesInstitution(id) || SeesTown(town_of_person);
  }
  friend bool operator==(const Caller&, const Caller&) = default;
};

}  // namespace yizhan
