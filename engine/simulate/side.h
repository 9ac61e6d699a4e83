// Side: a ledger folded once under one pack: every bill adjudicated on the accounts and funds as
// this side's own earlier outcomes left them. Posts nothing.
//
// Units:    fen.
// Errors:   a bill that the rules refuse (AMOUNT_OVERFLOW, UPSTREAM_AID_UNMAPPED) moves nothing.
// Threads:  one.
// Law:      rulings R44, R46, R48: a reversal takes back the stored deltas, later bills stay.
#pragma once

#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/adjudicate/outcome.h"
#include "engine/books/account_book.h"
#include "engine/simulate/item.h"

namespace yizhan {

class Side {
 public:
  explicit Side(std::shared_ptr<const CompiledPack> pack) : pack_(std::move(pack)) {}

  // The outcome of a bill; empty for every other item.
  absl::StatusOr<std::optional<Outcome>> Take(const Item& item);

  const CompiledPack& pack() const { return *pack_; }
  const AccountBook& book() const { return book_; }

 private:
  // What one settlement moved, and where: enough to take it back.
  struct Moved {
    std::shared_ptr<const CompiledPack> pack;
    Bill bill;  // Only what places accounts (engine/books/keys.h).
    PersonFacts person;
    std::vector<std::pair<std::uint32_t, Money>> accounts;
    std::vector<std::pair<std::uint32_t, Money>> funds;
  };

  void Remember(std::uint64_t number, const std::shared_ptr<const CompiledPack>& pack,
                const Bill& bill, const PersonFacts& person, const Outcome& outcome);
  void TakeBack(std::uint64_t number);

  const std::shared_ptr<const CompiledPack> pack_;
  AccountBook book_;
  std::unordered_map<std::uint64_t, Moved> moved_;  // Live ones that moved anything.
};

}  // namespace yizhan
