// Outside: aid that another body paid for a bill that never came here: what it moves, and what its
// entry does to the derived tables.
//
// Units:    fen.
// Errors:   DataLoss when the entry does not follow from the state before it or from its own facts.
// Threads:  pure.
// Law:      ruling R49; D12.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/date.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"
#include "engine/policy/compiled_pack.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

// The version of a program id that is in force on a day.
std::optional<std::uint32_t> VersionOn(const CompiledPack& pack, const std::string& program_id,
                                       Day day);

struct OutsideDelta {
  std::uint32_t account = 0;  // Place in the pack.
  Money delta;
  bool metric = false;  // It has no newest entry.
};

// x to the base account, paid to every cap, and the due metrics of the year fall by paid. In the
// order of the pack; no test of eligibility, cap or fund.
std::vector<OutsideDelta> OutsideDeltas(const CompiledPack& pack, std::uint32_t program, Money base,
                                        Money paid);

// Whether one of those accounts is counted by visit.
bool NeedsVisit(const CompiledPack& pack, std::uint32_t program);

// Sameness of a repeated request: what the office stated, not what followed from it.
Hash32 OutsideAidDigest(const std::string& program_id, const v1::OutsideAid& aid);

// Checks the moves against the stated figures, too: there is nothing else to recompute.
absl::StatusOr<std::vector<Effect>> FoldOutsideAid(const v1::Entry& entry, const Reader& before,
                                                   PackCatalog& packs);

}  // namespace yizhan
