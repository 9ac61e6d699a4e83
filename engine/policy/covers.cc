#include "engine/policy/covers.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"

namespace yizhan {
namespace {

using Texts = std::vector<std::string>;

bool Holds(const Texts& all, const Texts& some) {
  return std::all_of(some.begin(), some.end(), [&](const std::string& text) {
    return std::find(all.begin(), all.end(), text) != all.end();
  });
}

// Empty is no restriction (R21).
bool ListTakesAll(const Texts& wide, const Texts& narrow) {
  return wide.empty() || (!narrow.empty() && Holds(wide, narrow));
}

bool MaskTakesAll(EnumMask wide, EnumMask narrow) {
  return wide == 0 || (narrow != 0 && (narrow & ~wide) == 0);
}

bool WhoTakesAll(const CompiledProgram& wide, const CompiledProgram& narrow) {
  if (wide.by_application) return false;  // An approval names one program.
  if (!ListTakesAll(wide.identities, narrow.identities)) return false;
  if (!Holds(narrow.excluded_identities, wide.excluded_identities)) return false;
  const bool every_day_good = wide.identities.empty() && wide.excluded_identities.empty();
  const bool any_day = wide.identity_rule == IdentityRule::kAnyDayOfStay;
  if (!every_day_good && !any_day && wide.identity_rule != narrow.identity_rule) return false;
  if (wide.age_years.has_value()) {
    if (!narrow.age_years.has_value()) return false;
    if (narrow.age_years->first < wide.age_years->first) return false;
    if (narrow.age_years->second > wide.age_years->second) return false;
  }
  return ListTakesAll(wide.insurance_types, narrow.insurance_types) &&
         ListTakesAll(wide.towns, narrow.towns);
}

bool DiagnosesTakeAll(const CompiledProgram& wide, const CompiledProgram& narrow) {
  if (wide.icd10_prefixes.empty()) return true;
  if (wide.principal_only && !narrow.principal_only) return false;
  return !narrow.icd10_prefixes.empty() &&
         std::all_of(narrow.icd10_prefixes.begin(), narrow.icd10_prefixes.end(),
                     [&](const std::string& code) {
                       return std::any_of(wide.icd10_prefixes.begin(), wide.icd10_prefixes.end(),
                                          [&](const std::string& prefix) {
                                            return absl::StartsWith(code, prefix);
                                          });
                     });
}

bool ReferralTakesAll(const CompiledProgram& wide, const CompiledProgram& narrow) {
  if (!wide.referral_required) return true;
  if (narrow.care_kinds != 0 && (narrow.care_kinds & ~wide.referral_required_except) == 0) {
    return true;
  }
  return narrow.referral_required &&
         (narrow.referral_required_except & ~wide.referral_required_except) == 0;
}

bool WhatTakesAll(const CompiledProgram& wide, const CompiledProgram& narrow) {
  return MaskTakesAll(wide.care_kinds, narrow.care_kinds) &&
         MaskTakesAll(wide.levels, narrow.levels) && DiagnosesTakeAll(wide, narrow) &&
         ListTakesAll(wide.institutions, narrow.institutions) &&
         wide.min_in_scope <= narrow.min_in_scope && ReferralTakesAll(wide, narrow);
}

bool SameTier(const CompiledTier& a, const CompiledTier& b) {
  return a.up_to == b.up_to && a.ratio == b.ratio && a.lump == b.lump;
}

bool SameTiers(const CompiledProgram& a, const CompiledProgram& b) {
  return a.deductible == b.deductible &&
         std::equal(a.tiers.begin(), a.tiers.end(), b.tiers.begin(), b.tiers.end(), SameTier);
}

// The ratio that applies just above this much accumulated base.
std::int32_t RatioAbove(const CompiledProgram& program, std::int64_t accumulated_fen) {
  const std::int64_t above_fen = accumulated_fen - program.deductible.fen();
  if (above_fen < 0) return 0;
  for (const CompiledTier& tier : program.tiers) {
    if (!tier.up_to.has_value() || above_fen < tier.up_to->fen()) return tier.ratio.value;
  }
  return 0;
}

void AddBends(const CompiledProgram& program, std::set<std::int64_t>& bends_fen) {
  bends_fen.insert(program.deductible.fen());
  for (const CompiledTier& tier : program.tiers) {
    if (tier.up_to.has_value()) bends_fen.insert(program.deductible.fen() + tier.up_to->fen());
  }
}

bool RatiosNowhereLower(const CompiledProgram& more, const CompiledProgram& less) {
  // A minimum could suppress what is one fen short.
  if (more.minimum_payment > Money()) return false;
  for (const CompiledTier& tier : less.tiers) {
    if (tier.lump > Money()) return false;
  }
  std::set<std::int64_t> bends_fen = {0};
  AddBends(more, bends_fen);
  AddBends(less, bends_fen);
  return std::all_of(bends_fen.begin(), bends_fen.end(), [&](std::int64_t bend_fen) {
    return RatioAbove(more, bend_fen) >= RatioAbove(less, bend_fen);
  });
}

bool CapsNowhereTighter(const CompiledProgram& more, const CompiledProgram& less) {
  return std::all_of(more.caps.begin(), more.caps.end(), [&](const CompiledCap& cap) {
    return std::any_of(less.caps.begin(), less.caps.end(), [&](const CompiledCap& other) {
      return other.account == cap.account && other.limit <= cap.limit;
    });
  });
}

}  // namespace

bool TakesAllOf(const CompiledProgram& wide, const CompiledProgram& narrow) {
  if (wide.year_on_application || narrow.year_on_application) return false;
  const bool in_force =
      wide.in_force.from <= narrow.in_force.from && narrow.in_force.until <= wide.in_force.until;
  return in_force && WhoTakesAll(wide, narrow) && WhatTakesAll(wide, narrow);
}

bool GivesNoLess(const CompiledProgram& more, const CompiledProgram& less) {
  if (more.base != less.base || more.base_account != less.base_account) return false;
  if (more.fund.has_value() && more.fund != less.fund) return false;
  if (more.minimum_payment > less.minimum_payment) return false;
  if (!CapsNowhereTighter(more, less)) return false;
  return SameTiers(more, less) || RatiosNowhereLower(more, less);
}

bool SameFigures(const CompiledProgram& a, const CompiledProgram& b) {
  const auto same_cap = [](const CompiledCap& x, const CompiledCap& y) {
    return x.account == y.account && x.limit == y.limit;
  };
  return a.base == b.base && a.base_account == b.base_account && SameTiers(a, b) &&
         a.fund == b.fund && a.minimum_payment == b.minimum_payment &&
         std::equal(a.caps.begin(), a.caps.end(), b.caps.begin(), b.caps.end(), same_cap);
}

}  // namespace yizhan
