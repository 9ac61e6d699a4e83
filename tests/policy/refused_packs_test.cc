// A pack that says something wrong is refused with file, line, path and words: one row per rule of
// the loader. Each row spoils one thing in the base pack; the finding stands on the first line that
// then holds `line_holds`.

#include <algorithm>
#include <ostream>
#include <string>

#include "base_pack.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

struct Case {
  const char* name;
  const char* from;
  const char* to;
  const char* path;
  const char* line_holds;
};

std::uint32_t LineOf(const std::string& text, const std::string& part) {
  const std::size_t at = text.find(part);
  if (at == std::string::npos) return 0;
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(at);
  return static_cast<std::uint32_t>(std::count(text.begin(), end, '\n')) + 1;
}

void ExpectOneFinding(const Case& c, v1::FindingLevel level) {
  const std::string text = Edited(kBasePack, c.from, c.to);
  ASSERT_FALSE(text.empty()) << "the base pack does not hold: " << c.from;
  const LoadedPack loaded = LoadText(text);
  ASSERT_EQ(loaded.findings.size(), 1u) << FindingsText(loaded);
  const v1::Finding& finding = loaded.findings[0];
  EXPECT_EQ(finding.level(), level) << FindingsText(loaded);
  EXPECT_EQ(finding.file(), "base.textproto");
  EXPECT_EQ(finding.path(), c.path);
  EXPECT_EQ(finding.line(), LineOf(text, c.line_holds)) << FindingsText(loaded);
  EXPECT_FALSE(finding.message_zh().empty());
  EXPECT_FALSE(finding.message_en().empty());
  EXPECT_EQ(loaded.ok(), level == v1::FINDING_WARNING);
}

class RefusedPackTest : public testing::TestWithParam<Case> {};
TEST_P(RefusedPackTest, NamesLineAndPath) { ExpectOneFinding(GetParam(), v1::FINDING_ERROR); }

class WarnedPackTest : public testing::TestWithParam<Case> {};
TEST_P(WarnedPackTest, NamesLineAndPath) { ExpectOneFinding(GetParam(), v1::FINDING_WARNING); }

TEST(BasePack, HasNoFinding) {
  const LoadedPack loaded = LoadText(kBasePack);
  EXPECT_TRUE(loaded.ok());
  EXPECT_TRUE(loaded.findings.empty()) << FindingsText(loaded);
}

const auto kName = [](const auto& row) { return row.param.name; };

const char kSource1[] =
    "  source { document: \"文件\" article: \"一\" quote: \"原文一\" confidence: VERIFIED }\n";
const char kTiers[] =
    "  tiers { up_to_fen: 3000 ratio_bp: 5000 }\n  tiers { ratio_bp: 6000 lump_fen: 7 }\n";
const char kLastTier[] = "  tiers { ratio_bp: 6000 lump_fen: 7 }";
const char kVersion2[] = "in_force { from: \"2012-07-01\" }";
const char kTown[] = "programs {\n  id: \"q\"\n  title: \"乙\"\n  layer: DISTRICT";

// clang-format off
INSTANTIATE_TEST_SUITE_P(Syntax, RefusedPackTest, testing::Values(
    Case{"UnknownField", "  deductible_fen: 1000", "  deductable_fen: 1000", "", "deductable_fen"},
    Case{"UnknownFieldOfFile", "id: \"base\"", "id: \"base\"\nowner: \"x\"", "", "owner"},
    Case{"UnknownWord", "layer: MUNICIPAL", "layer: CITY", "", "CITY"},
    Case{"FieldTwice", "  fund: \"f\"", "  fund: \"f\"\n  fund: \"f\" ", "", "fund: \"f\" "},
    Case{"NumberTooLarge", "limit_fen: 5000", "limit_fen: 99999999999999999999", "", "99999999999999999999"},
    Case{"BraceMissing", "tiers { ratio_bp: 0 }\n}", "tiers { ratio_bp: 0 }\n", "", "thresholds {"},
    Case{"EscapedBytesNotUtf8", "title: \"丙\"", "title: \"\\xff\\xfe\"", "programs[3].title", "\\xff"}), kName);

INSTANTIATE_TEST_SUITE_P(Source, RefusedPackTest, testing::Values(
    Case{"NoSource", kSource1, "", "programs[p].source", "programs {"},
    Case{"NoDocument", "document: \"文件\" article: \"一\"", "article: \"一\"", "programs[p].source.document", "quote: \"原文一\""},
    Case{"NoArticle", "article: \"一\"", "", "programs[p].source.article", "原文一"},
    Case{"NoQuote", "quote: \"原文一\"", "", "programs[p].source.quote", "article: \"一\""},
    Case{"NoConfidence", "quote: \"原文一\" confidence: VERIFIED", "quote: \"原文一\"", "programs[p].source.confidence", "原文一"},
    Case{"ConfidenceOutOfTable", "quote: \"原文一\" confidence: VERIFIED", "quote: \"原文一\" confidence: 9", "programs[p].source.confidence", "原文一"}), kName);

INSTANTIATE_TEST_SUITE_P(Program, RefusedPackTest, testing::Values(
    Case{"NoTitle", "  title: \"丙\"\n", "", "programs[r].title", "programs {\n  id: \"r\""},
    Case{"NoLayer", "  layer: MUNICIPAL\n", "", "programs[r].layer", "programs {\n  id: \"r\""},
    Case{"UnknownLayerNumber", "layer: MUNICIPAL", "layer: 7", "programs[r].layer", "layer: 7"},
    Case{"UnknownModeNumber", "deductible_fen: 1000", "mode: 5", "programs[p].mode", "mode: 5"},
    Case{"NoInForce", "  in_force { from: \"2012-02-29\" }\n", "", "programs[r].in_force.from", "programs {\n  id: \"r\""},
    Case{"NoFrom", "from: \"2012-02-29\"", "", "programs[r].in_force.from", "in_force {  }"},
    Case{"NoSuchDay", "2012-02-29", "2013-02-29", "programs[r].in_force.from", "2013-02-29"},
    Case{"DateInAnotherForm", "2012-02-29", "2012/02/29", "programs[r].in_force.from", "2012/02/29"},
    Case{"UntilNoDate", "until: \"2012-06-30\"", "until: \"2012-06-31\"", "programs[p].in_force.until", "2012-06-31"},
    Case{"UntilBeforeFrom", "until: \"2012-06-30\"", "until: \"2011-12-31\"", "programs[p].in_force.until", "2011-12-31"},
    Case{"NoBase", "  base: PRE_SELF_PAY\n", "", "programs[q]", "programs {\n  id: \"q\""},
    Case{"BaseTwice", "[OVER_LIMIT, OUT_OF_SCOPE]", "[OVER_LIMIT, OVER_LIMIT]", "programs[p].base[1]", "[OVER_LIMIT"},
    Case{"BaseUnspecified", "base: PRE_SELF_PAY", "base: BUCKET_UNSPECIFIED", "programs[q].base[0]", "BUCKET_UNSPECIFIED"}), kName);

INSTANTIATE_TEST_SUITE_P(WhoAndWhat, RefusedPackTest, testing::Values(
    Case{"EmptyIdentity", "identities: \"dibao\"", "identities: \"\"", "programs[p].who.identities[0]", "identities: \"\""},
    Case{"EmptyTown", "who { by_application: true }", "who { towns: \"\" }", "programs[q].who.towns[0]", "towns"},
    Case{"EmptyInsuranceType", "who { by_application: true }", "who { insurance_types: \"\" }", "programs[q].who.insurance_types[0]", "insurance_types"},
    Case{"IncludedAndExcluded", "identities: \"dibao\"", "identities: \"dibao\" excluded_identities: \"dibao\"", "programs[p].who.excluded_identities[0]", "excluded"},
    Case{"AgesReversed", "from_years: 18 until_years: 59", "from_years: 60 until_years: 59", "programs[p].who.age", "from_years: 60"},
    Case{"AgesEmpty", "from_years: 18 until_years: 59", "", "programs[p].who.age", "age {"},
    Case{"AgesWithoutEnd", "from_years: 18 until_years: 59", "from_years: 18", "programs[p].who.age", "age {"},
    Case{"AgesBeyondLife", "until_years: 59", "until_years: 4000000000", "programs[p].who.age", "age {"},
    Case{"CareKindUnspecified", "care_kinds: INPATIENT", "care_kinds: CARE_KIND_UNSPECIFIED", "programs[p].what.care_kinds[0]", "CARE_KIND"},
    Case{"UnknownCareKindNumber", "care_kinds: INPATIENT", "care_kinds: [INPATIENT, 31]", "programs[p].what.care_kinds[1]", "care_kinds"},
    Case{"LevelUnspecified", "care_kinds: INPATIENT", "levels: HOSPITAL_LEVEL_UNSPECIFIED", "programs[p].what.levels[0]", "levels"},
    Case{"EmptyIcd10Prefix", "icd10_prefixes: \"f20.1\"", "icd10_prefixes: \" .+\"", "programs[p].what.icd10_prefixes[0]", "icd10"},
    Case{"Icd10Range", "icd10_prefixes: \"f20.1\"", "icd10_prefixes: \"F20-F29\"", "programs[p].what.icd10_prefixes[0]", "icd10"},
    Case{"MinInScopeNegative", "principal_only: true", "principal_only: true min_in_scope_fen: -1", "programs[p].what.min_in_scope_fen", "min_in_scope_fen"},
    Case{"EmptyInstitution", "principal_only: true", "principal_only: true institutions: \"\"", "programs[p].what.institutions[0]", "institutions"}), kName);

INSTANTIATE_TEST_SUITE_P(Numbers, RefusedPackTest, testing::Values(
    Case{"RatioAboveWhole", "ratio_bp: 6000", "ratio_bp: 10001", "programs[p].tiers[1].ratio_bp", "10001"},
    Case{"RatioNegative", "ratio_bp: 6000", "ratio_bp: -1", "programs[p].tiers[1].ratio_bp", "ratio_bp: -1"},
    Case{"DeductibleNegative", "deductible_fen: 1000", "deductible_fen: -1", "programs[p].deductible_fen", "deductible_fen: -1"},
    Case{"DeductibleTooLarge", "deductible_fen: 1000", "deductible_fen: 10000000000001", "programs[p].deductible_fen", "10000000000001"},
    Case{"LimitNegative", "limit_fen: 5000", "limit_fen: -5", "programs[p].caps[0].limit_fen", "limit_fen: -5"},
    Case{"LimitTooLarge", "limit_fen: 5000", "limit_fen: 10000000000001", "programs[p].caps[0].limit_fen", "10000000000001"},
    Case{"LumpNegative", "lump_fen: 7", "lump_fen: -7", "programs[p].tiers[1].lump_fen", "lump_fen: -7"},
    Case{"MinimumNegative", "minimum_payment_fen: 9", "minimum_payment_fen: -9", "programs[p].minimum_payment_fen", "minimum_payment_fen: -9"},
    Case{"BoundTooLarge", "up_to_fen: 3000", "up_to_fen: 10000000000001", "programs[p].tiers[0].up_to_fen", "10000000000001"},
    Case{"NoTiers", kTiers, "", "programs[p]", "programs {"},
    Case{"TiersOutOfOrder", kLastTier, "  tiers { up_to_fen: 2000 ratio_bp: 6000 }\n  tiers { ratio_bp: 1 }", "programs[p].tiers[1].up_to_fen", "up_to_fen: 2000"},
    Case{"TierBoundRepeated", kLastTier, "  tiers { up_to_fen: 3000 ratio_bp: 6000 }\n  tiers { ratio_bp: 1 }", "programs[p].tiers[1].up_to_fen", "ratio_bp: 6000"},
    Case{"FirstBoundZero", "up_to_fen: 3000", "up_to_fen: 0", "programs[p].tiers[0].up_to_fen", "up_to_fen: 0"},
    Case{"LastTierClosed", kLastTier, "  tiers { up_to_fen: 4000 ratio_bp: 6000 }", "programs[p].tiers[1].up_to_fen", "up_to_fen: 4000"},
    Case{"OpenTierInTheMiddle", "tiers { up_to_fen: 3000 ratio_bp: 5000 }", "tiers { ratio_bp: 5000 }", "programs[p].tiers[0]", "ratio_bp: 5000"}), kName);

INSTANTIATE_TEST_SUITE_P(Accounts, RefusedPackTest, testing::Values(
    Case{"NoBaseAccount", "  base_account: \"v-base\"\n", "", "programs[r].base_account", "programs {\n  id: \"r\""},
    Case{"UnknownBaseAccount", "\"v-base\"\n  tiers", "\"x-base\"\n  tiers", "programs[r].base_account", "x-base"},
    Case{"CapWithoutAccount", "caps { account: \"a-paid\" limit_fen: 5000 }", "caps { limit_fen: 5000 }", "programs[p].caps[0].account", "caps { limit_fen"},
    Case{"UnknownCapAccount", "caps { account: \"a-paid\" limit_fen: 6000 }", "caps { account: \"a-paid\" limit_fen: 6000 }\n  caps { account: \"x\" limit_fen: 1 }", "programs[p].caps[1].account", "account: \"x\""},
    Case{"CapAccountTwice", "caps { account: \"a-paid\" limit_fen: 5000 }", "caps { account: \"a-paid\" limit_fen: 5000 }\n  caps { account: \"a-paid\" limit_fen: 4000 }", "programs[p].caps[1].account", "limit_fen: 4000"},
    Case{"BaseThenCap", "tiers { ratio_bp: 0 }", "tiers { ratio_bp: 0 }\n  caps { account: \"a-base\" limit_fen: 1 }", "programs[r].caps[0].account", "limit_fen: 1 }"},
    Case{"CapThenBase", "base_account: \"v-base\"", "base_account: \"a-paid\"", "programs[r].base_account", "base_account: \"a-paid\""},
    Case{"BaseOfTwoGroups", "base_account: \"v-base\"", "base_account: \"a-base\" ", "programs[r].base_account", "base_account: \"a-base\" "},
    Case{"UnknownFund", "fund: \"f\"", "fund: \"x\"", "programs[p].fund", "fund: \"x\""},
    Case{"VisitOfHousehold", "holder: PERSON period: VISIT", "holder: HOUSEHOLD period: VISIT", "accounts[v-base].holder", "v-base"},
    Case{"NoHolder", "holder: PERSON period: VISIT", "period: VISIT", "accounts[v-base].holder", "v-base"},
    Case{"NoPeriod", "holder: PERSON period: VISIT", "holder: PERSON", "accounts[v-base].period", "v-base"}), kName);

INSTANTIATE_TEST_SUITE_P(Ids, RefusedPackTest, testing::Values(
    Case{"NoPackId", "id: \"base\"\n", "", "id", "no such text: line 0"},
    Case{"UpperCase", "funds { id: \"f\" }", "funds { id: \"f\" }\nfunds { id: \"F\" }", "funds[F].id", "\"F\""},
    Case{"Space", "funds { id: \"f\" }", "funds { id: \"f\" }\nfunds { id: \"f 2\" }", "funds[f 2].id", "f 2"},
    Case{"TooLong", "funds { id: \"f\" }", "funds { id: \"f\" }\nfunds { id: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\" }", "funds[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa].id", "aaaaaaaa"},
    Case{"EmptyProgramId", "id: \"r\"", "id: \"\"", "programs[3].id", "id: \"\""},
    Case{"GroupIdMalformed", "layer: MUNICIPAL", "layer: MUNICIPAL alternative_group: \"組\"", "programs[r].alternative_group", "組"},
    Case{"AccountTwice", "funds {", "accounts { id: \"a-base\" holder: PERSON period: YEAR  }\nfunds {", "accounts[a-base].id", "YEAR  }"},
    Case{"FundTwice", "funds { id: \"f\" }", "funds { id: \"f\" }\nfunds { id: \"f\"  }", "funds[f].id", "\"f\"  }"}), kName);

INSTANTIATE_TEST_SUITE_P(Versions, RefusedPackTest, testing::Values(
    Case{"Overlap", kVersion2, "in_force { from: \"2012-06-30\" }", "programs[p].in_force", "from: \"2012-06-30\""},
    Case{"OverlapBecauseOpen", " until: \"2012-06-30\"", "", "programs[p].in_force", kVersion2},
    Case{"OverlapWithEarlierDates", kVersion2, "in_force { from: \"2011-01-01\" until: \"2012-01-01\" }", "programs[p].in_force", "2011-01-01"},
    Case{"GroupInTwoLayers", kTown, "programs {\n  id: \"q\"\n  title: \"乙\"\n  layer: TOWN", "programs[q].layer", "layer: TOWN"}), kName);

INSTANTIATE_TEST_SUITE_P(Thresholds, RefusedPackTest, testing::Values(
    Case{"NoValue", "  value: 8000\n", "", "thresholds[t].value", "thresholds {"},
    Case{"ValueNegative", "value: 8000", "value: -8000", "thresholds[t].value", "-8000"},
    Case{"ValueTooLarge", "value: 8000", "value: 10000000000001", "thresholds[t].value", "10000000000001"},
    Case{"NoSeverity", "  severity: NOTICE\n", "", "thresholds[t].severity", "thresholds {"},
    Case{"NoRoute", "  route: CASHIER\n", "", "thresholds[t].route", "thresholds {"},
    Case{"NoMetric", "  metric: CAP_USED_BP\n  value: 8000\n  program: \"p\"\n  account: \"a-paid\"\n", "  value: 8000\n", "thresholds[t].metric", "thresholds {"},
    Case{"NoMessage", "  message: \"快用完\"\n", "", "thresholds[t].message", "thresholds {"},
    Case{"NoNextStep", "  next_step: \"转慈善\"\n", "", "thresholds[t].next_step", "thresholds {"},
    Case{"NoThresholdSource", "  source { document: \"文件\" article: \"五\" quote: \"原文五\" confidence: VERIFIED }\n", "", "thresholds[t].source", "thresholds {"},
    Case{"NotACapOfTheProgram", "  account: \"a-paid\"\n  severity", "  account: \"b-paid\"\n  severity", "thresholds[t]", "thresholds {"},
    Case{"UnknownProgram", "program: \"p\"", "program: \"x\"", "thresholds[t]", "thresholds {"},
    Case{"UnknownThresholdFund", "metric: CAP_USED_BP\n  value: 8000\n  program: \"p\"\n  account: \"a-paid\"\n", "metric: FUND_USED_BP\n  value: 8000\n  fund: \"x\"\n", "thresholds[t].fund", "fund: \"x\""},
    Case{"ReferenceNotUsed", "metric: CAP_USED_BP", "metric: VISIT_TOTAL", "thresholds[t]", "thresholds {"}), kName);

INSTANTIATE_TEST_SUITE_P(Deposits, RefusedPackTest, testing::Values(
    Case{"NoIdentity", "  identity: \"dibao\"\n", "", "deposits[0].identity", "deposits {"},
    Case{"DepositAboveWhole", "deposit_bp: 2500", "deposit_bp: 10001", "deposits[dibao].deposit_bp", "10001"},
    Case{"NoDepositSource", "  source { document: \"文件\" article: \"六\" quote: \"原文六\" confidence: VERIFIED }\n", "", "deposits[dibao].source", "deposits {"},
    Case{"IdentityTwice", "deposits {", "deposits {\n  identity: \"dibao\"\n  source { document: \"文\" article: \"七\" quote: \"文\" confidence: VERIFIED }\n}\ndeposits { # second\n", "deposits[dibao].identity", "  identity: \"dibao\"\n  deposit_bp"}), kName);

INSTANTIATE_TEST_SUITE_P(Upstream, RefusedPackTest, testing::Values(
    Case{"NoFundCode", "  fund_code: \"610100\"\n", "", "upstream_funds[0].fund_code", "upstream_funds {"},
    Case{"FundCodeTooLong", "\"610100\"", "\"610100610100610100610\"", "upstream_funds[610100610100610100610].fund_code", "610100610100610100610"},
    Case{"NoTreatment", "  treatment: GIVEN\n", "", "upstream_funds[610100].treatment", "upstream_funds {"},
    Case{"NoUpstreamSource", "  source { document: \"文件\" article: \"七\" quote: \"原文七\" confidence: VERIFIED }\n", "", "upstream_funds[610100].source", "upstream_funds {"},
    Case{"D1UnknownProgram", "program: \"q\"\n  treatment", "program: \"x\"\n  treatment", "upstream_funds[610100].program", "program: \"x\""},
    Case{"D1CodeTwice", "upstream_funds {\n", "upstream_funds {\n  fund_code: \"610100\" program: \"q\" treatment: GIVEN\n  source { document: \"文\" article: \"八\" quote: \"文\" confidence: VERIFIED }\n}\nupstream_funds { # second\n", "upstream_funds[610100].fund_code", "  fund_code: \"610100\"\n"},
    Case{"D1CodesOfAProgramDisagree", "upstream_funds {\n", "upstream_funds {\n  fund_code: \"m\" program: \"q\" treatment: RECOMPUTE\n  source { document: \"文\" article: \"八\" quote: \"文\" confidence: VERIFIED }\n}\nupstream_funds { # second\n", "upstream_funds[610100].treatment", "  treatment: GIVEN"},
    Case{"D2TwoGivenInAGroup", "upstream_funds {\n", "upstream_funds {\n  fund_code: \"m\" program: \"p\" treatment: GIVEN\n  source { document: \"文\" article: \"八\" quote: \"文\" confidence: VERIFIED }\n}\nupstream_funds { # second\n", "upstream_funds[610100].treatment", "  treatment: GIVEN"}), kName);

INSTANTIATE_TEST_SUITE_P(Table, WarnedPackTest, testing::Values(
    Case{"VersionChangesCapAccount", "caps { account: \"a-paid\" limit_fen: 6000 }", "caps { account: \"b-paid\" limit_fen: 6000 }", "programs[p].caps[0].account", "limit_fen: 6000"},
    Case{"MemberWithOtherBaseAccount", "base: PRE_SELF_PAY\n  base_account: \"a-base\"", "base: PRE_SELF_PAY\n  base_account: \"c-base\"", "programs[q].base_account", "base_account: \"c-base\""},
    Case{"YearOnApplicationWithoutApproval", "deductible_fen: 1000", "mode: YEAR_ON_APPLICATION", "programs[p].mode", "mode:"},
    Case{"PrincipalOnlyWithoutCodes", "icd10_prefixes: \"f20.1\" ", "", "programs[p].what.principal_only", "principal_only"},
    Case{"ReferralExceptWithoutReferral", "principal_only: true", "principal_only: true referral_required_except: EMERGENCY", "programs[p].what.referral_required_except[0]", "EMERGENCY"},
    Case{"TierWithoutRatio", "tiers { ratio_bp: 0 }", "tiers { }", "programs[r].tiers[0].ratio_bp", "tiers { }"},
    Case{"CapWithoutLimit", "caps { account: \"a-paid\" limit_fen: 6000 }", "caps { account: \"a-paid\" }", "programs[p].caps[0].limit_fen", "account: \"a-paid\" }"}), kName);
// clang-format on

TEST(Versions, ChangingTheBaseAccountIsWarned) {
  const std::string text = Edited(kBasePack, "OUT_OF_SCOPE]\n  base_account: \"a-base\"",
                                  "OUT_OF_SCOPE]\n  base_account: \"c-base\"");
  const LoadedPack loaded = LoadText(text);
  EXPECT_TRUE(loaded.ok());
  ASSERT_EQ(loaded.findings.size(), 1u) << FindingsText(loaded);
  EXPECT_EQ(loaded.findings[0].path(), "programs[p].base_account");
  EXPECT_NE(loaded.findings[0].message_zh().find("第二份额度"), std::string::npos);
}

TEST(Versions, ShareLayerAndGroup) {
  std::string text =
      Edited(kBasePack, "title: \"甲二版\"\n  layer: DISTRICT", "title: \"甲二版\"\n  layer: TOWN");
  LoadedPack loaded = LoadText(text);
  ASSERT_EQ(loaded.findings.size(), 1u) << FindingsText(loaded);
  EXPECT_EQ(loaded.findings[0].path(), "programs[p].layer");
  EXPECT_FALSE(loaded.ok());

  text = Edited(kBasePack, "title: \"甲二版\"\n  layer: DISTRICT\n  alternative_group: \"g\"",
                "title: \"甲二版\"\n  layer: DISTRICT\n  alternative_group: \"h\"");
  loaded = LoadText(text);
  ASSERT_EQ(loaded.findings.size(), 2u) << FindingsText(loaded);  // And a base of two groups.
  EXPECT_EQ(loaded.findings[0].path(), "programs[p].alternative_group");
  EXPECT_EQ(loaded.findings[1].path(), "programs[p].base_account");
}

TEST(Findings, StandInFileOrder) {
  std::string text = Edited(kBasePack, "value: 8000", "value: 0");
  text = Edited(text, "title: \"丙\"", "title: \"\"");
  text = Edited(text, "ratio_bp: 6000", "ratio_bp: 60000");
  const LoadedPack loaded = LoadText(text);
  ASSERT_EQ(loaded.findings.size(), 3u) << FindingsText(loaded);
  EXPECT_EQ(loaded.findings[0].path(), "programs[p].tiers[1].ratio_bp");
  EXPECT_EQ(loaded.findings[1].path(), "programs[r].title");
  EXPECT_EQ(loaded.findings[2].path(), "thresholds[t].value");
}

}  // namespace
}  // namespace yizhan
