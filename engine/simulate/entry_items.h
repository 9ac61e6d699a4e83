// EntryItems: entries of a ledger as items of a simulation.
//
// A settlement posted before the period becomes a fact, one within it a bill to adjudicate anew. A
// settlement on application (D4) is a fact whenever it was posted: it moves accounts and funds on
// both sides alike, and stands in no table. Every settlement of a bill is recomputed from its own
// entry under its own pack on the way (promise P5).
//
// Errors:   DataLoss naming the entry: a pack that no longer loads, a bill that is refused.
// Threads:  one.
// Law:      rulings R16, R44, R47.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "engine/base/date.h"
#include "engine/books/pack_catalog.h"
#include "engine/simulate/item.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

struct EntryCounts {
  std::int64_t entries = 0;
  std::int64_t settlements = 0;
  std::int64_t recomputed = 0;    // Of them, those that give their stored outcome again.
  std::int64_t past = 0;          // Settlements of bills before the period.
  std::int64_t applications = 0;  // Settlements on application, taken as facts.
  std::int64_t skipped = 0;       // Of a kind that moves accounts in a way simulations do not know.
  std::uint64_t first_differing = 0;
};

class EntryItems {
 public:
  // Days of posting, both inclusive. Entries after `period` are not to be read.
  explicit EntryItems(Span period) : period_(period) {}

  // Whether this entry was posted after the period: nothing that follows matters.
  bool IsAfter(const v1::Entry& entry) const;
  // Empty for entries that move no account and no fund. Entries come in order.
  absl::StatusOr<std::optional<Item>> Read(const v1::Entry& entry);

  const EntryCounts& counts() const { return counts_; }
  // The pack that was activated last; null when none was.
  const PackCatalog::Pack& newest_pack() const { return newest_pack_; }

 private:
  absl::StatusOr<std::optional<Item>> ReadSettled(const v1::Entry& entry);
  absl::StatusOr<std::optional<Item>> ReadFact(std::uint64_t number, const v1::Settled& settled);
  absl::Status ReadPack(const v1::Entry& entry);

  const Span period_;
  PackCatalog packs_;
  PackCatalog::Pack newest_pack_;
  EntryCounts counts_;
};

}  // namespace yizhan
