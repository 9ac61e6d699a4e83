// The simulation can fail: wrong stores and engines are caught within a few seeds.

#include <string>

#include "gtest/gtest.h"
#include "tests/simulation/simulation.h"

namespace yizhan::simulation {
namespace {

constexpr std::uint64_t kSeedsMax = 200;

struct Row {
  const char* name;
  Planted planted;
  const char* words;  // Of what was noticed, in one seed at least.
};

class PlantedTest : public testing::TestWithParam<Row> {};

TEST_P(PlantedTest, IsCaught) {
  Sometimes sometimes;
  std::string noticed;
  for (std::uint64_t seed = 1; seed <= kSeedsMax; ++seed) {
    const std::unique_ptr<Disk> disk = MakeMemoryDisk();
    noticed = Play(seed, *disk, sometimes, GetParam().planted).difference;
    if (noticed.find(GetParam().words) != std::string::npos) return;
  }
  ADD_FAILURE() << "never noticed; last: " << noticed;
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, PlantedTest, testing::Values(
  Row{"AnswersBeforeWrite", Planted::kAnswersBeforeWrite, "answered before it can be read"},
  Row{"ForgetsMessageKeys", Planted::kForgetsMessageKeys, "replayed"},
  Row{"ForgetsAccounts", Planted::kForgetsAccounts, "after a batch"},
  Row{"IgnoresFences", Planted::kIgnoresFences, "taken over"}),
  [](const auto& row) { return std::string(row.param.name); });
// clang-format on

}  // namespace
}  // namespace yizhan::simulation
