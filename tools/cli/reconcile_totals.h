// ReconcileTotals: a hospital's 3201 totals beside what its own rows and the ledger add up to.
//
// Units:    fen.
// Threads:  pure.
#pragma once

#include "absl/status/status.h"
#include "adapters/national/statement_totals.h"
#include "engine/reconcile/ledger_books.h"
#include "engine/reconcile/period_sums.h"
#include "tools/cli/report.h"

namespace yizhan::cli {

// Three sides of one period.
struct ThreeSides {
  national::StatementTotals stated;
  PeriodSums booked;
  PeriodSums posted;
};

// FIELD_MALFORMED: the totals are of other days.
absl::Status CheckDays(const national::StatementTotals& stated, const ReconcilePeriod& period);

// What is stated is what the rows and what the ledger say. An amount not stated is not compared.
bool TotalsAgree(const ThreeSides& sides);

ReportTable TotalsTable(const ThreeSides& sides);

}  // namespace yizhan::cli
