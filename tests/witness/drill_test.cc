// Promotion, with real processes: what a synchronous mirror keeps, what an asynchronous one lacks,
// and that the engine before it answers nothing more.

#include <cstdio>

#include "gtest/gtest.h"
#include "tests/witness/drill.h"

namespace yizhan::testing {
namespace {

constexpr int kExitPersonMustLook = 3;

void Print(const DrillResult& result) {
  std::printf("answered %llu, lost %llu, resolved %llu, promoted in %lld ms, gap %lld ms\n",
              static_cast<unsigned long long>(result.acknowledged),
              static_cast<unsigned long long>(result.lost),
              static_cast<unsigned long long>(result.unknown_resolved),
              static_cast<long long>(result.promotion_ms),
              static_cast<long long>(result.service_gap_ms));
}

TEST(PromotionTest, SynchronousLosesNothingWhenTheEngineIsKilled) {
  const DrillResult result = RunDrill({.synchronous = true});
  Print(result);
  EXPECT_GT(result.acknowledged, 10U) << "too little load to tell";
  EXPECT_EQ(result.lost, 0U);
  EXPECT_TRUE(result.verified);
}

TEST(PromotionTest, SynchronousEngineThatCannotBeToldAnswersNothingMore) {
  const DrillResult result = RunDrill({.synchronous = true, .end = EngineEnd::kUnheard});
  Print(result);
  EXPECT_GT(result.acknowledged, 10U);
  EXPECT_EQ(result.lost, 0U);
  EXPECT_EQ(result.acknowledged_after_promotion, 0U);
  EXPECT_TRUE(result.verified);
}

TEST(PromotionTest, AsynchronousLosesTheTailOnlyAndTheOldEngineEnds) {
  const DrillResult result = RunDrill({.end = EngineEnd::kTold, .lag_ms = 100});
  Print(result);
  EXPECT_GT(result.acknowledged, 10U);
  EXPECT_GT(result.lost, 0U) << "the mirror heard nothing for 100 ms";
  EXPECT_LT(result.lost, result.acknowledged);
  EXPECT_TRUE(result.lost_are_the_tail);
  EXPECT_EQ(result.old_engine_exit, kExitPersonMustLook);
  EXPECT_NE(result.old_engine_log.find("a newer engine took over"), std::string::npos);
  EXPECT_TRUE(result.verified);
}

}  // namespace
}  // namespace yizhan::testing
