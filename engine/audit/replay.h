// Replay: one entry of an export run again: what it saw, what the rules make of that now, and
// whether that is what it says.
//
// Units:    fen.
// Errors:   OutOfRange when there is no such entry; the file's own. What is wrong with the entry,
//           or with one before it, is in the result.
// Threads:  one.
// Law:      promises P4 and P5.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/audit/finding.h"
#include "engine/audit/leaf_file.h"
#include "engine/books/pack_catalog.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

// One account or fund as the entry met it.
struct ReplayValue {
  std::string id;
  std::string title;
  std::int64_t before_fen = 0;
  std::int64_t delta_fen = 0;
  std::uint64_t newest_before = 0;  // The newest live entry on it before; 0 = none, or a fund.
};

// One run of the rules: a settlement has one, a re-adjudication one for each bill it adjusts, a
// contra none.
struct ReplayRun {
  std::uint64_t settlement = 0;  // Whose bill it is.
  v1::PersonFacts facts;
  std::vector<ReplayValue> accounts;
  std::vector<ReplayValue> funds;
  v1::Outcome stored;
  v1::Outcome computed;
  std::string failure;  // Why it cannot be computed; empty when it can.
};

struct Replay {
  std::uint64_t size = 0;  // Of the export.
  v1::Entry entry;
  Hash32 leaf_hash{};
  PackCatalog::Pack pack;          // Null when the entry rests on none.
  PackCatalog::Programs programs;  // Likewise.
  std::uint64_t activated = 0;     // The entry that activated the pack first.
  std::vector<ReplayRun> runs;
  std::vector<Finding> findings;   // What is wrong with this entry.
  std::optional<Finding> earlier;  // The first entry before it that is wrong.
  bool ok() const { return findings.empty(); }
};

// Folds the log up to the entry, so that what it says it met is held against what was there.
absl::StatusOr<Replay> ReplayEntry(
    const LeafFile& leaves, std::uint64_t number,
    const std::function<void(std::uint64_t done, std::uint64_t total)>& progress);

}  // namespace yizhan
