#include "tests/property/second/eligibility.h"

namespace yizhan::second {
namespace {

template <typename List, typename Value>
bool Contains(const List& list, const Value& value) {
  for (const auto& entry : list) {
    if (entry == value) return true;
  }
  return false;
}

bool HoldsAnyOf(const google::protobuf::RepeatedPtrField<std::string>& categories,
                const Person& person, Day day) {
  for (const std::string& category : categories) {
    if (HasOn(person.identities, category, day)) return true;
  }
  return false;
}

bool HoldsIncluded(const v1::Who& who, const Person& person, Day day) {
  return who.identities().empty() || HoldsAnyOf(who.identities(), person, day);
}

bool IsGoodDay(const v1::Who& who, const Person& person, Day day) {
  return HoldsIncluded(who, person, day) && !HoldsAnyOf(who.excluded_identities(), person, day);
}

// The days R23 looks at.
Span TestedDays(const v1::Who& who, const Case& which) {
  if (who.identity_rule() == v1::SERVICE_START) return {which.start, which.start};
  if (who.identity_rule() == v1::ANY_DAY_OF_STAY) return {which.start, which.end};
  return {which.end, which.end};
}

NotEligible FailingIdentity(const v1::Who& who, const Case& which) {
  const Span days = TestedDays(who, which);
  bool included = false;
  for (Day day = days.from; day <= days.until; ++day) {
    if (IsGoodDay(who, which.person, day)) return NotEligible::kEligible;
    included = included || HoldsIncluded(who, which.person, day);
  }
  return included ? NotEligible::kExcludedIdentity : NotEligible::kIdentity;
}

bool EndsWith(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool HasDiagnosis(const v1::What& what, const v1::Bill& bill) {
  if (what.icd10_prefixes().empty()) return true;
  for (int i = 0; i < bill.diagnoses_size(); ++i) {
    if (i > 0 && what.principal_only()) return false;
    const std::string code = PlainIcd(bill.diagnoses(i));
    for (const std::string& raw : what.icd10_prefixes()) {
      const std::string prefix = PlainIcd(raw);
      if (code.substr(0, prefix.size()) == prefix) return true;
    }
  }
  return false;
}

bool HasAge(const v1::Who& who, const Case& which, const Civil& end) {
  if (!who.has_age()) return true;
  if (!which.person.birth) return false;
  const int age = AgeOn(*which.person.birth, end);
  return age >= static_cast<int>(who.age().from_years()) &&
         age <= static_cast<int>(who.age().until_years());
}

bool IsReferred(const v1::What& what, const v1::Bill& bill) {
  if (!what.referral_required()) return true;
  if (Contains(what.referral_required_except(), static_cast<int>(bill.care_kind()))) return true;
  return !bill.referral_no().empty();
}

NotEligible FailingBill(const v1::What& what, const Case& which) {
  const v1::Bill& bill = which.bill;
  if (!what.care_kinds().empty() &&
      !Contains(what.care_kinds(), static_cast<int>(bill.care_kind()))) {
    return NotEligible::kCareKind;
  }
  if (!what.institutions().empty() && !Contains(what.institutions(), bill.institution_id())) {
    return NotEligible::kInstitution;
  }
  if (!what.levels().empty() && !Contains(what.levels(), which.Level())) {
    return NotEligible::kLevel;
  }
  return HasDiagnosis(what, bill) ? NotEligible::kEligible : NotEligible::kDiagnosis;
}

NotEligible FailingPerson(const v1::Who& who, const Case& which) {
  const std::optional<Civil> end = ParseCivil(which.bill.service_end());
  if (!end || !HasAge(who, which, *end)) return NotEligible::kAge;
  const std::string insurance = ValueOn(which.person.insurance_types, which.end);
  if (!who.insurance_types().empty() && !Contains(who.insurance_types(), insurance)) {
    return NotEligible::kInsurance;
  }
  const std::string town = ValueOn(which.person.towns, which.end);
  if (!who.towns().empty() && !Contains(who.towns(), town)) return NotEligible::kTown;
  return NotEligible::kEligible;
}

}  // namespace

std::string PlainIcd(const std::string& code) {
  std::string plain;
  for (const char c : code) {
    if (c == ' ' || c == '.') continue;
    plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  const std::string marks[] = {"*", "+", "\xE2\x80\xA0"};
  for (bool removed = true; removed;) {
    removed = false;
    for (const std::string& mark : marks) {
      if (!EndsWith(plain, mark)) continue;
      plain.resize(plain.size() - mark.size());
      removed = true;
    }
  }
  return plain;
}

NotEligible FirstFailing(const v1::Program& program, const Case& which) {
  const NotEligible identity = FailingIdentity(program.who(), which);
  if (identity != NotEligible::kEligible) return identity;
  const NotEligible of_bill = FailingBill(program.what(), which);
  if (of_bill != NotEligible::kEligible) return of_bill;
  const NotEligible of_person = FailingPerson(program.who(), which);
  if (of_person != NotEligible::kEligible) return of_person;
  if (which.bill.in_scope_fen() < program.what().min_in_scope_fen()) {
    return NotEligible::kMinimumInScope;
  }
  return IsReferred(program.what(), which.bill) ? NotEligible::kEligible : NotEligible::kReferral;
}

bool Approved(const v1::Program& program, const Case& which) {
  if (!program.who().by_application()) return true;
  const Span days = TestedDays(program.who(), which);
  for (Day day = days.from; day <= days.until; ++day) {
    if (!IsGoodDay(program.who(), which.person, day)) continue;
    if (HasOn(which.person.approvals, program.id(), day)) return true;
  }
  return false;
}

}  // namespace yizhan::second
