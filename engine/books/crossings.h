// Crossings: the thresholds that a step passed, worked out from the moves stored in its entries,
// and what they do to the table of open alerts. Decisions write them, Fold checks them.
//
// Errors:   DataLoss when an entry's stored figures cannot be read; AMOUNT_OVERFLOW.
// Threads:  pure.
// Law:      rulings R52-R54, D8-D10; promise P9.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/adjudicate/thresholds.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"
#include "engine/rules/bill.h"
#include "engine/rules/person_facts.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

// The moves of one entry, as they lie in it.
struct EntryMoves {
  const CompiledPack& pack;  // The one that `accounts` and `funds` refer to.
  const Bill& bill;          // Whose accounts they are.
  const PersonFacts& person;
  const google::protobuf::RepeatedPtrField<v1::AccountMove>& accounts;
  const google::protobuf::RepeatedPtrField<v1::FundMove>& funds;
  std::optional<Money> household_income;  // On the posting date.
};

// The next entry of the step: before stays that of the first, after becomes that of this one.
absl::Status AddMoves(const EntryMoves& moves, MovedStep& step);

// The crossings of the step that ends with `entry`; none when the step goes on after it. `before`
// is the state the entry meets; the entry has its number.
absl::StatusOr<std::vector<v1::Crossing>> CrossingsOf(const v1::Entry& entry, const Reader& before,
                                                      PackCatalog& packs);

// What an entry says it crossed. Empty when it is of a kind that moves no metrics.
struct StoredCrossings {
  std::string pack_hash;  // D10: of the pack whose thresholds it looked at.
  std::vector<v1::Crossing> crossings;
};
StoredCrossings CrossingsIn(const v1::Entry& entry);

// Up opens the alert of (threshold, holder, year), down withdraws it (R54).
absl::Status FoldCrossings(const v1::Entry& entry, const Reader& before, PackCatalog& packs,
                           std::vector<Effect>& effects);

}  // namespace yizhan
