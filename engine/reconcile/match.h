// Match: what a hospital booked in a period against what the ledger posted, bill by bill.
//
// Units:    fen.
// Threads:  pure.
// Source:   domain.md section 2, 3201 and 3202.
#pragma once

#include <cstdint>
#include <vector>

#include "yizhan/v1/reconciliation.pb.h"

namespace yizhan {

struct Matched {
  std::uint64_t bills = 0;                      // Agree: live on both sides, or on none.
  std::uint64_t settled = 0;                    // Of those, the live ones;
  v1::StatedSums sums;                          // and their sums.
  std::vector<v1::BillDifference> differences;  // By bill number.
};

// Rows of whole bills: every row of a bill number that is here, is here. Any order.
Matched Match(std::vector<v1::BookedRow> booked, std::vector<v1::PostedRow> posted);

}  // namespace yizhan
