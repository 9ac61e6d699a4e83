// Every pack in the tree loads, alone or as it is composed, and says what its sources say.

#include <filesystem>
#include <set>

#include "base_pack.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

const std::string kFolder = std::string(YIZHAN_SOURCE_DIR) + "/engine/policy/packs/";

LoadedPack LoadShipped(const std::vector<std::string>& names) {
  std::vector<std::string> paths;
  for (const std::string& name : names) paths.push_back(kFolder + name);
  const auto files = ReadPackFiles(paths);
  EXPECT_TRUE(files.ok()) << files.status();
  return files.ok() ? LoadPack(*files) : LoadPack({});
}

struct Case {
  const char* name;
  std::vector<std::string> files;
  const char* groups;  // Per evaluated group: layer, then the programs' ids and their places.
  v1::Confidence confidence;  // Of the last file.
  const char* findings;       // Exactly these: file, line, path.
};

class ShippedPackTest : public testing::TestWithParam<Case> {};

std::string GroupsText(const CompiledPack& pack) {
  std::string text;
  for (const CompiledGroup& group : pack.groups) {
    text += std::to_string(static_cast<int>(group.layer)) + ":";
    for (const CompiledLine& line : group.lines) {
      text += " " + pack.programs[line.versions[0]].id;
      for (const std::uint32_t version : line.versions) text += "," + std::to_string(version);
    }
    text += "\n";
  }
  return text;
}

std::string FindingPlaces(const LoadedPack& loaded) {
  std::string text;
  for (const v1::Finding& finding : loaded.findings) {
    text += finding.file() + ":" + std::to_string(finding.line()) + " " + finding.path() + "\n";
  }
  return text;
}

TEST_P(ShippedPackTest, LoadsWithExactlyTheseFindings) {
  const LoadedPack loaded = LoadShipped(GetParam().files);
  ASSERT_TRUE(loaded.ok()) << FindingsText(loaded);
  EXPECT_EQ(FindingPlaces(loaded), GetParam().findings) << FindingsText(loaded);
  EXPECT_EQ(GroupsText(*loaded.compiled), GetParam().groups);
  for (const v1::Program& program : loaded.packs.back().programs()) {
    EXPECT_EQ(program.source().confidence(), GetParam().confidence) << program.id();
    EXPECT_FALSE(program.title_en().empty()) << program.id();
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, ShippedPackTest,
    testing::Values(
        Case{"Beijing2023",
             {"cn-bj/2023.textproto"},
             "1: bj-outpatient-full,0 bj-outpatient-retrenched,1 bj-outpatient-others,2\n"
             "1: bj-inpatient-full,3 bj-inpatient-retrenched,4 bj-inpatient-others,5\n"
             "1: bj-illness-poverty,6\n",
             v1::VERIFIED,
             ""},
        Case{"Shanghai2012", {"cn-sh/2012.textproto"}, "1: sh-2012-major,0\n", v1::SECONDARY, ""},
        Case{"Shanghai2018",
             {"cn-sh/2018.textproto"},
             "1: sh-dibao-inpatient,0,1 sh-expenditure-inpatient,2\n",
             v1::SECONDARY,
             // Its source tells the deposit of low_income, but not the ratio: no program here.
             "2018.textproto:102 deposits[low_income].identity\n"},
        Case{"Jiading2012",
             {"cn-sh/2012.textproto", "cn-sh-jd/2012-pilot.textproto"},
             "1: sh-2012-major,0\n"
             "2: jd-help-card,1\n"
             "2: jd-mental-full,2\n"
             "2: jd-topup,3 jd-zhinei,4\n"
             "2: jd-disability-outpatient,5\n"
             "3: town-expenditure,6\n"
             "4: charity-own-expense,7\n"
             "4: charity-hardship,8\n",
             v1::ILLUSTRATIVE,
             ""}),
    [](const auto& row) { return row.param.name; });

TEST(ShippedPacks, AllOfTheTreeAreInTheTable) {
  std::set<std::string> found;
  for (const auto& file : std::filesystem::recursive_directory_iterator(kFolder)) {
    if (file.is_regular_file()) found.insert(file.path().lexically_relative(kFolder).string());
  }
  EXPECT_EQ(found,
            (std::set<std::string>{"cn-bj/2023.textproto", "cn-sh/2012.textproto",
                                   "cn-sh/2018.textproto", "cn-sh-jd/2012-pilot.textproto"}));
}

TEST(ShippedPacks, BothShanghaiEditionsCompose) {
  const LoadedPack loaded = LoadShipped({"cn-sh/2012.textproto", "cn-sh/2018.textproto"});
  EXPECT_TRUE(loaded.ok()) << FindingsText(loaded);
}

struct Figure {
  const char* name;
  const char* file;
  const char* program;
  std::size_t version;  // 0 = the first of that id.
  std::int32_t ratio_bp;
  std::int64_t limit_fen;  // -1 = no cap.
};

class ShippedFigureTest : public testing::TestWithParam<Figure> {};

TEST_P(ShippedFigureTest, IsTheSourcesOwn) {
  const Figure& f = GetParam();
  const LoadedPack loaded = LoadShipped({f.file});
  std::size_t version = 0;
  for (const v1::Program& program : loaded.packs[0].programs()) {
    if (program.id() != f.program || version++ != f.version) continue;
    EXPECT_EQ(program.tiers(0).ratio_bp(), f.ratio_bp);
    EXPECT_EQ(program.caps().empty() ? -1 : program.caps(0).limit_fen(), f.limit_fen);
    return;
  }
  FAIL() << "no such program";
}

// The trap of adjudicators before us: outpatient and inpatient of the second group swapped.
// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, ShippedFigureTest, testing::Values(
    Figure{"BeijingOutpatientFull", "cn-bj/2023.textproto", "bj-outpatient-full", 0, 10000, -1},
    Figure{"BeijingOutpatientRetrenched", "cn-bj/2023.textproto", "bj-outpatient-retrenched", 0, 8000, -1},
    Figure{"BeijingOutpatientOthers", "cn-bj/2023.textproto", "bj-outpatient-others", 0, 8000, 800000},
    Figure{"BeijingInpatientFull", "cn-bj/2023.textproto", "bj-inpatient-full", 0, 10000, -1},
    Figure{"BeijingInpatientRetrenched", "cn-bj/2023.textproto", "bj-inpatient-retrenched", 0, 8500, -1},
    Figure{"BeijingInpatientOthers", "cn-bj/2023.textproto", "bj-inpatient-others", 0, 8500, 16000000},
    Figure{"BeijingIllnessPoverty", "cn-bj/2023.textproto", "bj-illness-poverty", 0, 3000, 15000000},
    Figure{"Shanghai2012", "cn-sh/2012.textproto", "sh-2012-major", 0, 5000, 5000000},
    Figure{"Shanghai2018FirstHalf", "cn-sh/2018.textproto", "sh-dibao-inpatient", 0, 8000, 8000000},
    Figure{"Shanghai2018FromJuly", "cn-sh/2018.textproto", "sh-dibao-inpatient", 1, 9000, 13000000},
    Figure{"Shanghai2018Expenditure", "cn-sh/2018.textproto", "sh-expenditure-inpatient", 0, 5000, -1}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan
