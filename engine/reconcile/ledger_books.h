// LedgerBooks: what entries of the log say of one institution's bills of a period.
//
// Units:    fen; days are Shanghai days.
// Threads:  pure.
// Source:   national interface: medfee_sumamt = fund_pay_sumamt + hosp_part_amt + psn_part_amt.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "engine/base/date.h"
#include "engine/reconcile/reconciler.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

struct ReconcilePeriod {
  std::string institution_id;
  Span days;  // Of accounting dates.
};

// Hands the entry to the reconciler when it is of that institution: a settlement of a bill
// accounted in the period or before it, or what ended one.
absl::Status PostEntry(const v1::Entry& entry, const ReconcilePeriod& period,
                       Reconciler& reconciler);

}  // namespace yizhan
