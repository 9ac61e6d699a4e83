// PeriodSums: what a period adds up to, on one side: settled, taken back, and what is left.
//
// A bill accounted in the period counts as settled, and as taken back once it is. A bill accounted
// before it counts only when it was taken back within the period: as the hospital's refund row.
//
// Units:    fen; counts of settlements.
// Errors:   AMOUNT_OVERFLOW: more than any real period holds.
// Threads:  values.
// Source:   national interface 3201 and 3202, refd_setl_flag (domain.md section 2).
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "engine/base/money.h"
#include "yizhan/v1/reconciliation.pb.h"

namespace yizhan {

struct CountedSums {
  std::int64_t count = 0;
  Money total;
  Money funds;
  Money account;

  absl::Status Add(const v1::StatedSums& sums);
  absl::Status Add(const CountedSums& other);
  friend bool operator==(const CountedSums&, const CountedSums&) = default;
};

struct PeriodSums {
  CountedSums settled;
  CountedSums taken_back;

  CountedSums Net() const;
  absl::Status Add(const PeriodSums& other);
  friend bool operator==(const PeriodSums&, const PeriodSums&) = default;
};

}  // namespace yizhan
