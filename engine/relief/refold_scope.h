// RefoldScope: whose bills a re-adjudication of a year folds again, which entries stand fixed
// beside them, and in which order.
//
// Errors:   REFOLD_TOO_LARGE; DataLoss when stored entries do not hang together.
// Threads:  pure. Reads whole chains of entries: for an office's question, not for a desk's.
// Law:      rulings R49, R50; D13, D16.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/books/pack_catalog.h"
#include "engine/books/standing.h"
#include "engine/ledger/store.h"
#include "engine/rules/bill.h"
#include "engine/rules/person_facts.h"
#include "yizhan/v1/entry.pb.h"

namespace yizhan {

inline constexpr std::size_t kRefoldBillsMax = 5000;

// A live entry that moved accounts, in the form of a settlement (books/application.h).
struct ScopeItem {
  v1::Entry entry;
  std::uint64_t place = 0;       // Its number; of a replacement, that of what it replaced.
  std::uint64_t adjustment = 0;  // The newest posted to it.
  bool refolded = false;         // Else a fixed fact: outside aid, aid of a year, another year.
  Bill bill = {};
  PersonFacts person = {};  // As known now when it is refolded.
  Standing standing = {};
};

struct RefoldScope {
  std::vector<std::uint64_t> persons;  // Ascending.
  std::vector<ScopeItem> items;        // By place.
  std::vector<std::uint64_t> leads;    // Open ones of the year, ascending.
};

absl::StatusOr<RefoldScope> FindScope(std::uint64_t person_no, std::uint32_t year,
                                      const Reader& state, PackCatalog& packs);

}  // namespace yizhan
