// PeerLimits: calls a second with a burst, streams at once, and a table that does not grow.

#include "engine/service/peer_limits.h"

#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

constexpr std::int64_t kStartMs = 1'700'000'000'000;

struct Step {
  std::int64_t after_ms;  // Since the start.
  int asked;
  int granted;
};

struct RateRow {
  const char* name;
  std::uint32_t calls_per_second_max;
  std::vector<Step> steps;
};

class RateTest : public ::testing::TestWithParam<RateRow> {};

TEST_P(RateTest, GrantsWhatTheBucketHolds) {
  PeerLimits limits(GetParam().calls_per_second_max, 1);
  for (const Step& step : GetParam().steps) {
    int granted = 0;
    for (int i = 0; i < step.asked; ++i) {
      const absl::Status status = limits.TakeCall("a", kStartMs + step.after_ms);
      if (status.ok()) ++granted;
      EXPECT_EQ(ReasonOf(status), status.ok() ? v1::REASON_UNSPECIFIED : v1::RATE_LIMITED);
    }
    EXPECT_EQ(granted, step.granted) << step.after_ms << " ms";
  }
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, RateTest, ::testing::Values(
    RateRow{"BurstOfASecond",        10, {{0, 15, 10}}},
    RateRow{"RefilledEvenly",        10, {{0, 10, 10}, {99, 1, 0}, {100, 2, 1}, {500, 9, 4}}},
    RateRow{"FullAfterASecond",      10, {{0, 10, 10}, {1000, 15, 10}}},
    RateRow{"NeverMoreThanFull",     10, {{0, 1, 1}, {3'600'000, 15, 10}}},
    RateRow{"ThousandthsAreKept",     3, {{0, 3, 3}, {333, 1, 0}, {334, 1, 1}, {666, 1, 0},
                                          {667, 1, 1}, {1000, 2, 1}}},
    RateRow{"ClockSetBackFillsNothing", 10, {{0, 10, 10}, {-5000, 5, 0}, {-4900, 5, 1}}},
    RateRow{"OneASecond",             1, {{0, 2, 1}, {999, 1, 0}, {1000, 1, 1}}},
    RateRow{"ZeroIsNone",             0, {{0, 1, 0}, {5000, 1, 0}}},
    RateRow{"LargestDoesNotOverflow", 4'294'967'295U, {{0, 2, 2}, {1000, 2, 2}}}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(PeerLimitsTest, PeersDoNotTakeFromEachOther) {
  PeerLimits limits(1, 1);
  EXPECT_TRUE(limits.TakeCall("a", kStartMs).ok());
  EXPECT_FALSE(limits.TakeCall("a", kStartMs).ok());
  EXPECT_TRUE(limits.TakeCall("b", kStartMs).ok());
  EXPECT_TRUE(limits.OpenStream("a").ok());
  EXPECT_TRUE(limits.OpenStream("b").ok());
}

TEST(PeerLimitsTest, StreamsAtOnceAreCounted) {
  PeerLimits limits(10, 2);
  EXPECT_TRUE(limits.OpenStream("a").ok());
  EXPECT_TRUE(limits.OpenStream("a").ok());
  EXPECT_EQ(ReasonOf(limits.OpenStream("a")), v1::TOO_MANY_STREAMS);
  limits.CloseStream("a");
  EXPECT_TRUE(limits.OpenStream("a").ok());
}

TEST(PeerLimitsTest, AStreamThatWasOpenedFirstLeavesTheBucketFull) {
  PeerLimits limits(2, 2);
  EXPECT_TRUE(limits.OpenStream("a").ok());
  EXPECT_TRUE(limits.TakeCall("a", kStartMs).ok());
  EXPECT_TRUE(limits.TakeCall("a", kStartMs).ok());
  EXPECT_FALSE(limits.TakeCall("a", kStartMs).ok());
}

TEST(PeerLimitsTest, QuietPeersAreForgottenAndBusyOnesKept) {
  PeerLimits limits(1, 1);
  ASSERT_TRUE(limits.OpenStream("streaming").ok());
  for (std::size_t i = 1; i < kRememberedPeersMax; ++i) {
    ASSERT_TRUE(limits.TakeCall(std::to_string(i), kStartMs).ok());
  }
  EXPECT_EQ(limits.remembered(), kRememberedPeersMax);
  EXPECT_EQ(ReasonOf(limits.TakeCall("new", kStartMs + 500)), v1::RATE_LIMITED);
  EXPECT_TRUE(limits.TakeCall("new", kStartMs + 1500).ok());
  EXPECT_EQ(limits.remembered(), 2U);
  EXPECT_EQ(ReasonOf(limits.OpenStream("streaming")), v1::TOO_MANY_STREAMS);
}

TEST(PeerLimitsDeathTest, ClosingWhatWasNotOpenedIsOurFault) {
  PeerLimits limits(1, 1);
  EXPECT_DEATH(limits.CloseStream("a"), "");
}

}  // namespace
}  // namespace yizhan
