// Recompute: one settlement again, from its own entry alone: bill, facts, account and fund values
// and the pack by hash.
//
// Errors:   DataLoss with the entry number and what differs.
// Threads:  pure.
// Law:      promise P5.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/adjudicate/outcome.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"
#include "engine/rules/bill.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

// A bill that does not state its institution's level is decided by the registered one; a stated
// one that differs is a break (D3).
Bill WithLevel(Bill bill, HospitalLevel institution_level);

// The values of accounts and funds that a settlement says it met, one per place in the pack.
struct MetValues {
  std::vector<Money> accounts;
  std::vector<Money> funds;
};
absl::StatusOr<MetValues> ValuesMet(const v1::Entry& entry, const CompiledPack& pack);

// Moves and postings of a settlement are those of the outcome.
absl::Status CheckMoves(const v1::Entry& entry, const CompiledPack& pack, const Outcome& outcome);

// What the rules make of a settlement's own bill, facts and values, without a look at its outcome.
absl::StatusOr<Outcome> ComputeAgain(const v1::Entry& entry, const CompiledPack& pack);

absl::Status Recompute(const v1::Entry& entry, const Reader& state, PackCatalog& packs);

}  // namespace yizhan
