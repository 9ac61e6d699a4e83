// The engine and the second evaluator agree on every step, account and fund of many made-up worlds.
// Two tests, so that two cores share the work.

#include <cstdio>

#include "gtest/gtest.h"
#include "tests/property/run.h"
#include "tests/property/seed.h"

namespace yizhan::property {
namespace {

constexpr std::uint64_t kBills = 100'000;  // Each.
constexpr std::uint64_t kBillsForCounters = 20'000;

void ExpectAgreement(std::uint64_t seed) {
  const std::uint64_t bills = kBills * YIZHAN_PROPERTY_PERCENT / 100;
  NameSeedOnAbort();
  const RunResult result = Run({.seed = seed, .bills = bills, .kept_folder = YIZHAN_BINARY_DIR});
  std::printf("%s", result.counters.Table().c_str());
  EXPECT_EQ(result.difference, "") << "kept as " << result.kept_file;
  if (result.counters.bills() < kBillsForCounters) return;
  for (const std::string& rare : result.counters.TooRare()) ADD_FAILURE() << "too rare: " << rare;
}

TEST(AgreeTest, FirstHalf) { ExpectAgreement(PrintedSeed(20'120'629, 0)); }
TEST(AgreeTest, SecondHalf) { ExpectAgreement(PrintedSeed(20'120'629, 1)); }

}  // namespace
}  // namespace yizhan::property
