// A world is cut down to what still shows the difference, and to little else.

#include "tests/property/shrink.h"

#include "gtest/gtest.h"
#include "tests/property/engine_side.h"
#include "tests/property/world.h"

namespace yizhan::property {
namespace {

// Stands for a difference between the evaluators: a fund that is empty leaves a program at 0.
bool AFundCutsToNothing(const World& world) {
  EngineSide engine;
  for (const Operation& operation : world.operations()) {
    const Seen seen = engine.Play(operation);
    if (operation.has_activate() && !seen.refused.empty()) return false;
    if (!seen.outcome.has_value()) continue;
    for (const SeenStep& step : seen.outcome->steps) {
      if (step.zero_reason == v1::ZERO_BY_FUND) return true;
    }
  }
  return false;
}

TEST(ShrinkTest, KeepsWhatShowsIt) {
  World world;
  for (std::uint64_t index = 0; !AFundCutsToNothing(world); ++index) {
    world = MakeWorld(SeedOf(1, index), 60);
  }
  const World smallest = Shrunk(world, AFundCutsToNothing, 4'000);
  EXPECT_TRUE(AFundCutsToNothing(smallest));
  EXPECT_EQ(smallest.seed(), world.seed());
  // Rules, hospital, person, bill; the fund was never granted anything.
  EXPECT_LE(smallest.operations_size(), 4);
  for (const Operation& operation : smallest.operations()) {
    if (!operation.has_activate()) continue;
    ASSERT_EQ(operation.activate().files_size(), 1);
    EXPECT_EQ(operation.activate().files(0).programs_size(), 1);
  }
}

TEST(ShrinkTest, TriesNoMoreThanAllowed) {
  int tries = 0;
  const auto never = [&tries](const World&) {
    ++tries;
    return false;
  };
  const World world = MakeWorld(SeedOf(1, 0), 60);
  const World same = Shrunk(world, never, 50);
  EXPECT_EQ(same.SerializeAsString(), world.SerializeAsString());
  EXPECT_EQ(tries, 50);
}

}  // namespace
}  // namespace yizhan::property
