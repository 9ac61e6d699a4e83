// Every kind of answer of a training centre tells the cashier so; of a real one none does.

#include "adapters/national/training.h"

#include "tests/shanghai/shanghai_scene.h"

namespace yizhan::shanghai {
namespace {

struct Told {
  const char* name;
  const char* xxlxm;
  const char* xxnr;  // @ is a jssqxh that was tried, # the number of a settlement.
  const char* xxfhm;
  bool away = false;
  bool disk_full = false;
};

class TrainingTest : public ShanghaiScene, public testing::WithParamInterface<Told> {
 protected:
  static std::string Filled(const std::string& charge, const std::string& trial,
                            const std::string& number) {
    const std::string asked = GetParam().xxnr;
    if (asked == "charge") return charge;
    if (asked == "confirmation") return WithTrial(trial, charge);
    std::string text;
    for (const char c : asked) text += c == '@' ? trial : c == '#' ? number : std::string(1, c);
    return text;
  }
  std::string TextToldBy(bool training) {
    intake_.training_centre = training;
    const std::string number = Settle(Changed(kCharge, {{"YB1", training ? "YB3" : "YB4"}}));
    const std::string charge = Changed(kCharge, {{"YB1", training ? "YB5" : "YB6"}});
    const std::string trial = Try(charge);
    intake_.centre_away = GetParam().away;
    intake_.disk_full = GetParam().disk_full;
    const Json answer = Say(GetParam().xxlxm, Filled(charge, trial, number));
    intake_.centre_away = intake_.disk_full = false;
    EXPECT_EQ(Text(answer, "xxfhm"), GetParam().xxfhm);
    return Text(answer, "fhxx");
  }
};

TEST_P(TrainingTest, IsSaidOnceAndFirst) {
  EXPECT_EQ(TextToldBy(false).find("培训"), std::string::npos);
  const std::string told = TextToldBy(true);
  EXPECT_EQ(told.rfind("培训"), told.find("培训"));
  EXPECT_EQ(told.find(national::kTrainingSentence), 0U) << told;
}

// clang-format off
const Told kTold[] = {
    {"Trial", "SI11", "charge", "P001"},
    {"TrialRefused", "SI51", "{}", "E001"},
    {"Settled", "SI12", "confirmation", "P001"},
    {"Late", "SI12", "confirmation", "E090", true},
    {"NotStored", "SI12", "confirmation", "E091", false, true},
    {"NoSuchTrial", "SI12", "charge", "E020"},
    {"State", "SI91", R"({"jssqxh": "@"})", "P001"},
    {"StateWhileAway", "SI91", R"({"jssqxh": "@"})", "E091", true},
    {"Refunded", "SK01", R"({"translsh": "#", "totalexpense": "100.00"})", "P001"},
    {"RefundDiffers", "SK01", R"({"translsh": "#", "totalexpense": "1.00"})", "E041"},
    {"TotalsRefused", "SL01", "{}", "E001"},
    {"Totals", "SL01", R"({"daycollate": "20120629", "daycount": 0, "totalcuraccpay": 0, "totalhisaccpay": 0, "totalcashpay": 0, "totaltcpay": 0, "totaldffjpay": 0, "totalflzf": 0, "totalfybjsfw": 0})", "P001"},
    {"Accounts", "SM01", R"({"zjhm": "CANARYNO1"})", "P001"},
    {"Identities", "SJ51", R"({"zjhm": "CANARYNO1"})", "P001"},
    {"NobodyHasAccounts", "SM01", R"({"zjhm": "NOBODY"})", "E010"},
    {"UnknownType", "SI99", "{}", "E002"},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Table, TrainingTest, testing::ValuesIn(kTold),
                         [](const auto& row) { return row.param.name; });

TEST_F(ShanghaiScene, WhatIsNoMessageIsMarkedToo) {
  intake_.training_centre = true;
  EXPECT_NE(Post("{").body.find("培训"), std::string::npos);
  EXPECT_NE(door_.Handle({.method = "GET", .target = "/"}).body.find("培训"), std::string::npos);
}

}  // namespace
}  // namespace yizhan::shanghai
