// The insurer's sign of aid against the register: a remark, never aid.

#include "tests/shanghai/shanghai_scene.h"

namespace yizhan::shanghai {
namespace {

class SignTest : public ShanghaiScene {};

struct HintRow {
  const char* name;
  const char* sign;  // Position 12.
  std::vector<std::string> identities;
  std::uint64_t without_identity;
  std::uint64_t without_hint;
};

// clang-format off
const HintRow kHints[] = {
    {"AidedAndRegistered", "A", {"dibao"}, 0, 0},
    {"MutualHelpAndRegistered", "G", {"dibao"}, 0, 0},
    {"AidedWithoutIdentity", "A", {}, 1, 0},
    {"MutualHelpWithoutIdentity", "G", {}, 1, 0},
    {"EmployeeRegistered", "0", {"dibao"}, 0, 1},
    {"RetiredRegistered", "1", {"dibao"}, 0, 1},
    {"ResidentRegistered", "H", {"dibao"}, 0, 1},
    {"ResidentWithoutIdentity", "B", {}, 0, 0},
    {"SignOfNoTable", "Z", {"dibao"}, 0, 0},
};
// clang-format on

class HintTest : public SignTest, public ::testing::WithParamInterface<HintRow> {};

TEST_P(HintTest, IsComparedAndGivesNothing) {
  desk_->Import("HINTED", GetParam().identities);
  const std::string sign = std::string("00000000000") + GetParam().sign + "0000";
  const Json answer =
      Say("SI11", Changed(kCharge, {{"CANARYNO1", "HINTED"}, {"10000000000A0000", sign.c_str()}}));
  EXPECT_EQ(Text(answer, "xxfhm"), "P001");
  EXPECT_EQ(Body(answer, "jzzje"), GetParam().identities.empty() ? "0.00" : "20.00");
  EXPECT_EQ(door_.hints_without_identity(), GetParam().without_identity);
  EXPECT_EQ(door_.identities_without_hint(), GetParam().without_hint);
  EXPECT_EQ(Remarks(answer).size(), GetParam().without_identity + GetParam().without_hint);
}

INSTANTIATE_TEST_SUITE_P(Door, HintTest, ::testing::ValuesIn(kHints),
                         [](const auto& row) { return row.param.name; });

TEST_F(SignTest, SomebodyTheRegisterDoesNotKnowGetsNoAidForAHint) {
  const Json answer = Say("SI11", Changed(kCharge, {{"CANARYNO1", "NOBODY"}}));
  EXPECT_EQ(Text(answer, "xxfhm"), "E010");
  EXPECT_EQ(Remarks(answer).size(), 1U);
  EXPECT_EQ(door_.hints_without_identity(), 1U);
}

TEST_F(SignTest, AShortAccountattrIsNoHint) {
  EXPECT_TRUE(Remarks(Say("SI11", Changed(kCharge, {{"10000000000A0000", "1"}}))).empty());
}

}  // namespace
}  // namespace yizhan::shanghai
