// The configuration of the national door.

#include "adapters/national/national_options.h"

#include <google/protobuf/text_format.h>

#include "engine/base/whole_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/scratch_folder.h"

namespace yizhan::national {
namespace {

v1::NationalDoor ConfigOf(const std::string& text) {
  v1::NationalDoor config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config)) << text;
  return config;
}

TEST(OptionsOfTest, ReadsAllOfIt) {
  ScratchFolder folder;
  ASSERT_TRUE(WriteWhole(folder / "token", "secret\n", Privacy::kSecret).ok());
  const auto options = OptionsOf(ConfigOf(R"(funds { program_id: "a" fund_pay_type: "610103" }
                  identities { identity: "dibao" psn_idet_type: "1" }
                  paasid: "hospital" paas_token_path: ")" +
                                          (folder / "token") + "\""),
                                 "H1");
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->institution_id, "H1");
  EXPECT_EQ(options->funds.at("a"), "610103");
  EXPECT_EQ(options->identities.at("dibao"), "1");
  EXPECT_EQ(options->paasid, "hospital");
  EXPECT_EQ(options->paas_token, "secret");
}

struct Wrong {
  const char* name;
  const char* config;
  const char* says;
};

class NationalOptionsTest : public testing::TestWithParam<Wrong> {};

TEST_P(NationalOptionsTest, IsRefused) {
  const auto options = OptionsOf(ConfigOf(GetParam().config), "H1");
  EXPECT_EQ(options.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(options.status().message(), testing::HasSubstr(GetParam().says));
}

// clang-format off
const Wrong kWrong[] = {
    {"FundWithoutProgram", R"(funds { fund_pay_type: "610100" })", "national.funds"},
    {"FundWithoutCode", R"(funds { program_id: "a" })", "national.funds"},
    {"InsurersCode", R"(funds { program_id: "a" fund_pay_type: "310100" })", "national.funds"},
    {"ProgramTwice", R"(funds { program_id: "a" fund_pay_type: "610100" } funds { program_id: "a" fund_pay_type: "610101" })", "twice"},
    {"IdentityWithoutCode", R"(identities { identity: "dibao" })", "national.identities"},
    {"CodeWithoutIdentity", R"(identities { psn_idet_type: "1" })", "national.identities"},
    {"CodeTooLong", R"(identities { identity: "dibao" psn_idet_type: "1234" })", "national.identities"},
    {"IdentityTwice", R"(identities { identity: "dibao" psn_idet_type: "1" } identities { identity: "dibao" psn_idet_type: "2" })", "twice"},
    {"PaasidAlone", R"(paasid: "hospital")", "national.paasid"},
    {"TokenAlone", R"(paas_token_path: "/no/such/file")", "national.paasid"},
    {"NoTokenFile", R"(paasid: "hospital" paas_token_path: "/no/such/file")", "/no/such/file"},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Table, NationalOptionsTest, testing::ValuesIn(kWrong),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace yizhan::national
