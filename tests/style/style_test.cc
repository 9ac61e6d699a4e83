// The tree keeps STYLE.md, and every rule of it can fail.

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/style/style_rules.h"

namespace yizhan::style {
namespace {

namespace fs = std::filesystem;

constexpr char kHead[] = "// Bill: what insurance left.\n#pragma once\n";

std::string Lines(std::size_t count, const std::string& line) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += line + "\n";
  return text;
}

struct Row {
  const char* name;
  const char* path;
  std::string text;
  const char* rule;  // Empty: nothing is wrong.
  std::size_t line;
};

const std::vector<Row> kRows = {
    {"FileOf400Lines", "engine/rules/a.cc", Lines(400, "int a;"), "", 0},
    {"FileOf401Lines", "engine/rules/a.cc", Lines(401, "int a;"), "file-length", 401},
    {"LineOf100", "tools/cli/a.cc", "// " + std::string(97, 'a'), "", 0},
    {"LineOf101", "tools/cli/a.cc", "// " + std::string(98, 'a'), "line-width", 1},
    {"LongRowOfATestsTable", "tests/a_test.cc",
     "// clang-format off\n// " + std::string(98, 'a') + "\n// clang-format on\n", "", 0},
    {"LongLineBehindTheTable", "tests/a_test.cc",
     "// clang-format off\n// clang-format on\n// " + std::string(98, 'a'), "line-width", 3},
    {"NoTablesInTheEngine", "engine/rules/a.cc", "// clang-format off\n// " + std::string(98, 'a'),
     "line-width", 2},
    {"ChineseCountsOnce", "tools/cli/a.cc", "// " + Lines(1, "救助救助救助救助救助"), "", 0},
    {"HeaderAsItShouldBe", "engine/rules/bill.h", kHead, "", 0},
    {"HeaderWithoutName", "engine/rules/bill.h", "// bill\n#pragma once\n", "first-line", 1},
    {"HeaderWithoutOnce", "engine/rules/bill.h", "// Bill: a bill.\n", "pragma-once", 1},
    {"ProtoWithoutName", "proto/yizhan/v1/bill.proto", "syntax = \"proto3\";\n", "first-line", 1},
    {"RulesKnowBase", "engine/rules/a.cc", "#include \"engine/base/money.h\"\n", "", 0},
    {"RulesNotPolicy", "engine/rules/a.cc", "#include \"engine/policy/load_pack.h\"\n",
     "include-direction", 1},
    {"BaseNotRules", "engine/base/a.cc", "\n#include \"engine/rules/bill.h\"\n",
     "include-direction", 2},
    {"LedgerNotRegister", "engine/ledger/a.cc", "#include \"engine/register/facts.h\"\n",
     "include-direction", 1},
    {"SettlementNotService", "engine/settlement/a.cc", "#include \"engine/service/a.h\"\n",
     "include-direction", 1},
    {"AdapterNotSettlement", "adapters/files/a.cc", "#include \"engine/settlement/engine.h\"\n",
     "include-direction", 1},
    {"EngineNotAdapter", "engine/books/a.cc", "#include \"adapters/files/register_csv.h\"\n",
     "include-direction", 1},
    {"LoopNotGrpc", "engine/settlement/a.cc", "#include <grpcpp/grpcpp.h>\n", "include-direction",
     1},
    {"RocksOnlyInItsStore", "engine/ledger/tree.cc", "#include \"rocksdb/db.h\"\n",
     "include-direction", 1},
    {"RocksInItsStore", "engine/ledger/rocks_store.cc", "#include \"rocksdb/db.h\"\n", "", 0},
    {"RulesHaveNoClock", "engine/rules/a.cc", "#include \"engine/base/clock.h\"\n",
     "include-direction", 1},
    {"AdjudicateHasNoThread", "engine/adjudicate/a.cc", "#include <thread>\n", "include-direction",
     1},
    {"SecondEvaluatorKnowsItself", "tests/property/second/a.cc",
     "#include \"tests/property/second/b.h\"\n#include \"yizhan/v1/bill.pb.h\"\n", "", 0},
    {"SecondEvaluatorNotEngine", "tests/property/second/a.cc", "#include \"engine/base/money.h\"\n",
     "include-direction", 1},
    {"SecondEvaluatorNotTestSupport", "tests/property/second/a.cc",
     "#include \"tests/support/a.h\"\n", "include-direction", 1},
    {"ToolsKnowAll", "tools/cli/a.cc", "#include \"engine/settlement/engine.h\"\n", "", 0},
    {"Assert", "engine/base/a.cc", "void F() { assert(true); }\n", "no-assert", 1},
    {"StaticAssert", "engine/base/a.cc", "static_assert(true);\n", "", 0},
    {"AssertInComment", "engine/base/a.cc", "// assert(x) is not used.\n", "", 0},
    {"Throw", "adapters/files/a.cc", "void F() {\n  throw 1;\n}\n", "no-exceptions", 2},
    {"Double", "engine/rules/a.cc", "double a;\n", "no-floating-point", 1},
    {"Float", "engine/service/a.cc", "float a;\n", "no-floating-point", 1},
    {"DoubleInText", "engine/rules/a.cc", "const char* a = \"double\";\n", "", 0},
    {"DoubleOutsideTheEngine", "bench/a.cc", "double a;\n", "", 0},
    {"Unfinished", "tools/demo",
     "# TO"
     "DO: more\n",
     "unfinished", 1},
    {"UnfinishedInPack", "engine/policy/packs/a.textproto",
     "# FIX"
     "ME\n",
     "unfinished", 1},
    {"WordInsideWord", "tools/demo",
     "mktemp a.XX"
     "XXXX\n",
     "", 0},
    {"MachinePath", "README.md",
     "see /ro"
     "ot/a\n",
     "machine-path", 1},
    {"VagueName", "engine/rules/string_utils.cc", "", "file-name", 1},
    {"FunctionOf60", "engine/rules/a.cc", "void F() {\n" + Lines(58, "  G();") + "}\n", "", 0},
    {"FunctionOf61", "engine/rules/a.cc", "void F() {\n" + Lines(59, "  G();") + "}\n",
     "function-length", 1},
    {"MethodOf61", "engine/rules/a.cc",
     "class A {\n  int F() const {\n" + Lines(59, "    G();") + "  }\n};\n", "function-length", 2},
    {"ConstructorOf61", "engine/rules/a.cc",
     "A::A(int b) : a_{b}, c_(b) {\n" + Lines(59, "  G();") + "}\n", "function-length", 1},
    {"ConstructorWithBraces", "engine/rules/a.cc",
     "A::A(int b) : a_{b} {\n" + Lines(59, "  G();") + "}\n", "function-length", 1},
    {"LambdaCountsWithItsFunction", "engine/rules/a.cc",
     "void F() {\n  auto g = [](int a) {\n" + Lines(57, "    G();") + "  };\n}\n",
     "function-length", 1},
    {"LongTableIsNoFunction", "engine/rules/a.cc",
     "constexpr Row kRows[] = {\n" + Lines(90, "  {1, F(2)},") + "};\n", "", 0},
    {"LongClassIsNoFunction", "engine/rules/a.h",
     kHead + std::string("template <class T>\nclass A {\n") + Lines(90, "  int F();") + "};\n", "",
     0},
    {"NotSource", "engine/policy/packs/a.png",
     "TO"
     "DO",
     "", 0},
};

class StyleRule : public testing::TestWithParam<Row> {};

TEST_P(StyleRule, FindsExactlyThis) {
  const Row& row = GetParam();
  const std::vector<Finding> findings = CheckStyle({row.path, row.text});
  if (std::string(row.rule).empty()) {
    EXPECT_THAT(findings, testing::IsEmpty()) << findings.front().rule;
    return;
  }
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].rule, row.rule);
  EXPECT_EQ(findings[0].line, row.line);
}

INSTANTIATE_TEST_SUITE_P(Table, StyleRule, testing::ValuesIn(kRows),
                         [](const testing::TestParamInfo<Row>& row) { return row.param.name; });

bool IsOutside(const fs::path& folder) {
  const std::string name = folder.filename().string();
  return name == "build" || name == ".git" || name == "node_modules" || name == ".cache";
}

std::vector<SourceFile> ReadTree(const fs::path& root) {
  std::vector<SourceFile> files;
  for (fs::recursive_directory_iterator it(root), end; it != end; ++it) {
    if (it->is_directory() && IsOutside(it->path())) it.disable_recursion_pending();
    if (!it->is_regular_file()) continue;
    const std::string path = it->path().lexically_relative(root).generic_string();
    if (!IsSource(path)) continue;
    std::ostringstream text;
    text << std::ifstream(it->path(), std::ios::binary).rdbuf();
    files.push_back({path, text.str()});
  }
  return files;
}

TEST(StyleTree, EveryFileKeepsEveryRule) {
  const std::vector<SourceFile> files = ReadTree(YIZHAN_SOURCE_DIR);
  EXPECT_GT(files.size(), 50U) << "the tree was not found";
  for (const SourceFile& file : files) {
    for (const Finding& finding : CheckStyle(file)) {
      ADD_FAILURE() << file.path << ":" << finding.line << ": [" << finding.rule << "] "
                    << finding.words;
    }
  }
}

}  // namespace
}  // namespace yizhan::style
