// What an officer is told about a pack that could be activated: one row per advice and, where it
// could be mistaken, one beside it that says nothing. Each row spoils one thing in the sound pack.

#include <algorithm>
#include <string>
#include <vector>

#include "base_pack.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

// Nothing to say about it: two alternatives, one of them in two versions, and a later layer.
const std::string kSoundPack = R"(id: "sound"
accounts { id: "base" holder: PERSON period: YEAR }
accounts { id: "paid" holder: PERSON period: YEAR }
accounts { id: "life" holder: PERSON period: LIFETIME }
accounts { id: "home" holder: HOUSEHOLD period: YEAR }
accounts { id: "late-base" holder: PERSON period: YEAR }
accounts { id: "late-paid" holder: PERSON period: YEAR }
funds { id: "fund" }
programs {
  id: "major-aid"
  title: "甲"
  layer: MUNICIPAL
  alternative_group: "g"
  source { document: "文件" article: "一" quote: "原文一" confidence: VERIFIED }
  in_force { from: "2012-01-01" until: "2012-06-30" }
  who { identities: ["dibao", "low_income"] }
  what { care_kinds: [INPATIENT, EMERGENCY] }
  base: [IN_SCOPE_SELF_PAY, PRE_SELF_PAY]
  base_account: "base"
  tiers { up_to_fen: 30000 ratio_bp: 5000 }
  tiers { ratio_bp: 6000 }
  caps { account: "paid" limit_fen: 50000 }
}
programs {
  id: "major-aid"
  title: "甲二版"
  layer: MUNICIPAL
  alternative_group: "g"
  source { document: "文件" article: "二" quote: "原文二" confidence: VERIFIED }
  in_force { from: "2012-07-01" }
  who { identities: ["dibao", "low_income"] }
  what {
    care_kinds: [INPATIENT, EMERGENCY]
    referral_required: true
    referral_required_except: EMERGENCY
  }
  base: [IN_SCOPE_SELF_PAY, PRE_SELF_PAY]
  base_account: "base"
  tiers { up_to_fen: 30000 ratio_bp: 5000 }
  tiers { ratio_bp: 7000 }
  caps { account: "paid" limit_fen: 60000 }
}
programs {
  id: "other-aid"
  title: "乙"
  layer: MUNICIPAL
  alternative_group: "g"
  source { document: "文件" article: "三" quote: "原文三" confidence: VERIFIED }
  in_force { from: "2012-01-01" }
  who { identities: "returnee" excluded_identities: "dibao" }
  what { care_kinds: INPATIENT icd10_prefixes: ["F20", "F21"] }
  base: [IN_SCOPE_SELF_PAY, PRE_SELF_PAY]
  base_account: "base"
  tiers { ratio_bp: 4000 }
  caps { account: "life" limit_fen: 90000 }
  caps { account: "home" limit_fen: 70000 }
}
programs {
  id: "late"
  title: "丙"
  layer: CHARITY
  source { document: "文件" article: "四" quote: "原文四" confidence: VERIFIED }
  in_force { from: "2012-01-01" }
  who { identities: "dibao" }
  base: OUT_OF_SCOPE
  base_account: "late-base"
  deductible_fen: 1000
  tiers { up_to_fen: 20000 ratio_bp: 5000 }
  tiers { up_to_fen: 30000 ratio_bp: 3000 }
  tiers { ratio_bp: 1000 }
  caps { account: "late-paid" limit_fen: 14000 }
  fund: "fund"
  minimum_payment_fen: 9
}
thresholds {
  id: "cap"
  metric: CAP_USED_BP
  value: 8000
  program: "major-aid"
  account: "paid"
  severity: NOTICE
  route: CASHIER
  message: "快用完"
  next_step: "转慈善"
  source { document: "文件" article: "五" quote: "原文五" confidence: VERIFIED }
}
thresholds {
  id: "fund"
  metric: FUND_USED_BP
  value: 10000
  fund: "fund"
  severity: NOTICE
  route: CASHIER
  message: "用完了"
  next_step: "拨款"
  source { document: "文件" article: "六" quote: "原文六" confidence: VERIFIED }
}
deposits {
  identity: "dibao"
  deposit_bp: 2500
  source { document: "文件" article: "七" quote: "原文七" confidence: VERIFIED }
}
)";

struct Edit {
  std::string from;
  std::string to;
};

struct Case {
  const char* name;
  std::vector<Edit> edits;
  const char* path;        // Empty: nothing is said.
  const char* line_holds;  // The finding stands on the first such line.
  const char* says;        // In Chinese.
};

std::string WithEdits(const std::vector<Edit>& edits) {
  std::string text = kSoundPack;
  for (const Edit& edit : edits) {
    text = Edited(text, edit.from, edit.to);
    EXPECT_FALSE(text.empty()) << "the sound pack does not hold: " << edit.from;
  }
  return text;
}

std::uint32_t LineOf(const std::string& text, const std::string& part) {
  const auto at = static_cast<std::ptrdiff_t>(text.find(part));
  return static_cast<std::uint32_t>(std::count(text.begin(), text.begin() + at, '\n')) + 1;
}

class AdviseTest : public testing::TestWithParam<Case> {};

TEST_P(AdviseTest, SaysSoWithLineAndPath) {
  const Case& c = GetParam();
  const std::string text = WithEdits(c.edits);
  const LoadedPack loaded = LoadText(text);
  ASSERT_TRUE(loaded.ok()) << FindingsText(loaded);
  if (std::string(c.path).empty()) {
    EXPECT_TRUE(loaded.findings.empty()) << FindingsText(loaded);
    return;
  }
  ASSERT_EQ(loaded.findings.size(), 1u) << FindingsText(loaded);
  const v1::Finding& finding = loaded.findings[0];
  EXPECT_EQ(finding.level(), v1::FINDING_WARNING);
  EXPECT_EQ(finding.path(), c.path);
  EXPECT_EQ(finding.line(), LineOf(text, c.line_holds)) << FindingsText(loaded);
  EXPECT_NE(finding.message_zh().find(c.says), std::string::npos) << finding.message_zh();
  EXPECT_FALSE(finding.message_en().empty());
}

TEST(SoundPack, HasNothingToSay) {
  const LoadedPack loaded = LoadText(kSoundPack);
  EXPECT_TRUE(loaded.ok());
  EXPECT_TRUE(loaded.findings.empty()) << FindingsText(loaded);
}

const auto kName = [](const auto& row) { return std::string(row.param.name); };
const std::string kLate = kSoundPack.substr(
    kSoundPack.find("programs {\n  id: \"late\""),
    kSoundPack.find("thresholds {") - kSoundPack.find("programs {\n  id: \"late\""));
const std::string kOther =
    kSoundPack.substr(kSoundPack.find("programs {\n  id: \"other-aid\""),
                      kSoundPack.find("programs {\n  id: \"late\"") -
                          kSoundPack.find("programs {\n  id: \"other-aid\""));

// A program of its own like `late`, under other ids.
std::string Copied(std::vector<Edit> edits) {
  std::string text = Edited(kLate, "id: \"late\"", "id: \"second\"");
  text = Edited(text, "late-base", "base-2");
  text = Edited(text, "late-paid", "paid-2");
  for (const Edit& edit : edits) text = Edited(text, edit.from, edit.to);
  return text;
}
const Edit kMoreAccounts = {
    "funds {",
    "accounts { id: \"base-2\" holder: PERSON period: YEAR }\naccounts { id: "
    "\"paid-2\" holder: PERSON period: YEAR }\nfunds {"};
Edit After(const std::string& more) { return {"thresholds {", more + "thresholds {"}; }

// A member of the group "g", before or after the others, with figures of `other-aid`.
std::string Member(std::vector<Edit> edits) {
  std::string text = Edited(kOther, "id: \"other-aid\"", "id: \"member\"");
  text = Edited(text, "原文三", "原文九");
  for (const Edit& edit : edits) text = Edited(text, edit.from, edit.to);
  return text;
}
Edit BeforeOther(const std::string& more) {
  return {"programs {\n  id: \"other-aid\"", more + "programs {\n  id: \"other-aid\""};
}

const char kLateTiers[] =
    "  tiers { up_to_fen: 20000 ratio_bp: 5000 }\n  tiers { up_to_fen: 30000 ratio_bp: 3000 }\n  "
    "tiers { ratio_bp: 1000 }\n";
const char kLateEnd[] = "  fund: \"fund\"\n  minimum_payment_fen: 9\n";
const Edit kPlainEnd = {kLateEnd, ""};  // The fund is then used by a program that is added.

// clang-format off
INSTANTIATE_TEST_SUITE_P(Dates, AdviseTest, testing::Values(
    Case{"GapOfOneDay", {{"from: \"2012-07-01\"", "from: \"2012-07-02\""}}, "programs[major-aid].in_force", "2012-07-02", "2012-07-01 至 2012-07-01 没有有效的版本"},
    Case{"GapOfMonths", {{"until: \"2012-06-30\"", "until: \"2012-02-29\""}}, "programs[major-aid].in_force", "from: \"2012-07-01\"", "2012-03-01 至 2012-06-30"}), kName);

INSTANTIATE_TEST_SUITE_P(Conditions, AdviseTest, testing::Values(
    Case{"IdentityTwice", {{"[\"dibao\", \"low_income\"]", "[\"dibao\", \"low_income\", \"dibao\"]"}}, "programs[major-aid].who.identities[2]", "\"low_income\", \"dibao\"", "写了两次"},
    Case{"ExcludedTwice", {{"excluded_identities: \"dibao\"", "excluded_identities: [\"dibao\", \"dibao\"]"}}, "programs[other-aid].who.excluded_identities[1]", "excluded_identities", "写了两次"},
    Case{"TownTwice", {{"identities: \"returnee\"", "identities: \"returnee\" towns: [\"a\", \"a\"]"}}, "programs[other-aid].who.towns[1]", "towns", "写了两次"},
    Case{"InsuranceTwice", {{"identities: \"returnee\"", "identities: \"returnee\" insurance_types: [\"a\", \"a\"]"}}, "programs[other-aid].who.insurance_types[1]", "insurance_types", "写了两次"},
    Case{"InstitutionTwice", {{"care_kinds: INPATIENT icd10", "care_kinds: INPATIENT institutions: [\"a\", \"a\"] icd10"}}, "programs[other-aid].what.institutions[1]", "institutions", "写了两次"},
    Case{"PrefixHeldByAnother", {{"[\"F20\", \"F21\"]", "[\"F20.1\", \"F20\"]"}}, "programs[other-aid].what.icd10_prefixes[0]", "F20.1", "已包含在“F20”之内"},
    Case{"PrefixTwice", {{"[\"F20\", \"F21\"]", "[\"F20\", \"f20\"]"}}, "programs[other-aid].what.icd10_prefixes[1]", "f20", "已包含"},
    Case{"ReferralExceptEverything", {{"referral_required_except: EMERGENCY", "referral_required_except: [EMERGENCY, INPATIENT]"}}, "programs[major-aid].what.referral_required", "referral_required:", "等于不要求转诊"},
    Case{"ReferralExceptOfAnotherKind", {{"referral_required_except: EMERGENCY", "referral_required_except: [EMERGENCY, PHARMACY]"}}, "programs[major-aid].what.referral_required_except[1]", "PHARMACY", "不起作用"}), kName);

INSTANTIATE_TEST_SUITE_P(Tiers, AdviseTest, testing::Values(
    // 10000 fen at 20000 above the deductible, 13000 at 30000.
    Case{"BeyondTheCap", {kPlainEnd, {"limit_fen: 14000", "limit_fen: 13000"}, {"caps { account: \"home\" limit_fen: 70000 }", "caps { account: \"home\" limit_fen: 70000 }\n  fund: \"fund\""}},
         "programs[late].tiers[2]", "tiers { ratio_bp: 1000 }", "已达封顶线 130.00 元"},
    Case{"OneFenBelowTheCap", {kPlainEnd, {"limit_fen: 14000", "limit_fen: 13001"}, {"caps { account: \"home\" limit_fen: 70000 }", "caps { account: \"home\" limit_fen: 70000 }\n  fund: \"fund\""}}, "", "", ""},
    Case{"FirstOfSeveralBeyond", {kPlainEnd, {"limit_fen: 14000", "limit_fen: 5000"}, {"caps { account: \"home\" limit_fen: 70000 }", "caps { account: \"home\" limit_fen: 70000 }\n  fund: \"fund\""}},
         "programs[late].tiers[1]", "up_to_fen: 30000 ratio_bp: 3000", "100.00 元,已达封顶线 50.00 元"},
    Case{"AFundMayRunDryAndFillAgain", {{"  minimum_payment_fen: 9\n", ""}, {"limit_fen: 14000", "limit_fen: 5000"}}, "", "", ""},
    Case{"AMinimumMaySuppress", {{"  fund: \"fund\"\n", ""}, {"limit_fen: 14000", "limit_fen: 5000"}, {"caps { account: \"home\" limit_fen: 70000 }", "caps { account: \"home\" limit_fen: 70000 }\n  fund: \"fund\""}}, "", "", ""},
    Case{"TheBaseIsTheGroups", {{"limit_fen: 50000", "limit_fen: 15000"}}, "", "", ""},
    Case{"TheCapBeginsAgainBeforeTheBase", {kPlainEnd, {"limit_fen: 14000", "limit_fen: 5000"}, {"id: \"late-base\" holder: PERSON period: YEAR", "id: \"late-base\" holder: PERSON period: LIFETIME"}, {"caps { account: \"home\" limit_fen: 70000 }", "caps { account: \"home\" limit_fen: 70000 }\n  fund: \"fund\""}}, "", "", ""},
    Case{"TheFamilyMovesOn", {kPlainEnd, {"limit_fen: 14000", "limit_fen: 5000"}, {"id: \"late-paid\" holder: PERSON", "id: \"late-paid\" holder: HOUSEHOLD"}, {"caps { account: \"home\" limit_fen: 70000 }", "caps { account: \"home\" limit_fen: 70000 }\n  fund: \"fund\""}}, "", "", ""}), kName);

INSTANTIATE_TEST_SUITE_P(Caps, AdviseTest, testing::Values(
    Case{"TiersGiveLess", {{kLateTiers, "  tiers { up_to_fen: 20000 ratio_bp: 5000 }\n  tiers { ratio_bp: 0 }\n"}}, "programs[late].caps[0].limit_fen", "limit_fen: 14000", "最多付 100.00 元"},
    Case{"TiersGiveJustAsMuch", {{kLateTiers, "  tiers { up_to_fen: 20000 ratio_bp: 5000 }\n  tiers { ratio_bp: 0 lump_fen: 4000 }\n"}}, "", "", ""},
    Case{"TiersGiveAFenLess", {{kLateTiers, "  tiers { up_to_fen: 20000 ratio_bp: 5000 }\n  tiers { ratio_bp: 0 lump_fen: 3999 }\n"}}, "programs[late].caps[0].limit_fen", "limit_fen: 14000", "139.99"},
    Case{"ALumpAlone", {{kLateTiers, "  tiers { ratio_bp: 0 lump_fen: 800 }\n"}}, "programs[late].caps[0].limit_fen", "limit_fen: 14000", "最多付 8.00 元"},
    Case{"EveryYearAnew", {{kLateTiers, "  tiers { ratio_bp: 0 lump_fen: 800 }\n"}, {"id: \"late-paid\" holder: PERSON period: YEAR", "id: \"late-paid\" holder: PERSON period: LIFETIME"}}, "", "", ""},
    Case{"AnotherCapIsAlwaysFirst", {{"caps { account: \"life\" limit_fen: 90000 }\n  caps { account: \"home\"", "caps { account: \"home\" limit_fen: 1 }\n  caps { account: \"life\""},
                                     {"id: \"life\" holder: PERSON period: LIFETIME", "id: \"life\" holder: HOUSEHOLD period: YEAR"}}, "programs[other-aid].caps[1].limit_fen", "limit_fen: 70000", "总是先到"},
    Case{"TheFirstCapBeginsAgainEarlier", {{"caps { account: \"home\" limit_fen: 70000 }", "caps { account: \"home\" limit_fen: 70000 }"}, {"id: \"home\" holder: HOUSEHOLD", "id: \"home\" holder: PERSON"}}, "", "", ""},
    Case{"MinimumAboveTheCap", {{"minimum_payment_fen: 9", "minimum_payment_fen: 14001"}}, "programs[late].minimum_payment_fen", "minimum_payment_fen", "永远不付"},
    Case{"MinimumAtTheCap", {{"minimum_payment_fen: 9", "minimum_payment_fen: 14000"}}, "", "", ""},
    Case{"EveryRatioZero", {{kLateTiers, "  tiers { up_to_fen: 1 ratio_bp: 0 }\n  tiers { ratio_bp: 0 }\n"}, {"  caps { account: \"late-paid\" limit_fen: 14000 }\n", ""}, {"accounts { id: \"late-paid\" holder: PERSON period: YEAR }\n", ""}},
         "programs[late].tiers[0]", "up_to_fen: 1 ", "永远不付"}), kName);

INSTANTIATE_TEST_SUITE_P(Alternatives, AdviseTest, testing::Values(
    Case{"DiffersOnlyByName", {kMoreAccounts, After(Copied({}))}, "programs[second].title", "title: \"丙\"\n  layer: CHARITY\n  source { document: \"文件\" article: \"四\" quote: \"原文四\" confidence: VERIFIED }\n  in_force { from: \"2012-01-01\" }\n  who { identities: \"dibao\" }\n  base: OUT_OF_SCOPE\n  base_account: \"base-2\"", "得到两次救助"},
    Case{"DiffersByAFen", {kMoreAccounts, After(Copied({{"deductible_fen: 1000", "deductible_fen: 1001"}}))}, "", "", ""},
    Case{"DiffersByAnIdentity", {kMoreAccounts, After(Copied({{"identities: \"dibao\"", "identities: \"low_income\""}}))}, "", "", ""},
    Case{"DiffersByLayer", {kMoreAccounts, After(Copied({{"CHARITY", "TOWN"}}))}, "", "", ""},
    Case{"NotOnTheSameDays", {kMoreAccounts, After(Copied({{"from: \"2012-01-01\"", "from: \"2011-01-01\" until: \"2011-12-31\""}}))}, "", "", ""},
    Case{"SameMemberTwice", {BeforeOther(Member({}))}, "programs[other-aid].title", "title: \"乙\"\n  layer: MUNICIPAL\n  alternative_group: \"g\"\n  source { document: \"文件\" article: \"三\" quote: \"原文三\" confidence: VERIFIED }\n  in_force { from: \"2012-01-01\" }\n  who { identities: \"returnee\" excluded_identities: \"dibao\" }\n  what { care_kinds: INPATIENT icd10_prefixes: [\"F20\", \"F21\"] }\n  base: [IN_SCOPE_SELF_PAY, PRE_SELF_PAY]\n  base_account: \"base\"\n  tiers { ratio_bp: 4000 }\n  caps { account: \"life\" limit_fen: 90000 }\n  caps { account: \"home\" limit_fen: 70000 }\n}\nprograms {\n  id: \"late\"", "永远不会被选中"}), [](const auto& row) { return std::string(row.param.name); });

INSTANTIATE_TEST_SUITE_P(Beaten, AdviseTest, testing::Values(
    Case{"WiderAndHigher", {BeforeOther(Member({{"ratio_bp: 4000", "ratio_bp: 4001"}, {"[\"F20\", \"F21\"]", "\"F2\""}}))}, "programs[other-aid].alternative_group", "alternative_group: \"g\"\n  source { document: \"文件\" article: \"三\" quote: \"原文三\"", "不起作用"},
    Case{"WiderAndLower", {BeforeOther(Member({{"ratio_bp: 4000", "ratio_bp: 3999"}, {"[\"F20\", \"F21\"]", "\"F2\""}}))}, "", "", ""},
    Case{"HigherButNarrower", {BeforeOther(Member({{"ratio_bp: 4000", "ratio_bp: 4001"}, {"[\"F20\", \"F21\"]", "\"F20\""}}))}, "", "", ""},
    Case{"HigherWithATighterCap", {BeforeOther(Member({{"ratio_bp: 4000", "ratio_bp: 4001"}, {"limit_fen: 90000", "limit_fen: 89999"}}))}, "", "", ""},
    Case{"HigherOnApproval", {BeforeOther(Member({{"ratio_bp: 4000", "ratio_bp: 4001"}, {"excluded_identities", "by_application: true excluded_identities"}}))}, "", "", ""},
    Case{"HigherForLessTime", {BeforeOther(Member({{"ratio_bp: 4000", "ratio_bp: 4001"}, {"from: \"2012-01-01\"", "from: \"2012-01-02\""}}))}, "", "", ""},
    Case{"HigherAfterADeductible", {BeforeOther(Member({{"tiers { ratio_bp: 4000 }", "deductible_fen: 1 tiers { ratio_bp: 9000 }"}}))}, "", "", ""},
    Case{"HigherWithAnExclusionMore", {BeforeOther(Member({{"ratio_bp: 4000", "ratio_bp: 4001"}, {"excluded_identities: \"dibao\"", "excluded_identities: [\"dibao\", \"low_income\"]"}}))}, "", "", ""}), kName);

const Edit kGiven = {"deposits {", "upstream_funds {\n  fund_code: \"m\" program: \"other-aid\" treatment: GIVEN\n  source { document: \"文\" article: \"八\" quote: \"文\" confidence: VERIFIED }\n}\ndeposits {"};
INSTANTIATE_TEST_SUITE_P(Given, AdviseTest, testing::Values(
    Case{"IsChosenThoughBeaten", {kGiven, BeforeOther(Member({{"ratio_bp: 4000", "ratio_bp: 4001"}}))}, "", "", ""},
    Case{"PaysWhatNoTierSays", {kGiven, {"tiers { ratio_bp: 4000 }", "tiers { ratio_bp: 0 }"}}, "", "", ""}), kName);

INSTANTIATE_TEST_SUITE_P(NothingLeft, AdviseTest, testing::Values(
    Case{"PaidInFullBefore", {kMoreAccounts, {"programs {\n  id: \"late\"", Copied({{"CHARITY", "TOWN"}, {kLateTiers, "tiers { ratio_bp: 10000 }\n"}, {"  caps { account: \"paid-2\" limit_fen: 14000 }\n", ""}, {kLateEnd, ""}, {"  deductible_fen: 1000\n", ""}}) + "programs {\n  id: \"late\""},
                              {"accounts { id: \"paid-2\" holder: PERSON period: YEAR }\n", ""}},
         "programs[late].base[0]", "base: OUT_OF_SCOPE\n  base_account: \"late-base\"", "永远没有可付的"},
    Case{"PaidInFullButForFewer", {kMoreAccounts, {"programs {\n  id: \"late\"", Copied({{"CHARITY", "TOWN"}, {"identities: \"dibao\"", "identities: \"dibao\" towns: \"a\""}, {kLateTiers, "tiers { ratio_bp: 10000 }\n"}, {"  caps { account: \"paid-2\" limit_fen: 14000 }\n", ""}, {kLateEnd, ""}, {"  deductible_fen: 1000\n", ""}}) + "programs {\n  id: \"late\""},
                              {"accounts { id: \"paid-2\" holder: PERSON period: YEAR }\n", ""}}, "", "", ""}), kName);

INSTANTIATE_TEST_SUITE_P(Unused, AdviseTest, testing::Values(
    Case{"Account", {{"funds {", "accounts { id: \"spare\" holder: PERSON period: YEAR }\nfunds {"}}, "accounts[spare]", "spare", "没有项目使用账户“spare”"},
    Case{"Fund", {{"funds { id: \"fund\" }", "funds { id: \"fund\" }\nfunds { id: \"spare\" }"}}, "funds[spare]", "spare", "没有项目使用资金“spare”"},
    Case{"IdentityOfADeposit", {{"identity: \"dibao\"", "identity: \"veteran\""}}, "deposits[veteran].identity", "veteran", "没有项目把身份“veteran”列为对象"},
    Case{"ExcludedIdentity", {{"excluded_identities: \"dibao\"", "excluded_identities: \"veteran\""}}, "programs[other-aid].who.excluded_identities[0]", "veteran", "列为对象"}), kName);

INSTANTIATE_TEST_SUITE_P(Thresholds, AdviseTest, testing::Values(
    Case{"FundBeyondWhole", {{"value: 10000", "value: 10001"}}, "thresholds[fund].value", "value: 10001", "永远达不到"},
    Case{"CapBeyondWhole", {{"value: 8000", "value: 10001"}}, "thresholds[cap].value", "value: 10001", "外部救助"},
    Case{"CapAtWhole", {{"value: 8000", "value: 10000"}}, "", "", ""},
    Case{"CapBeyondWholeByAnothersLimit", {{"value: 8000", "value: 10001"}, {"caps { account: \"life\" limit_fen: 90000 }", "caps { account: \"paid\" limit_fen: 90000 }"}, {"accounts { id: \"life\" holder: PERSON period: LIFETIME }\n", ""}}, "", "", ""},
    Case{"TheSameTwice", {{"thresholds {\n  id: \"fund\"\n  metric: FUND_USED_BP\n  value: 10000\n  fund: \"fund\"", "thresholds {\n  id: \"fund\"\n  metric: CAP_USED_BP\n  value: 8000\n  program: \"major-aid\" account: \"paid\""}}, "thresholds[fund]", "thresholds {\n  id: \"fund\"", "提示两次"}), kName);

INSTANTIATE_TEST_SUITE_P(Spelling, AdviseTest, testing::Values(
    Case{"LetterLeftOut", {{"identities: \"returnee\"", "identities: [\"returnee\", \"low_incom\"]"}}, "programs[other-aid].who.identities[1]", "low_incom\"", "是否写错"},
    Case{"LettersExchanged", {{"identities: \"returnee\"", "identities: [\"returnee\", \"low_incoem\"]"}}, "programs[other-aid].who.identities[1]", "low_incoem", "是否写错"},
    Case{"LetterChanged", {{"identities: \"returnee\"", "identities: [\"returnee\", \"diboo\"]"}}, "programs[other-aid].who.identities[1]", "diboo", "与“dibao”只差一个字母"},
    Case{"NumbersMakeIds", {{"identities: \"returnee\"", "identities: [\"returnee\", \"returnee2\"]"}}, "", "", ""},
    Case{"ProgramOneLetterApart", {{"programs {\n  id: \"late\"", "programs {\n  id: \"other-aids\""}}, "programs[other-aids].id", "other-aids", "是否写错"}), kName);
// clang-format on

TEST(Advise, AFundNobodyUsesIsSaidOfFundAndThreshold) {
  const LoadedPack loaded = LoadText(
      WithEdits({{"funds { id: \"fund\" }", "funds { id: \"fund\" }\nfunds { id: \"spare\" }"},
                 {"value: 10000\n  fund: \"fund\"", "value: 10000\n  fund: \"spare\""}}));
  ASSERT_EQ(loaded.findings.size(), 2u) << FindingsText(loaded);
  EXPECT_EQ(loaded.findings[0].path(), "funds[spare]");
  EXPECT_EQ(loaded.findings[1].path(), "thresholds[fund].fund");
}

// Advice about a pack that cannot be activated would only hide what is wrong with it.
TEST(Advise, IsNotGivenBesideErrors) {
  const LoadedPack loaded = LoadText(
      WithEdits({{"from: \"2012-07-01\"", "from: \"2012-07-02\""}, {"value: 8000", "value: 0"}}));
  ASSERT_EQ(loaded.findings.size(), 1u) << FindingsText(loaded);
  EXPECT_EQ(loaded.findings[0].path(), "thresholds[cap].value");
}

}  // namespace
}  // namespace yizhan
