#include "tests/property/second/second.h"

#include <gtest/gtest.h>

#include "tests/property/second/eligibility.h"
#include "tests/property/second/sample.h"

namespace yizhan::second {
namespace {

struct WorkedRow {
  Parts parts;
  std::vector<Fen> payments;
  Fen account = 0;
  Fen municipal = 0;
  Fen district = 0;
  Fen charity = 0;
  Fen due = 0;
  Fen cash = 0;
};

// clang-format off
const WorkedRow kWorkedRows[] = {
    {{1852347, 120050, 0, 233000}, {1200333, 51014}, 0, 300500, 60275, 69900, 523375, 523375},
    {{4230000, 300000, 1500, 890077}, {1000000}, 0, 1698100, 915950, 230100, 1577427, 1577427},
    {{9876543, 200001, 0, 100000}, {2000000}, 50000, 3001400, 1023775, 0, 4151369, 4101369},
    {{500000, 0, 0, 0}, {500000}, 0, 0, 0, 0, 0, 0},
    {{333, 0, 0, 33333}, {}, 0, 0, 0, 0, 33666, 33666},
};
// clang-format on

Key YearKey(const std::string& account, const std::string& year) {
  return {"account", account, "P:1", year};
}

TEST(WorkedFigures, FiveBillsOfOneYear) {
  Second second;
  second.Activate({WorkedPack()});
  second.SetPerson(1, RecordWith("dibao"));
  second.Grant("charity", 500000);
  int number = 0;
  for (const WorkedRow& row : kWorkedRows) {
    ++number;
    BillInput input =
        InputOf(number, "2012-05-0" + std::to_string(number), row.parts, row.payments);
    input.bill.set_account_pay_fen(row.account);
    const Reply reply = second.Settle(input);
    SCOPED_TRACE(number);
    ASSERT_TRUE(reply.ok()) << reply.words;
    EXPECT_EQ(StepOf(reply, "sh-2012-major").pay_fen, row.municipal);
    EXPECT_EQ(StepOf(reply, "jd-topup").pay_fen, row.district);
    EXPECT_EQ(StepOf(reply, "charity-own-expense").pay_fen, row.charity);
    EXPECT_EQ(reply.outcome->patient_due_fen, row.due);
    EXPECT_EQ(reply.outcome->cash_due_fen, row.cash);
  }
  const Numbers numbers = second.Dump();
  EXPECT_EQ(ValueOf(numbers, YearKey("m-base", "2012")), 11707876);
  EXPECT_EQ(ValueOf(numbers, YearKey("m-paid", "2012")), 5000000);
  EXPECT_EQ(ValueOf(numbers, YearKey("d-base", "2012")), 7327927);
  EXPECT_EQ(ValueOf(numbers, YearKey("d-paid", "2012")), 2000000);
  EXPECT_EQ(ValueOf(numbers, YearKey("c-base", "2012")), 1256410);
  EXPECT_EQ(ValueOf(numbers, YearKey("c-paid", "2012")), 300000);
  EXPECT_EQ(ValueOf(numbers, {"fund", "charity", "", ""}), 200000);
}

struct TierRow {
  const char* tiers;
  Fen base = 0;
  Fen aid = 0;
};

constexpr char kShanghai[] = R"(
  tiers { up_to_fen: 3000000 ratio_bp: 5000 } tiers { ratio_bp: 6000 }
  caps { account: "cap" limit_fen: 5000000 })";
constexpr char kBeijing[] = R"(
  tiers { up_to_fen: 3000000 ratio_bp: 3000 } tiers { up_to_fen: 5000000 ratio_bp: 4000 }
  tiers { ratio_bp: 5000 } caps { account: "cap" limit_fen: 15000000 })";

// clang-format off
const TierRow kTierRows[] = {
    {kShanghai, 1000000, 500000}, {kShanghai, 3000000, 1500000}, {kShanghai, 5000000, 2700000},
    {kShanghai, 8833333, 5000000}, {kShanghai, 12000000, 5000000},
    {kBeijing, 3000000, 900000}, {kBeijing, 5000000, 1700000}, {kBeijing, 5000001, 1700001},
    {kBeijing, 10000000, 4200000}, {kBeijing, 31600000, 15000000}, {kBeijing, 40000000, 15000000},
    // A lump comes with the first fen above the bound, the bound itself belongs below it.
    {"tiers { up_to_fen: 100 ratio_bp: 5000 } tiers { ratio_bp: 0 lump_fen: 7 }", 100, 50},
    {"tiers { up_to_fen: 100 ratio_bp: 5000 } tiers { ratio_bp: 0 lump_fen: 7 }", 101, 57},
    {"tiers { lump_fen: 9 }", 0, 0},
    // Half goes up, a hair below does not; nothing is rounded tier by tier.
    {"tiers { ratio_bp: 5000 }", 1, 1}, {"tiers { ratio_bp: 4999 }", 1, 0},
    {"tiers { up_to_fen: 1 ratio_bp: 5000 } tiers { ratio_bp: 5000 }", 2, 1},
    // More than was spent is never paid.
    {"tiers { lump_fen: 900 }", 30, 30},
    {"deductible_fen: 10 tiers { up_to_fen: 10 ratio_bp: 10000 } tiers { ratio_bp: 0 }", 25, 10},
};
// clang-format on

TEST(WorkedFigures, Tiers) {
  for (const TierRow& row : kTierRows) {
    Second second;
    second.Activate({SimplePack(row.tiers)});
    second.SetPerson(1, {});
    const Reply reply = second.Settle(InputOf(1, "2012-05-01", {row.base}));
    EXPECT_EQ(StepOf(reply, "p").pay_fen, row.aid) << row.tiers << " " << row.base;
  }
}

struct IcdRow {
  const char* raw;
  const char* plain;
};

const IcdRow kIcdRows[] = {
    {"c50.9", "C509"}, {" C50 . 9 ", "C509"}, {"A18.0+", "A180"}, {"A18.0*\xE2\x80\xA0", "A180"},
    {"A+18", "A+18"},  {"A18.+ ", "A18"},
};

TEST(Eligible, IcdR25) {
  for (const IcdRow& row : kIcdRows) EXPECT_EQ(PlainIcd(row.raw), row.plain);
}

TEST(Eligible, AgeR25) {
  EXPECT_EQ(AgeOn({2000, 2, 29}, {2011, 2, 28}), 10);
  EXPECT_EQ(AgeOn({2000, 2, 29}, {2011, 3, 1}), 11);
  EXPECT_EQ(AgeOn({2000, 2, 29}, {2012, 2, 29}), 12);
  EXPECT_EQ(AgeOn({2000, 5, 7}, {2010, 5, 7}), 10);
}

TEST(Eligible, DaysFollowTheCalendar) {
  EXPECT_EQ(*ParseDay("2012-03-01") - *ParseDay("2012-02-28"), 2);
  EXPECT_EQ(*ParseDay("1900-03-01") - *ParseDay("1900-02-28"), 1);
  EXPECT_EQ(*ParseDay("2001-01-01") - *ParseDay("2000-01-01"), 366);
  EXPECT_FALSE(ParseDay("2011-02-29"));
}

struct WhoRow {
  const char* name;
  const char* program;
  const char* record;
  NotEligible expected;
};

// A stay from 10 to 20 May 2012, level 3, diagnoses B20 and c50.9, in scope 100.
// clang-format off
const WhoRow kWhoRows[] = {
    {"NoRestriction", "", "", NotEligible::kEligible},
    {"NotInForce", "in_force { from: '2012-05-21' }", "", NotEligible::kNotInForce},
    {"LastDayInForce", "in_force { from: '2012-01-01' until: '2012-05-20' }", "", NotEligible::kEligible},
    {"NoIdentity", "who { identities: 'a' }", "", NotEligible::kIdentity},
    {"IdentityAtEnd", "who { identities: 'a' }", "identities { value: 'a' from: '2012-05-20' }", NotEligible::kEligible},
    {"IdentityEndedBefore", "who { identities: 'a' }", "identities { value: 'a' from: '2012-01-01' until: '2012-05-19' }", NotEligible::kIdentity},
    {"StartRule", "who { identities: 'a' identity_rule: SERVICE_START }", "identities { value: 'a' from: '2012-01-01' until: '2012-05-10' }", NotEligible::kEligible},
    {"AnyDay", "who { identities: 'a' identity_rule: ANY_DAY_OF_STAY }", "identities { value: 'a' from: '2012-05-15' until: '2012-05-15' }", NotEligible::kEligible},
    {"Excluded", "who { identities: 'a' excluded_identities: 'x' }", "identities { value: 'a' from: '2012-01-01' } identities { value: 'x' from: '2012-05-20' }", NotEligible::kExcludedIdentity},
    {"ExcludedOnOneDayOnly", "who { identities: 'a' excluded_identities: 'x' identity_rule: ANY_DAY_OF_STAY }", "identities { value: 'a' from: '2012-01-01' } identities { value: 'x' from: '2012-05-11' }", NotEligible::kEligible},
    {"NoDayIsGood", "who { identities: 'a' excluded_identities: 'x' identity_rule: ANY_DAY_OF_STAY }", "identities { value: 'a' from: '2012-05-12' } identities { value: 'x' from: '2012-05-12' }", NotEligible::kExcludedIdentity},
    {"CareKind", "what { care_kinds: OUTPATIENT }", "", NotEligible::kCareKind},
    {"Institution", "what { institutions: 'H2' }", "", NotEligible::kInstitution},
    {"Level", "what { levels: LEVEL_1 }", "", NotEligible::kLevel},
    {"SecondDiagnosis", "what { icd10_prefixes: 'C50' }", "", NotEligible::kEligible},
    {"PrincipalOnly", "what { icd10_prefixes: 'C50' principal_only: true }", "", NotEligible::kDiagnosis},
    {"UnknownBirth", "who { age { from_years: 0 until_years: 99 } }", "", NotEligible::kAge},
    {"AgeInclusive", "who { age { from_years: 0 until_years: 12 } }", "birth_date: '2000-05-20'", NotEligible::kEligible},
    {"TooOld", "who { age { from_years: 0 until_years: 11 } }", "birth_date: '2000-05-20'", NotEligible::kAge},
    {"Insurance", "who { insurance_types: '310' }", "insurance_types { value: '390' from: '2012-01-01' }", NotEligible::kInsurance},
    {"Town", "who { towns: 'T' }", "towns { value: 'T' from: '2012-01-01' until: '2012-05-19' }", NotEligible::kTown},
    {"MinimumReached", "what { min_in_scope_fen: 100 }", "", NotEligible::kEligible},
    {"MinimumMissed", "what { min_in_scope_fen: 101 }", "", NotEligible::kMinimumInScope},
    {"Referral", "what { referral_required: true }", "", NotEligible::kReferral},
    {"ReferralException", "what { referral_required: true referral_required_except: INPATIENT }", "", NotEligible::kEligible},
    {"NoApproval", "who { by_application: true }", "approvals { value: 'q' from: '2012-01-01' }", NotEligible::kNoApproval},
    {"Approved", "who { by_application: true }", "approvals { value: 'p' from: '2012-05-20' }", NotEligible::kEligible},
    {"ApprovedOnNoGoodDay", "who { identities: 'a' by_application: true identity_rule: ANY_DAY_OF_STAY }", "identities { value: 'a' from: '2012-05-12' } approvals { value: 'p' from: '2012-01-01' until: '2012-05-11' }", NotEligible::kNoApproval},
    {"FirstFailingTest", "who { towns: 'T' } what { icd10_prefixes: 'Z' referral_required: true }", "", NotEligible::kDiagnosis},
};
// clang-format on

TEST(Eligible, OneRowPerTest) {
  for (const WhoRow& row : kWhoRows) {
    SCOPED_TRACE(row.name);
    Second second;
    second.Activate({SimplePack(std::string("tiers { ratio_bp: 5000 } ") + row.program)});
    second.SetPerson(1, RecordOf(row.record));
    BillInput input = InputOf(1, "2012-05-20", {100});
    input.bill.set_service_start("2012-05-10");
    input.bill.add_diagnoses("B20");
    input.bill.add_diagnoses("c50.9");
    const Reply reply = second.Settle(input);
    const Step& step = StepOf(reply, "p");
    EXPECT_EQ(step.not_eligible, row.expected);
    EXPECT_EQ(step.status == Status::kChosen, row.expected == NotEligible::kEligible);
  }
}

struct ZeroRow {
  const char* name;
  const char* program;
  Fen earlier = 0;  // In scope of a bill before.
  Fen in_scope = 0;
  ZeroReason expected;
};

// clang-format off
const ZeroRow kZeroRows[] = {
    {"NothingLeft", "tiers { ratio_bp: 5000 }", 0, 0, ZeroReason::kNothingLeft},
    {"BelowDeductible", "deductible_fen: 100 tiers { ratio_bp: 5000 }", 0, 100, ZeroReason::kBelowDeductible},
    {"NoEntitlement", "tiers { up_to_fen: 100 ratio_bp: 5000 } tiers { ratio_bp: 0 }", 100, 50, ZeroReason::kNoEntitlement},
    {"Cap", "tiers { ratio_bp: 5000 } caps { account: 'cap' limit_fen: 50 }", 100, 100, ZeroReason::kCap},
    {"CapBeforeFund", "tiers { ratio_bp: 5000 } caps { account: 'cap' limit_fen: 0 } fund: 'f'", 0, 100, ZeroReason::kCap},
    {"Fund", "tiers { ratio_bp: 5000 } fund: 'f'", 0, 100, ZeroReason::kFund},
    {"BelowMinimum", "tiers { ratio_bp: 5000 } minimum_payment_fen: 51", 0, 100, ZeroReason::kBelowMinimum},
    {"AtMinimum", "tiers { ratio_bp: 5000 } minimum_payment_fen: 50", 0, 100, ZeroReason::kNotZero},
};
// clang-format on

TEST(Evaluation, ZeroReasonsR30) {
  for (const ZeroRow& row : kZeroRows) {
    SCOPED_TRACE(row.name);
    Second second;
    second.Activate({SimplePack(row.program)});
    second.SetPerson(1, {});
    if (row.earlier > 0) second.Settle(InputOf(1, "2012-05-01", {row.earlier}));
    const Reply reply = second.Settle(InputOf(2, "2012-05-02", {row.in_scope}));
    EXPECT_EQ(StepOf(reply, "p").zero_reason, row.expected);
    // R29: the base accumulates whatever was paid.
    EXPECT_EQ(ValueOf(second.Dump(), YearKey("base", "2012")), row.earlier + row.in_scope);
  }
}

constexpr char kTwoOfAGroup[] = R"(
  accounts { id: "a" holder: PERSON period: YEAR } accounts { id: "b" holder: PERSON period: YEAR }
  programs { id: "first" alternative_group: "g" layer: MUNICIPAL in_force { from: "2000-01-01" }
    base: IN_SCOPE_SELF_PAY base_account: "a" tiers { ratio_bp: 5000 } }
  programs { id: "next" layer: MUNICIPAL in_force { from: "2000-01-01" }
    base: IN_SCOPE_SELF_PAY base_account: "b" tiers { ratio_bp: 10000 } }
  programs { id: "second" alternative_group: "g" layer: MUNICIPAL in_force { from: "2000-01-01" }
    base: IN_SCOPE_SELF_PAY base_account: "a" tiers { ratio_bp: 5000 } })";

TEST(Evaluation, AGroupIsDecidedAtItsFirstPlaceAndTiesGoToTheFirstR27R28) {
  Second second;
  second.Activate({PackOf(kTwoOfAGroup)});
  second.SetPerson(1, {});
  const Reply reply = second.Settle(InputOf(1, "2012-05-01", {101}));
  ASSERT_EQ(reply.outcome->steps.size(), 3U);
  EXPECT_EQ(reply.outcome->steps[0].program, "first");
  EXPECT_EQ(reply.outcome->steps[0].status, Status::kChosen);
  EXPECT_EQ(reply.outcome->steps[1].program, "second");
  EXPECT_EQ(reply.outcome->steps[1].status, Status::kBetterAlternative);
  EXPECT_EQ(reply.outcome->steps[1].pay_fen, 51);
  EXPECT_EQ(reply.outcome->steps[2].pay_fen, 50);
}

}  // namespace
}  // namespace yizhan::second
