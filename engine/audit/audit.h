// Audit: whether an export of a ledger is what it says, by its files alone: no engine, no database.
//
// Checks:   every leaf (one reading, number, time); the tree and every tile; the checkpoint's
//           signature and cosignatures; that an older checkpoint is its beginning; every entry
//           against the accounts, funds, keys and register before it; every officer's signature;
//           every settlement computed again under its own pack.
// Units:    memory: 40 bytes a leaf and the folded tables, about 1 kB a settlement.
// Errors:   what is wrong with the export is a finding; a status only when nothing can be said
//           because a file cannot be read or an option is no key.
// Threads:  one caller; it hashes and decodes with threads of its own, and calls `progress` from
//           any of them.
// Law:      promises P5 and P6.
// Format:   engine/ledger/FORMAT.md, The export folder.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/audit/finding.h"
#include "engine/books/log_fold.h"
#include "engine/ledger/store.h"

namespace yizhan {

enum class AuditStage : std::uint8_t { kHash, kFold };

struct AuditOptions {
  std::string folder;
  // A checkpoint that somebody else kept, or the folder of an older export. Empty: none.
  std::string older;
  std::string key;                        // The ledger's verifier key; empty: the folder's.
  std::vector<std::string> witness_keys;  // Whose cosignatures must be there and hold.
  std::function<void(AuditStage, std::uint64_t done, std::uint64_t total)> progress;
};

struct AuditReport {
  FoldCounts counts;
  TreeHead head;  // Of the leaves that were found.
  std::string origin;
  std::string key;                     // Verifier key that was used.
  bool key_from_outside = false;       // Else the export vouches for itself.
  std::uint64_t tiles = 0;             // That agree.
  std::vector<std::string> cosigners;  // Whose cosignature holds.
  std::uint64_t cosigned_size = 0;     // Of the newest that is cosigned; 0 = none.
  std::uint64_t consistent_from = 0;   // Size of the older checkpoint that holds; 0 = none given.
  std::uint64_t folded = 0;            // Entries that were folded and computed again.
  std::int64_t hashed_us = 0;          // How long each stage took.
  std::int64_t folded_us = 0;
  std::vector<Finding> findings;  // First entry first; those of no entry last.
  bool ok() const { return findings.empty(); }
};

absl::StatusOr<AuditReport> AuditExport(const AuditOptions& options);

}  // namespace yizhan
