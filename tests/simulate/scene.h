// Scene: bills and people of simulations, in few words. The packs are those of small_pack.h.
//
// Units:    fen.
// Threads:  one.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/check.h"
#include "engine/policy/load_pack.h"
#include "engine/simulate/simulation.h"
#include "tests/support/small_pack.h"

namespace yizhan::test {

inline Simulation::Pack Compiled(const v1::PackFile& file) {
  const LoadedPack loaded = LoadPack({file});
  YIZHAN_CHECK(loaded.ok());
  return loaded.compiled;
}

inline Day DayOf(const std::string& text) {
  const std::optional<Day> day = ParseDay(text);
  YIZHAN_CHECK(day.has_value());
  return *day;
}

// One bill of one day.
struct Visit {
  std::uint64_t person_no = 1;
  std::string town = "A";
  std::vector<std::string> identities = {"dibao"};
  std::string day = "2012-06-28";
  std::int64_t in_scope_fen = 0;
  std::int64_t pre_self_pay_fen = 0;
  std::int64_t out_of_scope_fen = 0;
  std::uint64_t household_no = 0;
};

inline Item BillOf(std::uint64_t number, const Visit& visit) {
  BillItem item;
  Bill& bill = item.bill;
  bill.institution_id = "H1";
  bill.visit_no = bill.bill_no = bill.message_id = "m-" + std::to_string(number);
  bill.care_kind = CareKind::kInpatient;
  bill.service_start = bill.service_end = bill.accounting_date = DayOf(visit.day);
  bill.parts.amounts = {Money::FromFen(visit.in_scope_fen), Money::FromFen(visit.pre_self_pay_fen),
                        Money(), Money::FromFen(visit.out_of_scope_fen)};
  bill.total = bill.parts.Sum();
  item.person.person_no = visit.person_no;
  item.person.household_no = visit.household_no;
  item.person.town = visit.town;
  for (const std::string& identity : visit.identities) {
    item.person.identities.push_back({identity, {bill.service_start, bill.service_end}});
  }
  return {.number = number, .body = std::move(item)};
}

inline Item ReversalOf(std::uint64_t number, std::uint64_t original) {
  return {.number = number, .body = ReversalItem{.original = original}};
}

inline Item FundOf(std::uint64_t number, std::int64_t delta_fen) {
  return {.number = number,
          .body = FundItem{.fund_id = "fund", .delta = Money::FromFen(delta_fen)}};
}

// Finished, of these items.
inline std::unique_ptr<Simulation> Simulated(const v1::PackFile& today, const v1::PackFile& draft,
                                             std::vector<Item> items,
                                             SimulationOptions options = {}) {
  auto simulation = std::make_unique<Simulation>(Compiled(today), Compiled(draft), options);
  for (Item& item : items) simulation->Add(std::move(item));
  simulation->Finish();
  return simulation;
}

}  // namespace yizhan::test
