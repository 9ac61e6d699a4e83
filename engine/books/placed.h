// Placed: accounts named in full, not by their place in a pack: what an adjustment moves may lie in
// an earlier pack, or in another household than the bill's.
//
// Units:    fen.
// Errors:   DataLoss when a move does not follow from the state before it; AMOUNT_OVERFLOW.
// Threads:  pure.
// Law:      rulings R44, R51.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/adjudicate/thresholds.h"
#include "engine/books/draft.h"
#include "engine/ledger/store.h"
#include "engine/policy/compiled_pack.h"
#include "engine/rules/bill.h"
#include "engine/rules/person_facts.h"
#include "yizhan/v1/entry.pb.h"
#include "yizhan/v1/rows.pb.h"

namespace yizhan {

// One value of one holder. The holder's year is 0 unless the account is yearly.
struct Spot {
  std::string account_id;
  MetricHolder holder;
  friend auto operator<=>(const Spot&, const Spot&) = default;
};

Spot SpotOf(const CompiledAccount& account, const Bill& bill, const PersonFacts& person);
Spot SpotOf(const v1::PlacedMove& move);
// Table::kHolder. A visit has an institution; a household without a number is its person's own.
std::string HolderKeyOf(const MetricHolder& holder);

// The value and newest entry on it today.
absl::StatusOr<v1::AccountValue> ValueAt(const Spot& spot, const Reader& state);

// A move of `delta_fen` on the value as it is in `state`; its newest entry stays.
absl::StatusOr<v1::PlacedMove> MoveAt(const Spot& spot, std::int64_t delta_fen,
                                      const Reader& state);
absl::StatusOr<v1::NamedFundMove> FundMoveAt(const std::string& fund_id, std::int64_t delta_fen,
                                             const Reader& state);

// Puts the rows after the move into `staged`, which holds the rows it meets.
absl::Status PutMove(const v1::Entry& entry, const v1::PlacedMove& move, Draft& staged);
absl::Status PutFundMove(const v1::Entry& entry, const v1::NamedFundMove& move, Draft& staged);
// Between the bills of one adjustment a fund may stand below 0, for another bill gives back what
// this one takes; after the last of them it may not (R32).
absl::Status CheckFund(const v1::Entry& entry, const std::string& fund_id, const Draft& staged);

}  // namespace yizhan
