// D11: what a new pack may say about days before its effective date: nothing else. P8: a rule added
// for a later date changes nothing earlier. One row per part of a rule and per edge of a date.

#include "engine/policy/rules_kept.h"

#include <string>
#include <vector>

#include "base_pack.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

struct Edit {
  const char* from;
  const char* to;
};

struct Case {
  const char* name;
  const char* effective_from;
  std::vector<Edit> edits;
  std::vector<std::string> paths;  // Of the findings; empty: activated.
};

std::string WithEdits(const std::vector<Edit>& edits) {
  std::string text = kBasePack;
  for (const Edit& edit : edits) {
    text = Edited(text, edit.from, edit.to);
    EXPECT_FALSE(text.empty()) << "the base pack does not hold: " << edit.from;
  }
  return text;
}

std::vector<v1::Finding> FindingsOf(const Case& c) {
  const LoadedPack active = LoadText(kBasePack);
  const LoadedPack next = LoadText(WithEdits(c.edits));
  EXPECT_TRUE(active.ok() && next.ok()) << FindingsText(next);
  if (!active.ok() || !next.ok()) return {};
  return RulesKeptBefore(*active.compiled, *next.compiled, *ParseDay(c.effective_from));
}

class RulesKeptTest : public testing::TestWithParam<Case> {};

TEST_P(RulesKeptTest, NamesProgramVersionAndField) {
  const std::vector<v1::Finding> findings = FindingsOf(GetParam());
  std::vector<std::string> paths;
  for (const v1::Finding& finding : findings) {
    paths.push_back(finding.path());
    EXPECT_EQ(finding.level(), v1::FINDING_ERROR);
    EXPECT_FALSE(finding.message_zh().empty());
    if (finding.path().find("programs[") != 0) continue;  // A fund code has no versions.
    EXPECT_NE(finding.message_zh().find("起的版本"), std::string::npos) << finding.message_zh();
    EXPECT_NE(finding.message_en().find("the version of"), std::string::npos);
  }
  EXPECT_EQ(paths, GetParam().paths);
}

const auto kName = [](const auto& row) { return std::string(row.param.name); };

// A version of q that takes over on 2012-04-01, and the old one that ends the day before.
const Edit kCloseQ = {"in_force { from: \"2012-01-01\" }\n  who { by_application: true }",
                      "in_force { from: \"2012-01-01\" until: \"2012-03-31\" }\n  who { "
                      "by_application: true }"};
const Edit kNewQ = {"programs {\n  id: \"r\"",
                    "programs {\n  id: \"q\" title: \"乙二版\" layer: DISTRICT "
                    "alternative_group: \"g\"\n  source { document: \"文\" article: \"七\" quote: "
                    "\"文\" confidence: VERIFIED }\n  in_force { from: \"2012-04-01\" }\n  base: "
                    "PRE_SELF_PAY base_account: \"a-base\" tiers { ratio_bp: 2 }\n}\nprograms {\n  "
                    "id: \"r\""};
const Edit kNewProgram = {"thresholds {",
                          "programs {\n  id: \"s\" title: \"丁\" layer: CHARITY\n  source { "
                          "document: \"文\" article: \"八\" quote: \"文\" confidence: VERIFIED }\n "
                          " in_force { from: \"2012-04-01\" }\n  base: OUT_OF_SCOPE base_account: "
                          "\"c-base\" tiers { ratio_bp: 100 }\n}\nthresholds {"};

// clang-format off
INSTANTIATE_TEST_SUITE_P(Dates, RulesKeptTest, testing::Values(
    Case{"Nothing", "9999-12-31", {}, {}},
    Case{"LaterVersionOnItsDay", "2012-04-01", {kCloseQ, kNewQ}, {}},
    Case{"LaterVersionADayTooSoon", "2012-04-02", {kCloseQ, kNewQ}, {"programs[q].who.by_application", "programs[q].tiers"}},
    Case{"LaterVersionLongBefore", "2011-01-01", {kCloseQ, kNewQ}, {}},
    Case{"ProgramAddedOnItsDay", "2012-04-01", {kNewProgram}, {}},
    Case{"ProgramAddedADayTooSoon", "2012-04-02", {kNewProgram}, {"programs[s].in_force"}},
    Case{"EndedOnTheDay", "2012-04-01", {kCloseQ}, {}},
    Case{"EndedTheDayBefore", "2012-04-02", {kCloseQ}, {"programs[q].in_force"}},
    Case{"CapChangedBeforeItBegins", "2012-07-01", {{"limit_fen: 6000", "limit_fen: 7000"}}, {}},
    Case{"CapChangedOnItsFirstDay", "2012-07-02", {{"limit_fen: 6000", "limit_fen: 7000"}}, {"programs[p].caps"}},
    Case{"BeginsEarlierThanItDid", "2012-03-01", {{"from: \"2012-02-29\"", "from: \"2012-02-28\""}}, {"programs[r].in_force"}},
    Case{"BeginsLaterThanItDid", "2012-03-01", {{"from: \"2012-02-29\"", "from: \"2012-03-01\""}}, {"programs[r].in_force"}},
    Case{"BeginsLaterFromTheDayOn", "2012-02-29", {{"from: \"2012-02-29\"", "from: \"2012-03-01\""}}, {}},
    Case{"VersionFilledUp", "2012-09-01", {{"until: \"2012-06-30\"", "until: \"2012-08-31\""}, {"from: \"2012-07-01\"", "from: \"2012-09-01\""}},
         {"programs[p].who.identities", "programs[p].who.age", "programs[p].what.care_kinds", "programs[p].what.icd10_prefixes",
          "programs[p].what.principal_only", "programs[p].base", "programs[p].deductible_fen", "programs[p].tiers",
          "programs[p].caps", "programs[p].fund", "programs[p].minimum_payment_fen"}}), kName);

INSTANTIATE_TEST_SUITE_P(Upstream, RulesKeptTest, testing::Values(
    Case{"TreatmentFromTheFirstRuleOn", "2012-01-02", {{"treatment: GIVEN", "treatment: RECOMPUTE"}}, {"upstream_funds[610100]"}},
    Case{"TreatmentBeforeTheFirstRule", "2012-01-01", {{"treatment: GIVEN", "treatment: RECOMPUTE"}}, {}},
    Case{"OtherProgram", "2012-01-02", {{"program: \"q\"\n  treatment", "program: \"r\"\n  treatment"}}, {"upstream_funds[610100]"}},
    Case{"CodeDropped", "2012-01-02", {{"\"610100\"", "\"610199\""}}, {"upstream_funds[610100]"}},
    Case{"CodeAdded", "2020-01-01", {{"upstream_funds {", "upstream_funds {\n  fund_code: \"m\" program: \"r\" treatment: GIVEN\n  source { document: \"文\" article: \"八\" quote: \"文\" confidence: VERIFIED }\n}\nupstream_funds {"}}, {}}), kName);

// D2: before q begins, what is given to it goes by its first version; p is in force since January.
TEST(RulesKept, AGivenProgramCountsBeforeItsFirstDay) {
  const auto since = [](const char* ratio) {
    return Edited(Edited(kBasePack, kCloseQ.from, "in_force { from: \"2012-03-01\" }\n  who { by_application: true }"),
                  "tiers { ratio_bp: 1 }", ratio);
  };
  const LoadedPack active = LoadText(since("tiers { ratio_bp: 1 }"));
  const LoadedPack next = LoadText(since("tiers { ratio_bp: 2 }"));
  ASSERT_TRUE(active.ok() && next.ok());
  const auto findings = RulesKeptBefore(*active.compiled, *next.compiled, *ParseDay("2012-03-01"));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].path(), "programs[q].tiers");
}

INSTANTIATE_TEST_SUITE_P(NotDecisive, RulesKeptTest, testing::Values(
    Case{"Title", "2020-01-01", {{"title: \"甲\"", "title: \"甲甲\""}}, {}},
    Case{"Source", "2020-01-01", {{"quote: \"原文一\" confidence: VERIFIED", "quote: \"原文一改\" confidence: SECONDARY"}}, {}},
    Case{"Threshold", "2020-01-01", {{"value: 8000", "value: 9000"}}, {}},
    Case{"Deposit", "2020-01-01", {{"deposit_bp: 2500", "deposit_bp: 0"}}, {}},
    Case{"AccountNobodyUses", "2020-01-01", {{"accounts { id: \"c-base\" holder: PERSON period: YEAR }\n", ""}}, {}},
    Case{"SameIcd10Written", "2020-01-01", {{"f20.1", "F201"}}, {}},
    Case{"IdentityTwice", "2020-01-01", {{"identities: \"dibao\"", "identities: [\"dibao\", \"dibao\"]"}}, {}}), kName);

INSTANTIATE_TEST_SUITE_P(Parts, RulesKeptTest, testing::Values(
    Case{"Identities", "2012-01-02", {{"identities: \"dibao\"", "identities: [\"dibao\", \"other\"]"}}, {"programs[p].who.identities"}},
    Case{"ExcludedIdentities", "2012-01-02", {{"identities: \"dibao\"", "identities: \"dibao\" excluded_identities: \"x\""}}, {"programs[p].who.excluded_identities"}},
    Case{"Age", "2012-01-02", {{"until_years: 59", "until_years: 60"}}, {"programs[p].who.age"}},
    Case{"Insurance", "2012-01-02", {{"identities: \"dibao\"", "identities: \"dibao\" insurance_types: \"310\""}}, {"programs[p].who.insurance_types"}},
    Case{"Towns", "2012-01-02", {{"identities: \"dibao\"", "identities: \"dibao\" towns: \"x\""}}, {"programs[p].who.towns"}},
    Case{"IdentityRule", "2012-01-02", {{"identities: \"dibao\"", "identities: \"dibao\" identity_rule: ANY_DAY_OF_STAY"}}, {"programs[p].who.identity_rule"}},
    Case{"ByApplication", "2012-01-02", {{"who { by_application: true }", ""}}, {"programs[q].who.by_application"}},
    Case{"CareKinds", "2012-01-02", {{"care_kinds: INPATIENT", "care_kinds: OUTPATIENT"}}, {"programs[p].what.care_kinds"}},
    Case{"Levels", "2012-01-02", {{"care_kinds: INPATIENT", "care_kinds: INPATIENT levels: LEVEL_3"}}, {"programs[p].what.levels"}},
    Case{"Icd10", "2012-01-02", {{"f20.1", "f20.2"}}, {"programs[p].what.icd10_prefixes"}},
    Case{"PrincipalOnly", "2012-01-02", {{"principal_only: true", ""}}, {"programs[p].what.principal_only"}},
    Case{"Institutions", "2012-01-02", {{"principal_only: true", "principal_only: true institutions: \"h\""}}, {"programs[p].what.institutions"}},
    Case{"MinInScope", "2012-01-02", {{"principal_only: true", "principal_only: true min_in_scope_fen: 1"}}, {"programs[p].what.min_in_scope_fen"}},
    Case{"Referral", "2012-01-02", {{"principal_only: true", "principal_only: true referral_required: true"}}, {"programs[p].what.referral_required"}},
    Case{"ReferralExcept", "2012-01-02", {{"principal_only: true", "principal_only: true referral_required: true referral_required_except: INPATIENT"}},
         {"programs[p].what.referral_required", "programs[p].what.referral_required_except"}},
    Case{"Mode", "2012-01-02", {{"who { by_application: true }", "who { by_application: true } mode: YEAR_ON_APPLICATION"}}, {"programs[q].mode"}},
    Case{"BaseOrder", "2012-07-02", {{"[OVER_LIMIT, OUT_OF_SCOPE]", "[OUT_OF_SCOPE, OVER_LIMIT]"}}, {"programs[p].base"}},
    Case{"BaseAccount", "2012-01-02", {{"base: PRE_SELF_PAY\n  base_account: \"a-base\"", "base: PRE_SELF_PAY\n  base_account: \"c-base\""}}, {"programs[q].base_account"}},
    Case{"AccountsHolder", "2012-03-01", {{"id: \"v-base\" holder: PERSON period: VISIT", "id: \"v-base\" holder: PERSON period: YEAR"}}, {"programs[r].base_account"}},
    Case{"Deductible", "2012-01-02", {{"deductible_fen: 1000", "deductible_fen: 999"}}, {"programs[p].deductible_fen"}},
    Case{"TierBound", "2012-01-02", {{"up_to_fen: 3000", "up_to_fen: 3001"}}, {"programs[p].tiers"}},
    Case{"TierRatio", "2012-01-02", {{"ratio_bp: 6000", "ratio_bp: 6001"}}, {"programs[p].tiers"}},
    Case{"TierLump", "2012-01-02", {{"lump_fen: 7", "lump_fen: 8"}}, {"programs[p].tiers"}},
    Case{"CapLimit", "2012-01-02", {{"limit_fen: 5000", "limit_fen: 5001"}}, {"programs[p].caps"}},
    Case{"CapAccount", "2012-01-02", {{"account: \"a-paid\" limit_fen: 5000", "account: \"b-paid\" limit_fen: 5000"}}, {"programs[p].caps"}},
    Case{"Fund", "2012-01-02", {{"  fund: \"f\"\n", ""}}, {"programs[p].fund"}},
    Case{"Minimum", "2012-01-02", {{"minimum_payment_fen: 9", "minimum_payment_fen: 10"}}, {"programs[p].minimum_payment_fen"}},
    Case{"Layer", "2012-03-01", {{"layer: MUNICIPAL", "layer: TOWN"}}, {"programs[r].layer"}},
    Case{"Group", "2012-01-02", {{"title: \"乙\"\n  layer: DISTRICT\n  alternative_group: \"g\"", "title: \"乙\"\n  layer: DISTRICT\n"},
                                 {"base: PRE_SELF_PAY\n  base_account: \"a-base\"", "base: PRE_SELF_PAY\n  base_account: \"c-base\""}}, {"programs[q].base_account"}}), kName);
// clang-format on

// The same programs in another order: ties, and what a later group finds left, change (R27, R28).
TEST(RulesKept, TheOrderOfMembersAndGroups) {
  const std::string q = kBasePack.substr(
      kBasePack.find("programs {\n  id: \"q\""),
      kBasePack.find("programs {\n  id: \"r\"") - kBasePack.find("programs {\n  id: \"q\""));
  std::string moved = Edited(kBasePack, q, "");
  moved = Edited(moved, "programs {\n  id: \"p\"", q + "programs {\n  id: \"p\"");
  const LoadedPack active = LoadText(kBasePack);
  const LoadedPack next = LoadText(moved);
  ASSERT_TRUE(next.ok()) << FindingsText(next);
  const Day first = *ParseDay("2012-01-01");
  EXPECT_TRUE(RulesKeptBefore(*active.compiled, *next.compiled, first).empty());
  const auto findings =
      RulesKeptBefore(*active.compiled, *next.compiled, Day{.days = first.days + 1});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].path(), "programs[q].alternative_group");
}

TEST(RulesKept, WordsShowBothSides) {
  const std::vector<v1::Finding> findings =
      FindingsOf({.name = "",
                  .effective_from = "2012-01-02",
                  .edits = {{"limit_fen: 5000", "limit_fen: 5001"}},
                  .paths = {}});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].message_zh(),
            "项目“p”2012-01-01 起的版本,caps:现行为“a-paid (PERSON YEAR) 50.00”,新规则为“a-paid "
            "(PERSON YEAR) 50.01”");
}

}  // namespace
}  // namespace yizhan
