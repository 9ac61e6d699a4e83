// SmallPack: hand-made packs for tables: one program, or several groups of one program each.
//
// Units:    fen.
#pragma once

#include <string>
#include <utility>

#include "engine/policy/compiled_pack.h"

namespace yizhan {

// Half of in-scope self-pay, no limits, always in force.
inline CompiledProgram HalfProgram(const std::string& id, std::uint32_t base_account) {
  CompiledProgram program;
  program.id = id;
  program.title = id;
  program.group = id;
  program.in_force = {*ParseDay("2000-01-01"), kOpenEnd};
  program.base = {Bucket::kInScopeSelfPay};
  program.base_account = base_account;
  program.tiers = {{std::nullopt, BasisPoints{5'000}, Money()}};
  return program;
}

// A group of its own for each program added.
inline void AddProgram(CompiledPack& pack, CompiledProgram program) {
  const auto place = static_cast<std::uint32_t>(pack.programs.size());
  pack.groups.push_back({program.layer, {{{place}}}});
  pack.programs.push_back(std::move(program));
}

inline std::uint32_t AddAccount(CompiledPack& pack, const std::string& id) {
  pack.accounts.push_back({.id = id, .title = id});
  return static_cast<std::uint32_t>(pack.accounts.size() - 1);
}

inline Bill SmallBill(std::int64_t in_scope_fen) {
  Bill bill;
  bill.institution_id = "H1";
  bill.level = HospitalLevel::kLevel2;
  bill.visit_no = "V1";
  bill.care_kind = CareKind::kInpatient;
  bill.service_start = *ParseDay("2012-06-01");
  bill.service_end = *ParseDay("2012-06-09");
  bill.accounting_date = *ParseDay("2012-06-10");
  bill.total = Money::FromFen(in_scope_fen);
  bill.parts[Bucket::kInScopeSelfPay] = bill.total;
  return bill;
}

}  // namespace yizhan
