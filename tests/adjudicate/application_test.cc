// What case files cannot say of a settlement on application: metrics at the end of int64.

#include "engine/adjudicate/application.h"

#include <limits>
#include <vector>

#include "engine/base/refusal.h"
#include "engine/policy/compile_thresholds.h"
#include "gtest/gtest.h"
#include "tests/adjudicate/small_pack.h"

namespace yizhan {
namespace {

constexpr std::int64_t kInt64Min = std::numeric_limits<std::int64_t>::min();

// Half of 100 is paid: what the year leaves falls by 50 (D6).
class ApplicationDueTest : public testing::Test {
 protected:
  ApplicationDueTest() {
    AddProgram(pack_, HalfProgram("half", AddAccount(pack_, "base")));
    AddMetricAccounts(pack_);
    accounts_.resize(pack_.accounts.size());
    residuals_[Bucket::kInScopeSelfPay] = Money::FromFen(100);
  }

  CompiledPack pack_;
  Buckets residuals_;
  std::vector<Money> accounts_;
};

TEST_F(ApplicationDueTest, D6FallsByWhatIsPaid) {
  for (const MetricAccount metric : {MetricAccount::kYearDue, MetricAccount::kHouseholdYearDue}) {
    accounts_[pack_.PlaceOfMetric(metric)] = Money::FromFen(kInt64Min + 50);
    const auto outcome = AdjudicateApplication(pack_, 0, residuals_, accounts_, {});
    ASSERT_TRUE(outcome.ok()) << outcome.status();
    EXPECT_EQ(outcome->account_delta[pack_.PlaceOfMetric(metric)], Money::FromFen(-50));
  }
}

TEST_F(ApplicationDueTest, R1IsRefusedWhenItWouldNotFit) {
  for (const MetricAccount metric : {MetricAccount::kYearDue, MetricAccount::kHouseholdYearDue}) {
    accounts_.assign(pack_.accounts.size(), Money());
    accounts_[pack_.PlaceOfMetric(metric)] = Money::FromFen(kInt64Min + 49);
    const auto outcome = AdjudicateApplication(pack_, 0, residuals_, accounts_, {});
    EXPECT_EQ(ReasonOf(outcome.status()), v1::AMOUNT_OVERFLOW);
  }
}

}  // namespace
}  // namespace yizhan
