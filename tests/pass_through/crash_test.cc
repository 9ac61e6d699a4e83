#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/pass_through/scene.h"

namespace yizhan::test {
namespace {

// Once the insurer's answer is on disk, a repeat after a crash does not ask it again.
TEST(PassThroughSettles, AfterACrashTheStoredAnswerIsTold) {
  int stored = 0;
  for (int writes = 0; writes < 12; ++writes) {
    SCOPED_TRACE(writes);
    Scene scene;
    scene.intake.disk.left = writes;
    scene.Send(Scene::Settle());
    scene.Restart();
    const auto open = scene.door->OpenIntents();
    if (open.empty() || open[0].state != v1::PASS_SETTLED) continue;
    ++stored;
    EXPECT_EQ(Setlinfo(scene.Ask(Scene::Settle()), "fund_pay_sumamt"), "80.00");
    EXPECT_EQ(scene.insurer.asked.size(), 1U);
    EXPECT_TRUE(scene.AidLive());
  }
  EXPECT_GE(stored, 2) << "before aid, and after it";
}

// A crash after each write of a settlement and what follows; then a restart.
struct Story {
  const char* name;
  std::vector<std::string> messages;
  std::vector<Fate> fates;
};

class AfterACrash : public testing::TestWithParam<Story> {};

TEST_P(AfterACrash, BothSidesAgreeAndARepeatSaysSo) {
  constexpr int kWritesMax = 60;
  bool finished = false;
  for (int writes = 0; writes < kWritesMax && !finished; ++writes) {
    SCOPED_TRACE(writes);
    Scene scene;
    scene.insurer.fates.assign(GetParam().fates.begin(), GetParam().fates.end());
    scene.intake.disk.left = writes;
    for (const std::string& message : GetParam().messages) scene.Send(message);
    finished = scene.intake.disk.left > 0;
    scene.Restart();
    for (int round = 0; round < 4 && !scene.door->ResumeOnce(); ++round) continue;
    EXPECT_TRUE(scene.door->OpenIntents().empty());
    EXPECT_EQ(scene.InsurerLive(), scene.AidLive());
    scene.insurer.fates.clear();
    const std::string repeat = Infcode(scene.Ask(GetParam().messages[0]));
    EXPECT_EQ(repeat == "0", scene.InsurerLive());
    EXPECT_EQ(scene.InsurerLive(), scene.AidLive());
    EXPECT_EQ(scene.desk->Differences(), std::vector<std::string>());
  }
  EXPECT_TRUE(finished) << "the story takes more writes than were tried";
}

INSTANTIATE_TEST_SUITE_P(
    All, AfterACrash,
    testing::Values(Story{"Settled", {Scene::Settle()}, {}},
                    Story{"SettledAndCutOff", {Scene::Settle()}, {Fate::kCutAfter}},
                    Story{"Cancelled", {Scene::Settle(), Scene::Cancel("C1", "S1")}, {}},
                    Story{"CancelledAndCutOff",
                          {Scene::Settle(), Scene::Cancel("C1", "S1")},
                          {Fate::kAnswers, Fate::kCutAfter}},
                    Story{"TakenBack", {Scene::Settle(), Scene::TakeBack("R1", kMsgid)}, {}},
                    Story{"TakenBackAndCutOff",
                          {Scene::Settle(), Scene::TakeBack("R1", kMsgid)},
                          {Fate::kCutAfter, Fate::kCutAfter}},
                    Story{"TakenBackTwice",
                          {Scene::Settle(), Scene::TakeBack("R1", kMsgid),
                           Scene::TakeBack("R1", kMsgid)},
                          {}}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace yizhan::test
