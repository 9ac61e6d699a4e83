#include "engine/adjudicate/eligibility.h"

#include <algorithm>

#include "engine/rules/age.h"
#include "engine/rules/icd10.h"
#include "engine/rules/identity.h"

namespace yizhan {
namespace {

bool IsIn(EnumMask mask, unsigned number) { return ((mask >> number) & 1U) != 0; }

// An empty mask or list restricts nothing (R21).
bool Allows(EnumMask mask, unsigned number) { return mask == 0 || IsIn(mask, number); }

bool Allows(const std::vector<std::string>& values, const std::string& value) {
  return values.empty() || std::find(values.begin(), values.end(), value) != values.end();
}

bool LacksReferral(const CompiledProgram& program, const Bill& bill) {
  return program.referral_required && bill.referral_no.empty() &&
         !IsIn(program.referral_required_except, static_cast<unsigned>(bill.care_kind));
}

bool MeetsDiagnosis(const CompiledProgram& program, const Bill& bill) {
  return program.icd10_prefixes.empty() ||
         MeetsIcd10(bill.diagnoses, program.icd10_prefixes, program.principal_only);
}

bool MeetsAge(const CompiledProgram& program, const PersonFacts& person) {
  return !program.age_years.has_value() ||
         AgeInRange(person.age_years, program.age_years->first, program.age_years->second);
}

IdentityTest IdentityTestOf(const CompiledProgram& program, const Bill& bill) {
  return {.included = program.identities,
          .excluded = program.excluded_identities,
          .days = IdentityDays(program.identity_rule, bill.service_start, bill.service_end)};
}

}  // namespace

v1::NotEligible TestConditions(const CompiledProgram& program, const Bill& bill,
                               const PersonFacts& person) {
  const IdentityTest identity = IdentityTestOf(program, bill);
  if (!HoldsIncluded(identity, person.identities)) return v1::IDENTITY;
  if (!FirstGoodDay(identity, person.identities).has_value()) return v1::EXCLUDED_IDENTITY;
  if (!Allows(program.care_kinds, static_cast<unsigned>(bill.care_kind))) return v1::CARE_KIND;
  if (!Allows(program.institutions, bill.institution_id)) return v1::INSTITUTION;
  if (!Allows(program.levels, static_cast<unsigned>(bill.level))) return v1::LEVEL;
  if (!MeetsDiagnosis(program, bill)) return v1::DIAGNOSIS;
  if (!MeetsAge(program, person)) return v1::AGE;
  if (!Allows(program.insurance_types, person.insurance_type)) return v1::INSURANCE;
  if (!Allows(program.towns, person.town)) return v1::TOWN_OF_PERSON;
  if (bill.parts[Bucket::kInScopeSelfPay] < program.min_in_scope) return v1::MINIMUM_IN_SCOPE;
  if (LacksReferral(program, bill)) return v1::REFERRAL;
  return v1::ELIGIBLE;
}

v1::NotEligible TestEligibility(const CompiledProgram& program, const Bill& bill,
                                const PersonFacts& person) {
  if (!program.in_force.Contains(bill.service_end)) return v1::NOT_IN_FORCE;
  const v1::NotEligible failed = TestConditions(program, bill, person);
  if (failed != v1::ELIGIBLE) return failed;
  if (program.year_on_application) return v1::NO_APPROVAL;
  if (program.by_application &&
      !ApprovedOnGoodDay(IdentityTestOf(program, bill), person, program.id)) {
    return v1::NO_APPROVAL;
  }
  return v1::ELIGIBLE;
}

}  // namespace yizhan
