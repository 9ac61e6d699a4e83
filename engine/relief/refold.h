// Refold: all live bills of a year once more, in their places, with the register and the pack as
// known now; what would have been paid, and the difference to what was.
//
// Units:    fen.
// Errors:   NO_ACTIVE_PACK, REFOLD_TOO_LARGE, AMOUNT_OVERFLOW, UPSTREAM_AID_UNMAPPED (related: the
//           bill); DataLoss when stored entries do not hang together.
// Threads:  pure function of the state and its packs.
// Law:      adjudication.md section 8, Re-adjudication; rulings R50, R51; D13-D15.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/adjudicate/outcome.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"
#include "engine/relief/refold_scope.h"

namespace yizhan {

struct RefoldedBill {
  ScopeItem item;
  std::vector<Money> accounts_met = {};  // One per place in the pack.
  std::vector<Money> funds_met = {};
  Outcome outcome = {};
  Standing now = {};
  Standing difference = {};  // To the item's standing.
  bool Differs() const {
    return !difference.accounts.empty() || !difference.funds.empty() ||
           !difference.programs.empty();
  }
};

struct Refolded {
  std::uint64_t person_no = 0;
  std::uint32_t year = 0;
  PackCatalog::Pack pack = {};
  std::vector<std::uint64_t> persons = {};
  std::vector<RefoldedBill> bills = {};           // In the order of the refold.
  std::map<std::string, std::int64_t> nets = {};  // By program; none is 0. Positive: 应补.
  std::vector<std::uint64_t> leads = {};
  std::set<std::string> limited_funds = {};
  Hash32 digest{};
  bool Owes() const { return !nets.empty(); }
};

absl::StatusOr<Refolded> Refold(std::uint64_t person_no, std::uint32_t year, const Reader& state,
                                PackCatalog& packs);

}  // namespace yizhan
