// The page of law: golden for the Jiading pilot's first days, and every number beside its quote.

#include "engine/policy/page.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base_pack.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

const std::string kFolder = std::string(YIZHAN_SOURCE_DIR) + "/engine/policy/packs/";

std::string PageOf(const std::vector<std::string>& names, const std::string& day) {
  std::vector<std::string> paths;
  for (const std::string& name : names) paths.push_back(kFolder + name);
  const auto files = ReadPackFiles(paths);
  EXPECT_TRUE(files.ok()) << files.status();
  return PageOfLaw(LoadPack(*files).packs, *ParseDay(day));
}

const std::vector<std::string> kJiading = {"cn-sh/2012.textproto", "cn-sh-jd/2012-pilot.textproto"};

// YIZHAN_UPDATE_GOLDEN=1 writes the page as it is now: read the difference before you keep it.
void ExpectGolden(const std::string& page, const std::string& name) {
  const std::string path = std::string(YIZHAN_SOURCE_DIR) + "/tests/policy/golden/" + name;
  if (std::getenv("YIZHAN_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << page;
  std::ifstream in(path);
  std::ostringstream golden;
  golden << in.rdbuf();
  EXPECT_TRUE(page == golden.str()) << "the page is now:\n" << page << "<end of page>";
}

TEST(PageOfLaw, JiadingPilot) {
  ExpectGolden(PageOf(kJiading, "2012-06-29"), "jiading-2012-06-29.md");
}

// The section of one program: from its heading to the next one.
std::string Section(const std::string& page, const std::string& id) {
  const std::size_t heading = page.find(" (" + id + ")\n");
  if (heading == std::string::npos) return {};
  return page.substr(heading, page.find("\n#", heading) - heading);
}

struct Case {
  const char* name;
  std::vector<std::string> files;
  const char* day;
  const char* program;
  std::vector<std::string> holds;  // Empty: the program is not in force that day.
};

class PageTest : public testing::TestWithParam<Case> {};

TEST_P(PageTest, NumbersStandBesideTheQuote) {
  const Case& c = GetParam();
  const std::string section = Section(PageOf(c.files, c.day), c.program);
  EXPECT_EQ(section.empty(), c.holds.empty());
  for (const std::string& part : c.holds) {
    EXPECT_NE(section.find(part), std::string::npos) << part << " is not in\n" << section;
  }
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, PageTest, testing::Values(
    Case{"Shanghai2012", kJiading, "2012-12-31", "sh-2012-major",
         {"> (论文转述)", "二手来源", "0 至 30000.00 元(含)部分按 50%", "30000.00 元以上部分按 60%", "50000.00 元"}},
    Case{"Shanghai2012IsOverIn2013", kJiading, "2013-01-01", "sh-2012-major", {}},
    Case{"JiadingTopUp", kJiading, "2012-06-29", "jd-topup",
         {"示例:虚构", "> (示例,虚构)", "| 起付线 | 3000.00 元 |", "起付线以上全部按 50%", "20000.00 元"}},
    Case{"Town", kJiading, "2012-06-29", "town-expenditure",
         {"每户每年", "| 起付线 | 5000.00 元 |", "起付线以上0 至 15000.00 元(含)部分按 30%", "须经申请审批", "安亭镇"}},
    Case{"Charity", kJiading, "2012-06-29", "charity-own-expense",
         {"按 30%", "3000.00 元", "不足 100.00 元 不付", "charity-fund"}},
    Case{"Lump", kJiading, "2012-06-29", "charity-hardship", {"另定额 800.00 元", "10000.00 元"}},
    Case{"ThresholdRatio", kJiading, "2012-06-29", "jd-household-burden", {"达到 40%", "街镇救助所", "示例"}},
    Case{"ThresholdAmount", kJiading, "2012-06-29", "jd-visit-total", {"达到 20000.00 元"}},
    Case{"BeijingPoverty", {"cn-bj/2023.textproto"}, "2023-01-01", "bj-illness-poverty",
         {"已核实", "3万元(含)以下30%", "按年申请", "按 30%", "30000.00 元 至 50000.00 元(含)部分按 40%", "按 50%", "150000.00 元"}},
    Case{"BeijingInpatient", {"cn-bj/2023.textproto"}, "2023-01-01", "bj-inpatient-others",
         {"85%给予救助,全年救助最高支付限额16万元", "按 85%", "160000.00 元", "须经转诊,门诊大病、急诊留观除外"}},
    Case{"BeijingBefore2023", {"cn-bj/2023.textproto"}, "2022-12-31", "bj-inpatient-others", {}},
    Case{"ShanghaiJune2018", {"cn-sh/2018.textproto"}, "2018-06-30", "sh-dibao-inpatient", {"按 80%", "80000.00 元", "80%"}},
    Case{"ShanghaiJuly2018", {"cn-sh/2018.textproto"}, "2018-07-01", "sh-dibao-inpatient", {"按 90%", "130000.00 元", "13万元"}}),
    [](const auto& row) { return row.param.name; });
// clang-format on

std::vector<std::string> NumbersOf(const v1::Program& program) {
  std::vector<std::string> numbers;
  const auto add_yuan = [&](std::int64_t amount_fen) {
    if (amount_fen > 0) numbers.push_back(YuanText(Money::FromFen(amount_fen)) + " 元");
  };
  add_yuan(program.deductible_fen());
  add_yuan(program.minimum_payment_fen());
  add_yuan(program.what().min_in_scope_fen());
  for (const v1::Cap& cap : program.caps()) add_yuan(cap.limit_fen());
  for (const v1::Tier& tier : program.tiers()) {
    add_yuan(tier.up_to_fen());
    add_yuan(tier.lump_fen());
    numbers.push_back("按 " + std::to_string(tier.ratio_bp() / 100) + "%");
  }
  return numbers;
}

// Every number of every shipped program, in the section that holds its quote.
TEST(PageOfLaw, HoldsEveryNumberOfEveryShippedPack) {
  const std::pair<const char*, const char*> packs[] = {
      {"cn-bj/2023.textproto", "2023-06-01"},
      {"cn-sh/2012.textproto", "2012-06-01"},
      {"cn-sh/2018.textproto", "2018-06-30"},
      {"cn-sh/2018.textproto", "2018-07-01"},
      {"cn-sh-jd/2012-pilot.textproto", "2012-06-01"}};
  int programs = 0;
  for (const auto& [name, day] : packs) {
    const auto files = ReadPackFiles({kFolder + std::string(name)});
    ASSERT_TRUE(files.ok());
    const LoadedPack loaded = LoadPack(*files);
    const std::string page = PageOfLaw(loaded.packs, *ParseDay(day));
    for (const v1::Program& program : loaded.packs[0].programs()) {
      const std::string section = Section(page, program.id());
      const std::string quote = program.source().quote();
      if (section.find("> " + quote.substr(0, quote.find('\n'))) == std::string::npos) continue;
      ++programs;
      for (const std::string& number : NumbersOf(program)) {
        EXPECT_NE(section.find(number), std::string::npos) << program.id() << ": " << number;
      }
    }
  }
  EXPECT_EQ(programs, 7 + 1 + 1 + 2 + 8);
}

TEST(PageOfLaw, ShowsDeposits) {
  const std::string page = PageOf({"cn-sh/2018.textproto"}, "2018-07-01");
  EXPECT_NE(page.find("应交额的 0%"), std::string::npos);
  EXPECT_NE(page.find("应交额的 50%"), std::string::npos);
}

TEST(PageOfLaw, ShowsUpstreamFundsAccountsAndFunds) {
  const std::string page = PageOfLaw(LoadText(kBasePack).packs, *ParseDay("2012-03-01"));
  for (const char* part :
       {"## 上游已付救助\n\n### 610100\n\n依据:文件,七。", "| 对应项目 | q |",
        "| 处理 | 按上游已付计,不再计算 |", "## 累计账户", "| a-paid |  | 每人每年 | 封顶:p |",
        "| a-base |  | 每人每年 | 基数:p、q |", "| b-paid |  | 每户终身 | 未使用 |", "## 资金",
        "| f |  | p |", "## 当日无效的版本\n\n- 甲二版 (p):2012-07-01 起"}) {
    EXPECT_NE(page.find(part), std::string::npos) << part << " is not in\n" << page;
  }
}

// What the engine keeps for its metrics is no rule of anybody's.
TEST(PageOfLaw, HidesBuiltInAccounts) {
  std::vector<v1::PolicyPack> packs = LoadText(kBasePack).packs;
  packs[0].add_accounts()->set_id("metric.visit");
  EXPECT_EQ(PageOfLaw(packs, *ParseDay("2012-03-01")).find("metric."), std::string::npos);
}

// A quote cannot break out of its place on the page.
TEST(PageOfLaw, KeepsLinesAndBarsInPlace) {
  std::string text = Edited(kBasePack, "原文一", "第一行\\n# 第二行");
  text = Edited(text, "identities: \"dibao\"", "identities: \"a|b\"");
  const std::string page = PageOfLaw(LoadText(text).packs, *ParseDay("2012-03-01"));
  EXPECT_NE(page.find("> 第一行\n> # 第二行\n"), std::string::npos);
  EXPECT_NE(page.find("| 对象 | a\\|b |"), std::string::npos);
}

}  // namespace
}  // namespace yizhan
