// Composition (R16), file-level refusals, and accounts kept for ever (R18).

#include <cstdlib>
#include <fstream>

#include "base_pack.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

const char kSecond[] = R"(id: "second"
programs {
  id: "s"
  title: "丁"
  layer: CHARITY
  source { document: "文件" article: "一" quote: "原文" confidence: VERIFIED }
  in_force { from: "2012-01-01" }
  base: OUT_OF_SCOPE
  base_account: "s-base"
  tiers { ratio_bp: 100 }
  caps { account: "a-paid" limit_fen: 1 }
  fund: "f"
}
accounts { id: "s-base" holder: PERSON period: YEAR }
)";

LoadedPack LoadTwo(const std::string& second) {
  return LoadPack({PackFileOf("first", kBasePack), PackFileOf("second", second)});
}

TEST(SeveralFiles, OneMayUseWhatAnotherDeclares) {
  const LoadedPack loaded = LoadTwo(kSecond);
  ASSERT_TRUE(loaded.ok()) << FindingsText(loaded);
  EXPECT_EQ(loaded.packs.size(), 2u);
  EXPECT_EQ(loaded.compiled->programs.back().id, "s");
  EXPECT_EQ(loaded.compiled->programs.back().caps[0].account, 1u);
  EXPECT_EQ(loaded.compiled->programs.back().fund, 0u);
}

struct Clash {
  const char* name;
  const char* from;
  const char* to;
  const char* path;
};

class SeveralFilesTest : public testing::TestWithParam<Clash> {};

TEST_P(SeveralFilesTest, IdsAreUniqueAcrossThem) {
  const LoadedPack loaded = LoadTwo(Edited(kSecond, GetParam().from, GetParam().to));
  EXPECT_FALSE(loaded.ok());
  bool found = false;
  for (const v1::Finding& finding : loaded.findings) {
    found = found || (finding.path() == GetParam().path && finding.file() == "second");
  }
  EXPECT_TRUE(found) << FindingsText(loaded);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, SeveralFilesTest, testing::Values(
    Clash{"Pack", "\"second\"", "\"base\"", "id"},
    Clash{"Program", "id: \"s\"", "id: \"q\"", "programs[q].id"},
    Clash{"Account", "accounts { id: \"s-base\"", "accounts { id: \"a-base\"", "accounts[a-base].id"},
    Clash{"Fund", "id: \"second\"", "id: \"second\" funds { id: \"f\" }", "funds[f].id"},
    Clash{"BaseAccountOfAnotherFilesGroup", "base_account: \"s-base\"", "base_account: \"v-base\"", "programs[s].base_account"},
    Clash{"GroupOfAnotherFilesLayer", "layer: CHARITY", "layer: CHARITY alternative_group: \"g\"", "programs[s].layer"},
    Clash{"VersionOverlapsAnotherFile", "id: \"s\"", "id: \"r\"", "programs[r].in_force"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(Files, NoneIsRefused) {
  const LoadedPack loaded = LoadPack({});
  EXPECT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.findings.size(), 1u);
}

TEST(Files, NotUtf8NamesTheLine) {
  const LoadedPack loaded = LoadText("id: \"x\"\n# \xb0\xb2\xcd\xa4\n");
  EXPECT_FALSE(loaded.ok());
  ASSERT_EQ(loaded.findings.size(), 1u);
  EXPECT_EQ(loaded.findings[0].line(), 2u);
}

TEST(Files, TooLargeOrNamelessIsRefused) {
  EXPECT_FALSE(LoadText(std::string((1 << 20) + 1, '\n')).ok());
  EXPECT_FALSE(LoadPack({PackFileOf("", kBasePack)}).ok());
  EXPECT_FALSE(LoadPack({PackFileOf("\xff", kBasePack)}).ok());
}

TEST(Files, AnUnreadableOneIsShownAlone) {
  const LoadedPack loaded =
      LoadPack({PackFileOf("first", "nonsense"), PackFileOf("second", kSecond)});
  ASSERT_EQ(loaded.findings.size(), 1u) << FindingsText(loaded);
  EXPECT_EQ(loaded.findings[0].file(), "first");
  EXPECT_EQ(loaded.packs.size(), 2u);
}

TEST(Files, AreReadFromDisk) {
  const std::string folder = std::string(YIZHAN_SOURCE_DIR) + "/engine/policy/packs/";
  const auto files = ReadPackFiles({folder + "cn-sh/2012.textproto"});
  ASSERT_TRUE(files.ok());
  EXPECT_EQ((*files)[0].name(), "2012.textproto");
  const auto missing = ReadPackFiles({folder + "cn-sh/1912.textproto"});
  EXPECT_EQ(missing.status().code(), absl::StatusCode::kNotFound);
  EXPECT_NE(std::string(missing.status().message()).find("1912"), std::string::npos);
  EXPECT_EQ(ReadPackFiles({folder}).status().code(), absl::StatusCode::kNotFound);
}

struct Change {
  const char* name;
  const char* from;
  const char* to;
  const char* path;  // Empty: kept.
};

class AccountsKeptTest : public testing::TestWithParam<Change> {};

TEST_P(AccountsKeptTest, HolderAndPeriodForEver) {
  const auto before = LoadText(kBasePack).compiled;
  const auto next = LoadText(Edited(kBasePack, GetParam().from, GetParam().to)).compiled;
  ASSERT_TRUE(before && next);
  const auto findings = CheckAccountsKept(*before, *next);
  ASSERT_EQ(findings.size(), GetParam().path[0] == '\0' ? 0u : 1u);
  if (findings.empty()) return;
  EXPECT_EQ(findings[0].path(), GetParam().path);
  EXPECT_EQ(findings[0].level(), v1::FINDING_ERROR);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, AccountsKeptTest, testing::Values(
    Change{"Same", "id: \"base\"", "id: \"base\"", ""},
    Change{"NewAccount", "funds {", "accounts { id: \"new\" holder: PERSON period: VISIT }\nfunds {", ""},
    Change{"Holder", "\"a-paid\" holder: PERSON", "\"a-paid\" holder: HOUSEHOLD", "accounts[a-paid].holder"},
    Change{"Period", "\"a-paid\" holder: PERSON period: YEAR", "\"a-paid\" holder: PERSON period: LIFETIME", "accounts[a-paid].period"}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan
