// Codes: every code of the national tables this adapter knows, and some that it does not.

#include "adapters/national/codes.h"

#include "gtest/gtest.h"

namespace yizhan::national {
namespace {

struct CareCase {
  const char* med_type;
  std::optional<v1::CareKind> care_kind;
};

class CareKindOfTest : public testing::TestWithParam<CareCase> {};

TEST_P(CareKindOfTest, Maps) { EXPECT_EQ(CareKindOf(GetParam().med_type), GetParam().care_kind); }

INSTANTIATE_TEST_SUITE_P(
    Table, CareKindOfTest,
    testing::Values(CareCase{"11", v1::OUTPATIENT}, CareCase{"12", v1::OUTPATIENT},
                    CareCase{"13", v1::EMERGENCY}, CareCase{"14", v1::SPECIAL_OUTPATIENT},
                    CareCase{"19", v1::OUTPATIENT}, CareCase{"21", v1::INPATIENT},
                    CareCase{"23", v1::INPATIENT}, CareCase{"24", v1::INPATIENT},
                    CareCase{"41", v1::PHARMACY}, CareCase{"51", std::nullopt},
                    CareCase{"52", std::nullopt}, CareCase{"53", std::nullopt},
                    CareCase{"9901", std::nullopt}, CareCase{"2", std::nullopt}),
    [](const auto& row) { return std::string("MedType") + row.param.med_type; });

struct FundCase {
  const char* fund_pay_type;
  const char* column;
  bool is_aid;
};

class FundTest : public testing::TestWithParam<FundCase> {};

TEST_P(FundTest, HasAColumn) {
  EXPECT_STREQ(ColumnOfFund(GetParam().fund_pay_type), GetParam().column);
  EXPECT_EQ(IsAidFund(GetParam().fund_pay_type), GetParam().is_aid);
}

INSTANTIATE_TEST_SUITE_P(
    Table, FundTest,
    testing::Values(FundCase{"310100", "hifp_pay", false}, FundCase{"390100", "hifp_pay", false},
                    FundCase{"310200", "acct_pay", false}, FundCase{"320100", "cvlserv_pay", false},
                    FundCase{"330100", "hifob_pay", false}, FundCase{"370100", "hifes_pay", false},
                    FundCase{"390200", "hifmi_pay", false}, FundCase{"510100", "oth_pay", false},
                    FundCase{"620100", "oth_pay", false}, FundCase{"999996", "oth_pay", false},
                    FundCase{"999997", "oth_pay", false}, FundCase{"610100", "maf_pay", true},
                    FundCase{"610101", "maf_pay", true}, FundCase{"610102", "maf_pay", true},
                    FundCase{"610103", "maf_pay", true}, FundCase{"610104", "maf_pay", true},
                    FundCase{"610200", "maf_pay", true}, FundCase{"610999", "maf_pay", true}),
    [](const auto& row) { return std::string("Fund") + row.param.fund_pay_type; });

}  // namespace
}  // namespace yizhan::national
