// Caller: who asks, as authenticated by the service. Never from a field the caller fills in.
#pragma once

#include <cstdint>
#include <string>

namespace yizhan {

enum class Role : std::uint8_t {
  kInstitution,  // A terminal or edge of one institution: its own bills only.
  kRelief,       // The district relief office: every institution, and on behalf of senders.
  kAdmin,        // Institutions and packs; may also do what the relief office may.
};

struct Caller {
  std::string sender;  // Stable name, e.g. "anting-hospital/desk-1"; part of message keys.
  Role role = Role::kInstitution;
  std::string institution_id;  // Of an institution's caller; empty otherwise.
  bool IsOffice() const { return role != Role::kInstitution; }
  friend bool operator==(const Caller&, const Caller&) = default;
};

}  // namespace yizhan
