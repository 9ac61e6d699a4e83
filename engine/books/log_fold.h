// LogFold: the entries of a ledger one after another, from 0: number, time, what each does to the
// tables (Fold: accounts, funds, keys, officers' signatures), and each settlement computed again.
// Who keeps the ledger and who only has a copy of its leaves check with the same code.
//
// Errors:   Take names what is wrong with an entry and goes on; an entry that does not fold leaves
//           the tables as they were, so that what comes after it may be named without being wrong.
// Threads:  one; `leaf` is called from Take.
// Law:      promises P1, P3, P5.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/books/folded_rows.h"
#include "engine/books/pack_catalog.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

// Derived tables that are folds of the log: all but those of personal data.
inline constexpr Table kFoldedTables[] = {
    Table::kHolder,    Table::kPerson, Table::kInstitution, Table::kFund,       Table::kPack,
    Table::kDay,       Table::kLead,   Table::kMessageKey,  Table::kNaturalKey, Table::kOfficer,
    Table::kStatement, Table::kAlert,  Table::kHousehold};

// Entries by kind.
struct FoldCounts {
  std::uint64_t settlements = 0;
  std::uint64_t contras = 0;
  std::uint64_t applications = 0;
  std::uint64_t outside_aids = 0;
  std::uint64_t adjustments = 0;
  std::uint64_t closes = 0;   // Of hospitals' posting periods.
  std::uint64_t payouts = 0;  // Or given back.
  std::uint64_t tombstones = 0;
  std::uint64_t erasures = 0;
  std::uint64_t reads = 0;  // Of private data.
};

class LogFold {
 public:
  // `size`: leaves of the whole log. `leaf` reads any of them, for entries that look back.
  LogFold(std::uint64_t size, FoldedRows::ReadLeaf leaf) : rows_(size, std::move(leaf)) {}

  // The next entry, as DecodeLeaf gave it. What is wrong with it, in the order it was found.
  std::vector<absl::Status> Take(const absl::StatusOr<v1::Entry>& entry);

  std::uint64_t taken() const { return taken_; }
  const FoldCounts& counts() const { return counts_; }
  const FoldedRows& rows() const { return rows_; }
  PackCatalog& packs() { return packs_; }

 private:
  absl::Status Recomputed(const v1::Entry& entry);
  void Count(const v1::Entry& entry);

  FoldedRows rows_;
  PackCatalog packs_;
  FoldCounts counts_;
  std::uint64_t taken_ = 0;
  std::int64_t last_posted_ms_ = 0;
};

}  // namespace yizhan
