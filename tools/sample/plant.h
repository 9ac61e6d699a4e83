// Plant: differences of every kind planted in a hospital's books by a seed, for the demo and for
// training: what goes wrong between a HIS and the engine. It knows nothing of how they are found.
//
// Errors:   InvalidArgument when the books have too few rows to plant in.
// Threads:  pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/sample/dice.h"

namespace yizhan::sample {

struct PlantedDifference {
  std::string bill_no;
  std::string kind;  // Name of yizhan.v1.BillDifference.Kind.
};

struct PlantedBooks {
  std::string csv;
  std::vector<PlantedDifference> planted;
};

// `csv`: rows as `yizhan desk --books` writes them. `of_each`: differences of each kind.
absl::StatusOr<PlantedBooks> PlantDifferences(const std::string& csv, std::size_t of_each,
                                              Dice& dice);

}  // namespace yizhan::sample
