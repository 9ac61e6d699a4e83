// ProposalsReport: what a town or the district is owed for a year, proposal by proposal and bill by
// bill, with the sentence of the rule behind each difference.
//
// Units:    fen.
// Threads:  pure.
// Law:      rulings R50, R51.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/cli/report.h"
#include "yizhan/v1/relief.pb.h"

namespace yizhan::cli {

struct LookedThrough {
  std::uint32_t year = 0;
  std::string town = {};  // Empty: the whole district.
  std::uint64_t persons = 0;
  bool training = false;  // Of a training ledger.
  std::vector<v1::Proposal> proposals = {};
  std::vector<v1::ProposeAllItem> refused = {};
};

Report ProposalsReport(const LookedThrough& looked);

struct OwedSums {
  std::int64_t to_patients_fen = 0;
  std::int64_t by_patients_fen = 0;
};
OwedSums SumsOf(const LookedThrough& looked);

}  // namespace yizhan::cli
