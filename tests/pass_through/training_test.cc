// Every answer that the edge of a training centre writes or changes tells the cashier so; what is
// forwarded untouched stays as it is, and of a real centre nothing is said.

#include "adapters/national/training.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/pass_through/scene.h"

namespace yizhan::test {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Told {
  const char* name;
  std::string body;
  const char* says;
  bool marked = true;
  std::vector<Fate> fates = {};
  bool away = false;
  bool apart = false;
};

class PassThroughTraining : public testing::TestWithParam<Told> {};

std::string BodyOf(bool training) {
  const Told& row = PassThroughTraining::GetParam();
  v1::PassThrough config;
  config.set_aid_apart(row.apart);
  Scene scene(config);
  scene.intake.training_centre = training;
  scene.Start();
  scene.insurer.other_answer =
      R"({"infcode":0,"warn_msg":"医保","output":{"stmt_rslt":"0","fund_pay_sumamt":60.00}})";
  scene.Send(Scene::Settle());
  scene.insurer.fates.assign(row.fates.begin(), row.fates.end());
  scene.intake.centre_away = row.away;
  return scene.Send(row.body).body;
}

TEST_P(PassThroughTraining, IsSaidOfWhatTheEdgeWrote) {
  const std::string told = BodyOf(true);
  EXPECT_THAT(told, HasSubstr(GetParam().says));
  const std::size_t at = told.find(national::kTrainingSentence);
  EXPECT_EQ(at != std::string::npos, GetParam().marked) << told;
  EXPECT_EQ(told.rfind(national::kTrainingSentence), at);
  EXPECT_THAT(BodyOf(false), Not(HasSubstr("培训")));
}

std::string Totals(const char* funds) {
  return Scene::Message("3201", "Q1",
                        R"("stmt_begndate":"2012-06-29","stmt_enddate":"2012-06-29",)"
                        R"("medfee_sumamt":100.00,"fund_pay_sumamt":)" +
                            std::string(funds));
}

INSTANTIATE_TEST_SUITE_P(
    All, PassThroughTraining,
    testing::Values(
        Told{"Settled", Scene::Settle("H2"), R"("maf_pay":20.00)"},
        Told{"SettledAgain", Scene::Settle(), R"("maf_pay":20.00)"},
        Told{.name = "Apart", .body = Scene::Settle("H2"), .says = "yizhan_aid", .apart = true},
        Told{"Trial", Scene::Message("2206", "T1", R"("psn_no":"P1","med_type":"21")"),
             R"("maf_pay":20.00)"},
        Told{.name = "Late", .body = Scene::Settle("H2"), .says = "事后补记", .away = true},
        Told{"Cancelled", Scene::Cancel("C1", "S1"), R"("maf_pay":-20.00)"},
        Told{"StatementChanged", Totals("80.00"), R"("warn_msg":"【培训】)"},
        Told{"StatementDiffers", Totals("81.00"), "1.00 元"},
        Told{.name = "NotReached",
             .body = Scene::Settle("H2"),
             .says = "未能连接医保",
             .fates = {Fate::kUnreachable}},
        Told{.name = "Unknown",
             .body = Scene::Settle("H2"),
             .says = "医保结算结果未知",
             .fates = {Fate::kLost}},
        Told{.name = "QuestionUnanswered",
             .body = Scene::Message("1101", "Q1", ""),
             .says = "医保未答复",
             .fates = {Fate::kLost}},
        Told{"Refused", Scene::Message("2207", kMsgid, R"("psn_no":"P2")"), "内容与前次不同"},
        Told{"Forwarded", Scene::Message("1101", "Q1", ""), R"("warn_msg":"医保")", false},
        Told{.name = "RefusedByTheInsurer",
             .body = Scene::Settle("H2"),
             .says = "拒付",
             .marked = false,
             .fates = {Fate::kRefuses}}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace yizhan::test
