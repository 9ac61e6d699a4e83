// Callers: who calls the engine in a bench that has no wire: the relief office, and a desk.
//
// Threads:  values.
#pragma once

#include <string>

#include "engine/settlement/caller.h"

namespace yizhan::bench {

inline const Caller kOffice{.sender = "district/bench",
                            .actor = "district/bench",
                            .role = Role::kDistrict,
                            .institution_id = "",
                            .town = "",
                            .scope = Scope::kAll};

inline Caller DeskOf(const std::string& institution_id) {
  return {.sender = institution_id,
          .actor = "terminal/" + institution_id + "/bench",
          .role = Role::kTerminal,
          .institution_id = institution_id,
          .town = "",
          .scope = Scope::kOwnInstitution};
}

}  // namespace yizhan::bench
