// AccountBook: accounts and funds in memory, for runs that post nothing: simulation, refold.
//
// Units:    fen.
// Threads:  one.
// Law:      adjudication.md section 5, State; rulings R12, R20, R22.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "engine/adjudicate/outcome.h"
#include "engine/policy/compiled_pack.h"
#include "engine/rules/bill.h"
#include "engine/rules/person_facts.h"

namespace yizhan {

class AccountBook {
 public:
  // As this bill of this person meets them, one per place in the pack: what Adjudicate takes.
  std::vector<Money> Accounts(const CompiledPack& pack, const Bill& bill,
                              const PersonFacts& person) const;
  std::vector<Money> Funds(const CompiledPack& pack) const;

  // Adds the outcome's deltas; Undo subtracts them (R44).
  void Apply(const CompiledPack& pack, const Bill& bill, const PersonFacts& person,
             const Outcome& outcome);
  void Undo(const CompiledPack& pack, const Bill& bill, const PersonFacts& person,
            const Outcome& outcome);

  Money Account(const std::string& holder_key, const std::string& account_id,
                std::uint32_t year) const;
  void AddToAccount(const std::string& holder_key, const std::string& account_id,
                    std::uint32_t year, Money delta);
  Money Fund(const std::string& fund_id) const;
  void AddToFund(const std::string& fund_id, Money delta);

 private:
  void Move(const CompiledPack& pack, const Bill& bill, const PersonFacts& person,
            const Outcome& outcome, bool back);

  // (holder key, account id, year), as engine/books/keys.h places accounts.
  std::map<std::tuple<std::string, std::string, std::uint32_t>, Money> accounts_;
  std::map<std::string, Money> funds_;
};

}  // namespace yizhan
