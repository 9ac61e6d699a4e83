// Evaluate: a received bill and person against a state: who is it, what do the accounts hold,
// what do the rules say. Shared by quote, settle and replace; posts nothing.
//
// Errors:   Refusals in R31's order: form, identities and dates, institution, natural key, person,
//           evaluation.
// Threads:  pure function of its arguments.
// Law:      rulings R10-R13, R20, R31, R33; section 8, After the fact.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "engine/adjudicate/outcome.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"
#include "engine/rules/bill.h"
#include "engine/rules/person_facts.h"
#include "engine/settlement/caller.h"
#include "engine/settlement/situation.h"
#include "yizhan/v1/entry.pb.h"
#include "yizhan/v1/rows.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan {

// Values of the pack's accounts and funds as this bill meets them, one per place in the pack.
struct Holdings {
  std::vector<Money> account_values;
  std::vector<std::uint64_t> account_newest;  // Newest live entry on each account.
  std::vector<Money> fund_balances;
  std::vector<Money> fund_granted;
  std::uint64_t previous_of_person = 0;
};

// A bill as it is asked about, and on which path it would be settled.
struct AskedBill {
  const v1::Bill& bill;
  const v1::PersonRef& person;
  v1::Path path = v1::REAL_TIME;
};

struct Evaluated {
  Bill bill;                                                      // As received and checked.
  HospitalLevel institution_level = HospitalLevel::kUnspecified;  // Of the hospital table.
  v1::Path path = v1::REAL_TIME;
  PersonFacts person = {};
  PackCatalog::Pack pack = {};
  Holdings holdings = {};
  Outcome outcome = {};
  Hash32 fingerprint{};
  Hash32 quote_digest{};
};

absl::StatusOr<Evaluated> Evaluate(const Caller& caller, const AskedBill& asked,
                                   const Situation& situation, const Reader& state);

absl::StatusOr<Holdings> LoadHoldings(const CompiledPack& pack, const Bill& bill,
                                      const PersonFacts& person, const Reader& state);

}  // namespace yizhan
