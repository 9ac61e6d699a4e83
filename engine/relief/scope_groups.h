// ScopeGroups: people whose scopes of re-adjudication may meet, because the register ever put them
// into one household, directly or over others.
//
// Units:    24 bytes or so for everybody who was ever in a household.
// Errors:   DataLoss when a stored row does not parse.
// Threads:  values.
// Law:      ruling R50, to closure.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "absl/status/statusor.h"
#include "engine/ledger/store.h"

namespace yizhan {

class ScopeGroups {
 public:
  static absl::StatusOr<ScopeGroups> Of(const View& view);

  // The same number for all of one group; his own when he was never in a household.
  std::uint64_t GroupOf(std::uint64_t person_no) const;

 private:
  void Join(std::uint64_t a, std::uint64_t b);

  // Towards the lowest number of the group.
  std::unordered_map<std::uint64_t, std::uint64_t> above_;
};

}  // namespace yizhan
