// Verify: reads a whole ledger and says whether every table is what the log says.
//
// Checks:   every leaf decodes; the tree's root is the head's and the anchor's; every derived
//           table rebuilt by Fold equals the stored one; every settlement recomputed from its own
//           entry (pack by hash, facts, account values) gives the stored outcome; every officer's
//           signature holds (Fold); every person who is not erased has one private row and a card,
//           and nobody else has.
// Errors:   the report names the first differing entry or key, what was expected and found; a
//           status only when the ledger cannot be read at all.
// Threads:  one.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/books/log_fold.h"
#include "engine/ledger/store.h"

namespace yizhan {

struct VerifyReport : FoldCounts {
  TreeHead head;
  std::uint64_t officers = 0;                 // Enrolled, retired ones included.
  std::uint64_t persons = 0;                  // Not erased.
  std::uint64_t median_settlement_bytes = 0;  // Of stored settlement leaves.
  std::vector<std::string> differences;       // At most 20; empty = verified.
  bool ok() const { return differences.empty(); }
};

// `progress(done, total)` is called now and then.
absl::StatusOr<VerifyReport> VerifyLedger(
    const LedgerStore& store, const std::function<void(std::uint64_t, std::uint64_t)>& progress);

// What a rebuild writes: the rows in which the folded tables are not what the log says. None when
// the log itself does not hold; then nothing can be rebuilt from it.
struct TableRepairs {
  VerifyReport report;
  bool log_holds = false;
  std::vector<Effect> rows;
};

// As VerifyLedger. Private rows and cards are no fold of the log and are never among the rows.
absl::StatusOr<TableRepairs> FindRepairs(
    const LedgerStore& store, const std::function<void(std::uint64_t, std::uint64_t)>& progress);

}  // namespace yizhan
