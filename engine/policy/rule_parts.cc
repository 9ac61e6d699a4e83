#include "engine/policy/rule_parts.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "yizhan/v1/bill.pb.h"
#include "yizhan/v1/policy.pb.h"

namespace yizhan {
namespace {

using Values = std::vector<std::string>;

// An OR over a list does not depend on its order (R21).
Values Sorted(Values values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

template <typename NameOf>
Values NamesIn(EnumMask mask, NameOf name_of) {
  Values names;
  for (int number = 0; number < 32; ++number) {
    if ((mask >> number & 1u) != 0) names.push_back(name_of(number));
  }
  return names;
}

Values CareKindsIn(EnumMask mask) {
  return NamesIn(mask, [](int n) { return v1::CareKind_Name(static_cast<v1::CareKind>(n)); });
}

Values LevelsIn(EnumMask mask) {
  return NamesIn(mask,
                 [](int n) { return v1::HospitalLevel_Name(static_cast<v1::HospitalLevel>(n)); });
}

Values Flag(bool on) { return on ? Values{"true"} : Values{}; }

// 0 is the same as not stated.
Values Amount(Money amount) {
  return amount == Money() ? Values{} : Values{absl::StrCat(YuanText(amount), " yuan")};
}

Values AgeOf(const CompiledProgram& program) {
  if (!program.age_years.has_value()) return {};
  return {absl::StrCat(program.age_years->first, "-", program.age_years->second)};
}

// The id alone would not do: holder and period say whose value it is, and of when.
std::string AccountText(const CompiledPack& pack, std::uint32_t place) {
  const CompiledAccount& account = pack.accounts[place];
  return absl::StrCat(account.id, " (", v1::Holder_Name(static_cast<v1::Holder>(account.holder)),
                      " ", v1::Period_Name(static_cast<v1::Period>(account.period)), ")");
}

Values BaseOf(const CompiledProgram& program) {
  Values buckets;
  for (const Bucket bucket : program.base) {
    buckets.push_back(
        v1::BucketName_Name(static_cast<v1::BucketName>(static_cast<int>(bucket) + 1)));
  }
  return buckets;
}

Values TiersOf(const CompiledProgram& program) {
  Values tiers;
  for (const CompiledTier& tier : program.tiers) {
    tiers.push_back(absl::StrCat(
        "up to ", tier.up_to.has_value() ? YuanText(*tier.up_to) : std::string("any"), ": ",
        tier.ratio.value, " bp", tier.lump == Money() ? "" : " + " + YuanText(tier.lump)));
  }
  return tiers;
}

Values CapsOf(const CompiledPack& pack, const CompiledProgram& program) {
  Values caps;
  for (const CompiledCap& cap : program.caps) {
    caps.push_back(absl::StrCat(AccountText(pack, cap.account), " ", YuanText(cap.limit)));
  }
  return caps;
}

void AddWho(const CompiledProgram& program, std::vector<RulePart>& to) {
  to.push_back({"who.identities", Sorted(program.identities)});
  to.push_back({"who.excluded_identities", Sorted(program.excluded_identities)});
  to.push_back({"who.age", AgeOf(program)});
  to.push_back({"who.insurance_types", Sorted(program.insurance_types)});
  to.push_back({"who.towns", Sorted(program.towns)});
  to.push_back({"who.identity_rule",
                {v1::IdentityRule_Name(static_cast<v1::IdentityRule>(program.identity_rule))}});
  to.push_back({"who.by_application", Flag(program.by_application)});
}

void AddWhat(const CompiledProgram& program, std::vector<RulePart>& to) {
  to.push_back({"what.care_kinds", CareKindsIn(program.care_kinds)});
  to.push_back({"what.levels", LevelsIn(program.levels)});
  to.push_back({"what.icd10_prefixes", Sorted(program.icd10_prefixes)});
  to.push_back({"what.principal_only", Flag(program.principal_only)});
  to.push_back({"what.institutions", Sorted(program.institutions)});
  to.push_back({"what.min_in_scope_fen", Amount(program.min_in_scope)});
  to.push_back({"what.referral_required", Flag(program.referral_required)});
  to.push_back({"what.referral_required_except", CareKindsIn(program.referral_required_except)});
}

}  // namespace

std::vector<RulePart> RulePartsOf(const CompiledPack& pack, const CompiledProgram& program) {
  std::vector<RulePart> parts;
  parts.push_back({"layer", {v1::Layer_Name(static_cast<v1::Layer>(program.layer))}});
  AddWho(program, parts);
  AddWhat(program, parts);
  parts.push_back({"mode", Flag(program.year_on_application)});
  parts.push_back({"base", BaseOf(program)});
  parts.push_back({"base_account", {AccountText(pack, program.base_account)}});
  parts.push_back({"deductible_fen", Amount(program.deductible)});
  parts.push_back({"tiers", TiersOf(program)});
  parts.push_back({"caps", CapsOf(pack, program)});
  Values fund;
  if (program.fund.has_value()) fund.push_back(pack.funds[*program.fund].id);
  parts.push_back({"fund", std::move(fund)});
  parts.push_back({"minimum_payment_fen", Amount(program.minimum_payment)});
  return parts;
}

}  // namespace yizhan
