// Touched: the live settlements whose facts a change of the register changes, so that a lead opens
// by itself: somebody must look whether the year comes out otherwise.
//
// Errors:   DataLoss when stored entries do not hang together.
// Threads:  pure. Reads the person's whole chain of money entries; nothing of one without any.
// Law:      adjudication.md section 8, Re-adjudication; R50: facts as a refold takes them; D18.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/ledger/store.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

inline constexpr std::size_t kTouchedMax = 1000;

struct Touched {
  std::vector<std::uint64_t> settlements = {};  // Ascending, the newest kTouchedMax.
  std::vector<std::uint32_t> years = {};        // Of all of them, ascending: accounting years.
};

// A settlement is touched when its facts are others under the new record than under the one before,
// and others than it was settled, or adjusted last, with. So a change that is taken back before
// anybody adjusted opens no second lead. `before`: the state without the change.
absl::StatusOr<Touched> TouchedBy(const v1::PersonChanged& changed, const Reader& before);

}  // namespace yizhan
