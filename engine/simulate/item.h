// Item: one thing a simulation folds, in the order of the ledger. Both sides see the same items.
//
// Units:    Money in fen. Numbers are entry numbers, or line numbers of a file of bills.
// Owner:    shared by pointer-to-const between the threads of a simulation.
// Threads:  immutable once made.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "engine/policy/compiled_pack.h"
#include "engine/rules/bill.h"
#include "engine/rules/person_facts.h"

namespace yizhan {

// A bill that both sides adjudicate anew.
struct BillItem {
  Bill bill = {};  // Checked; its level is the one that decides.
  PersonFacts person = {};
  std::string stored_outcome{};  // As its entry holds it, serialized; empty: none is known.
};

// A settlement before the period, or one on application: what it moved is a fact for both sides.
struct PastItem {
  std::shared_ptr<const CompiledPack> pack = {};  // The one that decided it.
  Bill bill = {};
  PersonFacts person = {};
  std::vector<Money> account_delta = {};  // One per account and fund of that pack.
  std::vector<Money> fund_delta = {};
};

// Takes back what each side itself made of an earlier item (R44). A replacement is this, and then
// a bill.
struct ReversalItem {
  std::uint64_t original = 0;
};

struct FundItem {
  std::string fund_id{};
  Money delta = {};
};

struct Item {
  std::uint64_t number = 0;
  std::variant<BillItem, PastItem, ReversalItem, FundItem> body = {};
};

}  // namespace yizhan
