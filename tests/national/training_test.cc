// Every kind of answer of a training centre tells the cashier so; of a real one none does.

#include "adapters/national/training.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/national/door_scene.h"

namespace yizhan::national {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Told {
  const char* name;
  std::string body;
  const char* says;  // Of which kind the answer is.
  bool away = false;
  bool disk_full = false;
};

class TrainingTest : public testing::TestWithParam<Told> {};

std::string WarningOf(bool training) {
  const Told& row = TrainingTest::GetParam();
  DoorScene scene;
  scene.intake->training_centre = training;
  scene.Answer(GoodForDoor());
  scene.intake->centre_away = row.away;
  scene.intake->disk_full = row.disk_full;
  const std::string answer = scene.Post(row.body).body;
  EXPECT_THAT(answer, HasSubstr(row.says));
  const auto json = ParseJson(answer);
  return json.ok() ? TextAt(*json, {"warn_msg"}) : answer;
}

TEST_P(TrainingTest, IsSaidOnceAndFirst) {
  const std::string told = WarningOf(true);
  EXPECT_THAT(told, StartsWith(kTrainingSentence));
  EXPECT_EQ(told.rfind("培训"), told.find("培训"));
  EXPECT_EQ(WarningOf(false).find("培训"), std::string::npos);
}

std::string Ask(const char* infno, const std::string& data) {
  return DoorScene::Enveloped(infno, "Q1", "{" + data + "}");
}

std::string AnotherBill(Changes changes = {}) {
  changes.push_back({"H31011400001201206290930000001", "SECOND"});
  changes.push_back({"\"S1\"", "\"S2\""});
  return GoodForDoor(changes);
}

// clang-format off
const Told kTold[] = {
    {"Settled", GoodForDoor(), R"("infcode":"0")"},
    {"Quote", AnotherBill({{"2207", "2206"}}), R"("infcode":"0")"},
    {"Late", AnotherBill(), "[LATE]", true},
    {"Refused", AnotherBill({{"CANARYNO1", "NOBODY"}}), "[PERSON_UNKNOWN]"},
    {"Unreadable", "{", "[FIELD_MALFORMED]"},
    {"NotStored", AnotherBill(), R"("infcode":"-1")", false, true},
    {"UnknownTransaction", Ask("2211", ""), "[FIELD_UNKNOWN_VALUE]"},
    {"Reversed", Ask("2208", R"("data":{"msgid":"H31011400001201206290930000001"})"), "已冲正结算号"},
    {"NotReversed", Ask("2305", R"("data":{"setl_id":4711})"), "[SETTLEMENT_UNKNOWN]"},
    {"Undone", Ask("2601", R"("data":{"omsgid":"H31011400001201206290930000001","oinfno":"2207"})"), "已冲正结算号"},
    {"UndonePromised", Ask("2601", R"("data":{"omsgid":"H31011400001201206290930000001","oinfno":"2207"})"), "冲正已登记", true},
    {"Person", Ask("1101", R"("data":{"certno":"CANARYNO1"})"), "idetinfo"},
    {"PersonUnknown", Ask("1101", R"("data":{"certno":"NOBODY"})"), "[PERSON_UNKNOWN]"},
    {"QuestionWhileAway", Ask("1101", R"("data":{"certno":"CANARYNO1"})"), R"("infcode":"-1")", true},
    {"Accumulators", Ask("5206", R"("data":{"certno":"CANARYNO1"})"), "cuminfo"},
    {"Totals", Ask("3201", R"("data":{"stmt_begndate":"2012-06-01","stmt_enddate":"2012-06-30","medfee_sumamt":18523.47,"fund_pay_sumamt":9757.13})"), "stmtinfo"},
    {"DetailsRefused", Ask("3202", R"("data":{})"), R"("infcode":"-1")"},
    {"SignIn", Ask("9001", R"("signIn":{"opter_no":"001","mac":"m","ip":"i"})"), "signinoutb"},
    {"SignOut", Ask("9002", R"("signOut":{"sign_no":"YZ201206290930000002","opter_no":"001"})"), "signoutoutb"},
    {"Upload", Ask("9101", R"("fsUploadIn":{"in":"x","filename":"a.txt"})"), "file_qury_no"},
    {"DownloadRefused", Ask("9102", R"("fsDownloadIn":{"file_qury_no":"none"})"), R"("infcode":"-1")"},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Table, TrainingTest, testing::ValuesIn(kTold),
                         [](const auto& row) { return row.param.name; });

TEST(MarkedTrainingTest, SaysItOnce) {
  EXPECT_EQ(MarkedTraining(""), kTrainingSentence);
  EXPECT_EQ(MarkedTraining("甲"), std::string(kTrainingSentence) + "；甲");
  EXPECT_EQ(MarkedTraining(MarkedTraining("甲")), MarkedTraining("甲"));
}

}  // namespace
}  // namespace yizhan::national
