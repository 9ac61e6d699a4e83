// Recompute: one settlement again, from its own entry alone: bill, facts, account and fund values
// and the pack by hash.
//
// Errors:   DataLoss with the entry number and what differs.
// Threads:  pure.
// Law:      promise P5.
#pragma once

#include "absl/status/status.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"
#include "engine/rules/bill.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

// A bill that does not state its institution's level is decided by the registered one; a stated
// one that differs is a break (D3).
Bill WithLevel(Bill bill, HospitalLevel institution_level);

absl::Status Recompute(const v1::Entry& entry, const Reader& state, PackCatalog& packs);

}  // namespace yizhan
