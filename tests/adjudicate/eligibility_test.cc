// Section 6: the first failing test, in its order; R21: an empty list restricts nothing.

#include "engine/adjudicate/eligibility.h"

#include "gtest/gtest.h"
#include "tests/adjudicate/small_pack.h"

namespace yizhan {
namespace {

PersonFacts FittingPerson() {
  const Span stay{*ParseDay("2012-06-01"), *ParseDay("2012-06-09")};
  PersonFacts person;
  person.person_no = 7;
  person.town = "anting";
  person.insurance_type = "390";
  person.age_years = 60;
  person.identities = {{"dibao", stay}};
  person.approvals = {{"aid", stay}};
  return person;
}

Bill FittingBill() {
  Bill bill = SmallBill(1'000);
  bill.diagnoses = {"N18.5"};
  bill.referral_no = "R1";
  return bill;
}

constexpr EnumMask Bit(CareKind kind) { return 1U << static_cast<unsigned>(kind); }

// Restricted in every way, and fitting.
CompiledProgram StrictProgram() {
  CompiledProgram program = HalfProgram("aid", 0);
  program.identities = {"dibao"};
  program.excluded_identities = {"rescued"};
  program.care_kinds = Bit(CareKind::kInpatient);
  program.institutions = {"H1"};
  program.levels = 1U << static_cast<unsigned>(HospitalLevel::kLevel2);
  program.icd10_prefixes = {"N18"};
  program.age_years = {60, 70};
  program.insurance_types = {"390"};
  program.towns = {"anting"};
  program.min_in_scope = Money::FromFen(1'000);
  program.referral_required = true;
  program.by_application = true;
  return program;
}

// The tests in their order; `Spoil(n)` makes the program fail tests n, n + 1, ... all at once.
constexpr v1::NotEligible kOrder[] = {
    v1::NOT_IN_FORCE, v1::IDENTITY,       v1::EXCLUDED_IDENTITY, v1::CARE_KIND,
    v1::INSTITUTION,  v1::LEVEL,          v1::DIAGNOSIS,         v1::AGE,
    v1::INSURANCE,    v1::TOWN_OF_PERSON, v1::MINIMUM_IN_SCOPE,  v1::REFERRAL,
    v1::NO_APPROVAL};

void Spoil(v1::NotEligible test, CompiledProgram& program, Bill& bill, PersonFacts& person) {
  switch (test) {
    case v1::NOT_IN_FORCE:
      program.in_force.until = *ParseDay("2012-06-08");
      break;
    case v1::IDENTITY:
      program.identities = {"low_income"};
      break;
    case v1::EXCLUDED_IDENTITY:
      program.excluded_identities = {"dibao"};
      break;
    case v1::CARE_KIND:
      program.care_kinds = Bit(CareKind::kOutpatient) | Bit(CareKind::kPharmacy);
      break;
    case v1::INSTITUTION:
      program.institutions = {"H2", "H3"};
      break;
    case v1::LEVEL:
      bill.level = HospitalLevel::kUnspecified;
      break;
    case v1::DIAGNOSIS:
      program.icd10_prefixes = {"C34"};
      break;
    case v1::AGE:
      person.age_years.reset();
      break;
    case v1::INSURANCE:
      person.insurance_type.clear();
      break;
    case v1::TOWN_OF_PERSON:
      person.town = "huangdu";
      break;
    case v1::MINIMUM_IN_SCOPE:
      program.min_in_scope = Money::FromFen(1'001);
      break;
    case v1::REFERRAL:
      bill.referral_no.clear();
      break;
    default:
      person.approvals.clear();
  }
}

class FirstFailingTest : public testing::TestWithParam<std::size_t> {};

TEST_P(FirstFailingTest, IsNamed) {
  CompiledProgram program = StrictProgram();
  Bill bill = FittingBill();
  PersonFacts person = FittingPerson();
  ASSERT_EQ(TestEligibility(program, bill, person), v1::ELIGIBLE);
  for (std::size_t i = GetParam(); i < std::size(kOrder); ++i) {
    Spoil(kOrder[i], program, bill, person);
  }
  EXPECT_EQ(TestEligibility(program, bill, person), kOrder[GetParam()]);
}

INSTANTIATE_TEST_SUITE_P(R30, FirstFailingTest, testing::Range<std::size_t>(0, std::size(kOrder)),
                         [](const auto& row) { return v1::NotEligible_Name(kOrder[row.param]); });

struct Row {
  const char* name;
  v1::NotEligible wanted;
  void (*change)(CompiledProgram&, Bill&, PersonFacts&);
};

class EligibilityTest : public testing::TestWithParam<Row> {};

TEST_P(EligibilityTest, Is) {
  CompiledProgram program = StrictProgram();
  Bill bill = FittingBill();
  PersonFacts person = FittingPerson();
  GetParam().change(program, bill, person);
  EXPECT_EQ(TestEligibility(program, bill, person), GetParam().wanted);
}

INSTANTIATE_TEST_SUITE_P(
    Table, EligibilityTest,
    testing::Values(
        Row{"R21NothingRestricted", v1::ELIGIBLE,
            [](CompiledProgram& p, Bill& b, PersonFacts& f) {
              p = HalfProgram("aid", 0);
              b = SmallBill(0);
              f = PersonFacts{};
            }},
        Row{"R21AnyOfAList", v1::ELIGIBLE,
            [](CompiledProgram& p, Bill&, PersonFacts&) {
              p.towns = {"huangdu", "anting"};
              p.insurance_types = {"310", "390"};
            }},
        Row{"FirstDayInForce", v1::ELIGIBLE,
            [](CompiledProgram& p, Bill& b, PersonFacts&) { p.in_force.from = b.service_end; }},
        Row{"LastDayInForce", v1::ELIGIBLE,
            [](CompiledProgram& p, Bill& b, PersonFacts&) { p.in_force.until = b.service_end; }},
        Row{"R20ServiceStartDoesNotChoose", v1::NOT_IN_FORCE,
            [](CompiledProgram& p, Bill& b, PersonFacts&) { p.in_force.until = b.service_start; }},
        Row{"R23ServiceEnd", v1::IDENTITY,
            [](CompiledProgram&, Bill&, PersonFacts& f) {
              f.identities[0].span.until = *ParseDay("2012-06-08");
            }},
        Row{"R23ServiceStart", v1::IDENTITY,
            [](CompiledProgram& p, Bill&, PersonFacts& f) {
              p.identity_rule = IdentityRule::kServiceStart;
              f.identities[0].span.from = *ParseDay("2012-06-02");
            }},
        Row{"R23AnyDayOfStay", v1::NO_APPROVAL,
            [](CompiledProgram& p, Bill&, PersonFacts& f) {
              p.identity_rule = IdentityRule::kAnyDayOfStay;
              f.identities[0].span.until = f.identities[0].span.from;
              f.approvals[0].span.from = *ParseDay("2012-06-02");
            }},
        Row{"MinimumIsInScopeBeforePayments", v1::ELIGIBLE,
            [](CompiledProgram&, Bill& b, PersonFacts&) {
              b.insurer_payments = {{"310100", Money::FromFen(900)}};
            }},
        Row{"ReferralException", v1::ELIGIBLE,
            [](CompiledProgram& p, Bill& b, PersonFacts&) {
              b.referral_no.clear();
              p.referral_required_except = Bit(CareKind::kInpatient);
            }},
        Row{"ReferralOtherException", v1::REFERRAL,
            [](CompiledProgram& p, Bill& b, PersonFacts&) {
              b.referral_no.clear();
              p.referral_required_except = Bit(CareKind::kEmergency);
            }},
        Row{"YearOnApplicationLacksApproval", v1::NO_APPROVAL,
            [](CompiledProgram& p, Bill&, PersonFacts&) { p.year_on_application = true; }},
        Row{"YearOnApplicationAfterOtherTests", v1::TOWN_OF_PERSON,
            [](CompiledProgram& p, Bill&, PersonFacts& f) {
              p.year_on_application = true;
              f.town.clear();
            }},
        Row{"R25PrincipalOnly", v1::DIAGNOSIS,
            [](CompiledProgram& p, Bill& b, PersonFacts&) {
              p.principal_only = true;
              b.diagnoses = {"I10", "N18.5"};
            }},
        Row{"R25NoDiagnosis", v1::DIAGNOSIS,
            [](CompiledProgram&, Bill& b, PersonFacts&) { b.diagnoses.clear(); }}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace yizhan
