// ReconcileReport: what a reconciliation found, as tables for people: how much agrees, what differs
// and why, and what to do about each.
//
// Units:    fen.
// Threads:  pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/files/hospital_books.h"
#include "engine/base/date.h"
#include "engine/reconcile/ledger_books.h"
#include "engine/reconcile/match.h"
#include "tools/cli/reconcile_totals.h"
#include "tools/cli/report.h"

namespace yizhan::cli {

struct Reconciled {
  ReconcilePeriod period;
  std::uint64_t ledger_size = 0;
  bool training = false;  // Of a training ledger.
  Day today;
  files::HospitalBooks books = {};
  Matched matched = {};
  std::optional<ThreeSides> totals = {};  // When the hospital's 3201 was given.
};

Report ReconcileReport(const Reconciled& reconciled);

}  // namespace yizhan::cli
