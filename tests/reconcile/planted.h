// Planted: a hospital's books and a ledger that agree, and differences planted in both by a seed.
// It knows nothing of how they are matched: it plays what happens at a desk.
//
// Units:    fen.
// Threads:  pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "yizhan/v1/reconciliation.pb.h"

namespace yizhan::testing {

struct End {
  std::uint64_t number = 0;
  v1::LedgerStanding standing = v1::STANDING_LIVE;
  std::uint64_t ended_by = 0;
};

struct PlantedBooks {
  std::vector<v1::BookedRow> booked;  // In the order of the hospital's file.
  std::vector<v1::PostedRow> posted;  // In the order of the ledger.
  std::vector<End> ends;
  std::map<std::string, v1::BillDifference::Kind> planted;  // By bill number.
};

// `of_each`: differences of each kind.
PlantedBooks Plant(std::uint64_t seed, std::size_t bills, std::size_t of_each);

}  // namespace yizhan::testing
