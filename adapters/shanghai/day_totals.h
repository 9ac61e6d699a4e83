// DayTotals: SL01, what a hospital says a day adds up to, against what was posted.
//
// The parts of insurance (accounts, pool, ...) come from the notes of this door, count, aid and
// cash after aid from the ledger. A refund is a negative row and counts -1. Bills that were told
// late count nowhere: their HIS collected without aid.
//
// Units:    amounts are decimal text or JSON numbers until they are Money; they may be negative.
// Errors:   a Refusal with the path.
// Threads:  pure.
// Source:   domain.md section 2.6.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/shanghai/charge.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::shanghai {

struct DayTotals {
  std::string day{};  // yyyy-MM-dd
  std::int64_t count = 0;
  Money current_account{};                // totalcuraccpay
  Money other_accounts{};                 // totalhisaccpay
  Money cash{};                           // totalcashpay
  Money pool{};                           // totaltcpay
  Money additional{};                     // totaldffjpay
  Money graded_self_pay{};                // totalflzf
  Money out_of_scope{};                   // totalfybjsfw
  std::optional<Money> relieved{};        // totaljfje
  std::optional<Money> aid{};             // totaljzje
  std::optional<Money> cash_after_aid{};  // totalxjzf
};

absl::StatusOr<DayTotals> ReadDayTotals(const Json& xxnr);

// Adds one posted line, whose settlement had these parts.
void Add(const v1::PostedLine& line, const Parts& parts, DayTotals* ours);

struct Difference {
  std::string name{};  // Of the member.
  std::string stated{};
  std::string posted{};
};

// Members that the hospital left out are not compared.
std::vector<Difference> Compare(const DayTotals& stated, const DayTotals& ours);

}  // namespace yizhan::shanghai
