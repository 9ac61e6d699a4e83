// R25: both sides upper-cased, spaces, dots and trailing * + dagger removed; plain string prefix.

#include "engine/rules/icd10.h"

#include <vector>

#include "gtest/gtest.h"

namespace yizhan {
namespace {

struct CodeRow {
  const char* name;
  const char* received;
  const char* plain;
};

class NormalizeTest : public testing::TestWithParam<CodeRow> {};

TEST_P(NormalizeTest, Plain) { EXPECT_EQ(NormalizeIcd10(GetParam().received), GetParam().plain); }

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, NormalizeTest, testing::Values(
    CodeRow{"R25UpperCase",        "n18.5",          "N185"},
    CodeRow{"R25FirstAndLastLetter", "a00.z",        "A00Z"},
    CodeRow{"R25Spaces",           " N18 . 5 ",      "N185"},
    CodeRow{"R25TrailingStar",     "G63.2*",         "G632"},
    CodeRow{"R25TrailingPlus",     "E10.4+",         "E104"},
    CodeRow{"R25TrailingDagger",   "A18.0\xE2\x80\xA0", "A180"},
    CodeRow{"R25TrailingTogether", "A18.0\xE2\x80\xA0*+ ", "A180"},
    CodeRow{"R25InnerMarkStays",   "A18+B20",        "A18+B20"},
    CodeRow{"LocalExtension",      "C34.900x001",    "C34900X001"},
    CodeRow{"Empty",               "",               ""},
    CodeRow{"OnlyMarks",           "*.+",            ""}),
    [](const auto& row) { return row.param.name; });
// clang-format on

using Codes = std::vector<std::string>;

struct MatchRow {
  const char* name;
  Codes diagnoses;
  Codes prefixes;
  bool principal_only;
  bool meets;
};

class MeetsIcd10Test : public testing::TestWithParam<MatchRow> {};

TEST_P(MeetsIcd10Test, Meets) {
  const MatchRow& row = GetParam();
  EXPECT_EQ(MeetsIcd10(row.diagnoses, row.prefixes, row.principal_only), row.meets);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, MeetsIcd10Test, testing::Values(
    MatchRow{"R25Exact",                  {"N18.5"},          {"N185"},       false, true},
    MatchRow{"R25Prefix",                 {"n18.500"},        {"N18"},        false, true},
    MatchRow{"R25PrefixLongerThanCode",   {"N18"},            {"N185"},       false, false},
    MatchRow{"R25PlainPrefixNotInside",   {"XN18"},           {"N18"},        false, false},
    MatchRow{"R25AnyPrefix",              {"C34.9"},          {"N18", "C34"}, false, true},
    MatchRow{"R25AnyDiagnosis",           {"I10", "N18.5"},   {"N18"},        false, true},
    MatchRow{"R25PrincipalOnlyMisses",    {"I10", "N18.5"},   {"N18"},        true,  false},
    MatchRow{"R25PrincipalOnlyMeets",     {"N18.5", "I10"},   {"N18"},        true,  true},
    MatchRow{"R25NoDiagnosisFails",       {},                 {"N18"},        false, false},
    MatchRow{"R25NoPrincipalFails",       {},                 {"N18"},        true,  false}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan
