// A training ledger: its first entry says so, every result does, and no engine for real data opens
// it, nor the other way round.

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/relief_scene.h"

namespace yizhan::test {
namespace {

absl::Status StartOn(Desk& desk, bool training) {
  return Engine::Start(desk.store(), desk.packs(), desk.clock(), desk.random(), desk.index_key(),
                       desk.personal(), {.training = training, .threaded = false})
      .status();
}

struct Mode {
  const char* name;
  bool training;
  const char* says;  // To an engine of the other mode.
};
class TrainingTest : public testing::TestWithParam<Mode> {
 protected:
  const bool training_ = GetParam().training;
  std::unique_ptr<Desk> desk_ = Desk::Ready({.training = training_});
  std::uint64_t li_ = desk_->Import("000000-LI", {"dibao"});
};

TEST_P(TrainingTest, TheFirstEntrySaysSo) {
  EXPECT_EQ(desk_->EntryAt(0).ledger_opened().training(), training_);
}

TEST_P(TrainingTest, EveryResultSaysSo) {
  EXPECT_EQ(desk_->Quote(MakeBill("1"), li_)->training(), training_);
  const v1::SettleResult settled = desk_->Post(MakeBill("1"), li_);
  EXPECT_EQ(settled.training(), training_);
  EXPECT_EQ(desk_->Post(MakeBill("1"), li_).training(), training_) << "replayed";
  EXPECT_EQ(desk_->Get("1").result().training(), training_);
  v1::ExplainRequest explain;
  explain.set_number(settled.number());
  EXPECT_EQ(desk_->queries().Explain(ReliefCaller(), explain)->result().training(), training_);
  EXPECT_EQ(desk_->queries().List(ReliefCaller(), {})->results(0).training(), training_);
  EXPECT_EQ(desk_->Reverse(settled.number(), "back")->original().training(), training_);
  const auto outside =
      desk_->RecordOutsideAid(ReliefCaller(), OutsideRequest(li_, "outside", 5'000, 1'000));
  ASSERT_TRUE(outside.ok()) << outside.status();
  EXPECT_EQ(outside->result().training(), training_);
  EXPECT_TRUE(desk_->Differences().empty());
}

// Before it is fenced: the engine that is at work goes on.
TEST_P(TrainingTest, AnEngineOfTheOtherModeDoesNotOpenIt) {
  const absl::Status refused = StartOn(*desk_, !training_);
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.message()), testing::HasSubstr(GetParam().says));
  EXPECT_EQ(desk_->Post(MakeBill("1"), li_).state(), v1::SETTLED);
}

TEST_P(TrainingTest, OneOfItsOwnModeDoes) { EXPECT_TRUE(StartOn(*desk_, training_).ok()); }

INSTANTIATE_TEST_SUITE_P(Modes, TrainingTest,
                         testing::Values(Mode{"Training", true, "holds a training ledger"},
                                         Mode{"Real", false, "ledger of real data"}),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace yizhan::test
