// What the HIS was told, and what the ledger comes to: a bill's life in rows.

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/intake/stage.h"

namespace yizhan::test {
namespace {

enum class Do : std::uint8_t {
  kSettle,             // M, by the HIS.
  kOther,              // M with other content.
  kReverse,            // M, request id R1.
  kReverseAgain,       // M, request id R2.
  kReverseLateNumber,  // By the number of what was recorded after the fact; R1.
  kReverseNumber,      // By the number under M's key; R1.
  kPromise,            // M, request id R1, for sure.
  kWork,               // One pass of the background.
  kCrash,              // Power is cut; the edge starts again.
  kMinute,             // The HIS keeps silent for longer than the edge waits.
  kDeliver,            // Held copies arrive.
  kSuspend,
  kAnotherChannel,  // The same bill under another message id, straight at the centre.
  kForget,          // The record is pruned.
};

struct Step {
  Do what;
  Told told = Told::kNoAnswer;  // Of what the HIS does.
  std::vector<std::pair<Phase, Fault>> faults = {};
};

struct Row {
  const char* name;
  std::vector<Step> steps;
  Ends ends;
  v1::InboxState state;
};

class LifeTest : public ::testing::TestWithParam<Row> {
 protected:
  void Take(const Step& step) {
    for (const auto& [phase, fault] : step.faults) stage_.line().Plan(phase, {fault});
    const std::optional<Told> told = Act(step.what);
    if (told.has_value()) {
      EXPECT_STREQ(NameOf(*told), NameOf(step.told));
    }
  }

  std::optional<Told> Act(Do what) {
    switch (what) {
      case Do::kSettle:
        return stage_.Settle("M");
      case Do::kOther:
        return Other();
      case Do::kReverse:
        return stage_.Reverse("M", "R1");
      case Do::kReverseAgain:
        return stage_.Reverse("M", "R2");
      case Do::kReverseLateNumber:
        return stage_.ReverseNumber(NumberOf("M~late"), "R1");
      case Do::kReverseNumber:
        return stage_.ReverseNumber(NumberOf("M"), "R1");
      case Do::kPromise:
        return stage_.Promise("M", "R1");
      default:
        Happen(what);
        return std::nullopt;
    }
  }

  void Happen(Do what) {
    switch (what) {
      case Do::kWork:
        stage_.Work();
        return;
      case Do::kCrash:
        stage_.Crash();
        return;
      case Do::kMinute:
        stage_.Advance(60'001);
        return;
      case Do::kDeliver:
        stage_.line().Deliver();
        return;
      case Do::kSuspend:
        stage_.desk().Suspend("H1");
        return;
      case Do::kAnotherChannel:
        AnotherChannel();
        return;
      case Do::kForget:
        Forget();
        return;
      default:
        FAIL();
    }
  }

  Told Other() {
    v1::SettleRequest request = stage_.Request("M");
    SetParts(*request.mutable_bill(), 20'000, 0, 0, 0);
    return stage_.Settle(request);
  }

  void AnotherChannel() {
    v1::SettleRequest request = stage_.Request("M");
    request.mutable_bill()->set_message_id("other-channel");
    request.set_not_after_ms(stage_.desk().clock().NowMs() + 60'000);
    ASSERT_TRUE(stage_.desk().Settle(request).ok());
  }

  void Forget() {
    constexpr std::int64_t kForEverMs = 1'000'000'000'000'000;
    const auto pruned = stage_.inbox().Prune(kForEverMs);
    ASSERT_TRUE(pruned.ok());
    EXPECT_GT(*pruned, 0U);
  }

  std::uint64_t NumberOf(const std::string& message_id) {
    return stage_.desk().Get(message_id).result().number();
  }

  Stage stage_;
};

TEST_P(LifeTest, EndsAsTold) {
  for (const Step& step : GetParam().steps) Take(step);
  stage_.WorkAllOff();
  EXPECT_STREQ(NameOf(stage_.EndsOf("M")), NameOf(GetParam().ends));
  EXPECT_EQ(v1::InboxState_Name(stage_.OwnerOf("M").state()),
            v1::InboxState_Name(GetParam().state));
  EXPECT_TRUE(stage_.desk().Differences().empty());
}

// clang-format off
using F = Fault;
using P = Phase;
using T = Told;
const std::vector<std::pair<P, F>> kAway = {{P::kSettle, F::kDropped}};
const std::vector<std::pair<P, F>> kSettleLost = {{P::kSettle, F::kLost}};
const std::vector<std::pair<P, F>> kSettleHeld = {{P::kSettle, F::kHeld}};
const std::vector<std::pair<P, F>> kSettleCut = {{P::kSettle, F::kCutAfter}};
const std::vector<std::pair<P, F>> kRecordLost = {{P::kRecordLate, F::kLost}};
const std::vector<std::pair<P, F>> kRecordHeld = {{P::kRecordLate, F::kHeld}};
const std::vector<std::pair<P, F>> kRecordDropped = {{P::kRecordLate, F::kDropped}};
const std::vector<std::pair<P, F>> kRecordCut = {{P::kRecordLate, F::kCutAfter}};
const std::vector<std::pair<P, F>> kKeyLost = {{P::kReverseKey, F::kLost}};
const std::vector<std::pair<P, F>> kKeyCut = {{P::kReverseKey, F::kCutAfter}};
const std::vector<std::pair<P, F>> kHisLost = {{P::kHisReversal, F::kLost}};
const std::vector<std::pair<P, F>> kHisHeld = {{P::kHisReversal, F::kHeld}};
const std::vector<std::pair<P, F>> kHisDropped = {{P::kHisReversal, F::kDropped}};
const std::vector<std::pair<P, F>> kHisCut = {{P::kHisReversal, F::kCutAfter}};
const std::vector<std::pair<P, F>> kSecondHisLost = {{P::kHisReversal, F::kNone}, {P::kHisReversal, F::kLost}};
const std::vector<std::pair<P, F>> kSecondHisDropped = {{P::kHisReversal, F::kNone}, {P::kHisReversal, F::kDropped}};
const std::vector<std::pair<P, F>> kSecondHisCut = {{P::kHisReversal, F::kNone}, {P::kHisReversal, F::kCutAfter}};

INSTANTIATE_TEST_SUITE_P(Settling, LifeTest, ::testing::Values(
    Row{"Settled", {{Do::kSettle, T::kResult}}, Ends::kRealTime, v1::ANSWERED},
    Row{"SettledTwice", {{Do::kSettle, T::kResult, {{P::kSettle, F::kTwice}}}}, Ends::kRealTime, v1::ANSWERED},
    Row{"Repeated", {{Do::kSettle, T::kResult}, {Do::kSettle, T::kResult}}, Ends::kRealTime, v1::ANSWERED},
    Row{"RepeatedWhileAway", {{Do::kSettle, T::kResult}, {Do::kSettle, T::kResult, kAway}}, Ends::kRealTime, v1::ANSWERED},
    Row{"RepeatedAfterACrash", {{Do::kSettle, T::kResult}, {Do::kCrash}, {Do::kSettle, T::kResult, kAway}}, Ends::kRealTime, v1::ANSWERED},
    Row{"OtherContent", {{Do::kSettle, T::kResult}, {Do::kOther, T::kRefused}}, Ends::kRealTime, v1::ANSWERED},
    Row{"OtherContentOfALateBill", {{Do::kSettle, T::kLate, kAway}, {Do::kOther, T::kRefused}}, Ends::kAfterwards, v1::RECORDED_LATE},
    Row{"AnotherChannelWasFirst", {{Do::kAnotherChannel}, {Do::kSettle, T::kRefused}}, Ends::kNothing, v1::TURNED_DOWN},
    Row{"Suspended", {{Do::kSuspend}, {Do::kSettle, T::kLate}}, Ends::kAfterwards, v1::RECORDED_LATE}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(Late, LifeTest, ::testing::Values(
    Row{"Away", {{Do::kSettle, T::kLate, kAway}}, Ends::kAfterwards, v1::RECORDED_LATE},
    Row{"AnswerLost", {{Do::kSettle, T::kLate, kSettleLost}}, Ends::kAfterwards, v1::RECORDED_LATE},
    Row{"HeldAndArrivesFirst", {{Do::kSettle, T::kLate, kSettleHeld}, {Do::kDeliver}}, Ends::kAfterwards, v1::RECORDED_LATE},
    Row{"HeldAndArrivesBehindTheTombstone", {{Do::kSettle, T::kLate, kSettleHeld}, {Do::kWork}, {Do::kDeliver}}, Ends::kAfterwards, v1::RECORDED_LATE},
    Row{"StaysLateBeforeTheWork", {{Do::kSettle, T::kLate, kAway}, {Do::kSettle, T::kLate}}, Ends::kAfterwards, v1::RECORDED_LATE},
    Row{"StaysLateWhenItsKeyIsReversed", {{Do::kSettle, T::kLate, kSettleLost}, {Do::kWork, {}, kRecordDropped}, {Do::kSettle, T::kLate}}, Ends::kAfterwards, v1::RECORDED_LATE},
    Row{"StaysLateWhenRecorded", {{Do::kSettle, T::kLate, kAway}, {Do::kWork}, {Do::kSettle, T::kLate}}, Ends::kAfterwards, v1::RECORDED_LATE},
    Row{"StaysLateWhenPruned", {{Do::kSettle, T::kLate, kAway}, {Do::kWork}, {Do::kForget}, {Do::kSettle, T::kLate}}, Ends::kAfterwards, v1::RECORDED_LATE},
    Row{"StaysLateWhenPrunedAndItHadSettled", {{Do::kSettle, T::kLate, kSettleLost}, {Do::kWork}, {Do::kForget}, {Do::kSettle, T::kLate}}, Ends::kAfterwards, v1::RECORDED_LATE},
    Row{"CrashBeforeTheWork", {{Do::kSettle, T::kLate, kSettleLost}, {Do::kCrash}}, Ends::kAfterwards, v1::RECORDED_LATE},
    Row{"KeyReversalLost", {{Do::kSettle, T::kLate, kSettleLost}, {Do::kWork, {}, kKeyLost}}, Ends::kAfterwards, v1::RECORDED_LATE},
    Row{"CrashBehindTheKeyReversal", {{Do::kSettle, T::kLate, kSettleLost}, {Do::kWork, {}, kKeyCut}, {Do::kCrash}}, Ends::kAfterwards, v1::RECORDED_LATE},
    Row{"RecordLost", {{Do::kSettle, T::kLate, kAway}, {Do::kWork, {}, kRecordLost}}, Ends::kAfterwards, v1::RECORDED_LATE},
    Row{"RecordHeld", {{Do::kSettle, T::kLate, kAway}, {Do::kWork, {}, kRecordHeld}, {Do::kWork}, {Do::kDeliver}}, Ends::kAfterwards, v1::RECORDED_LATE},
    Row{"CrashBehindTheRecord", {{Do::kSettle, T::kLate, kAway}, {Do::kWork, {}, kRecordCut}, {Do::kCrash}}, Ends::kAfterwards, v1::RECORDED_LATE},
    Row{"AnotherChannelIsFirst", {{Do::kSettle, T::kLate, kAway}, {Do::kAnotherChannel}, {Do::kWork}, {Do::kSettle, T::kLate}}, Ends::kNothing, v1::TURNED_DOWN}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(CutOff, LifeTest, ::testing::Values(
    Row{"NeverRepeated", {{Do::kSettle, T::kNoAnswer, kSettleCut}, {Do::kCrash}}, Ends::kAfterwards, v1::RECORDED_LATE},
    Row{"RepeatedInTime", {{Do::kSettle, T::kNoAnswer, kSettleCut}, {Do::kCrash}, {Do::kWork}, {Do::kSettle, T::kResult}}, Ends::kRealTime, v1::ANSWERED},
    Row{"RepeatedInTimeWhileAway", {{Do::kSettle, T::kNoAnswer, kSettleCut}, {Do::kCrash}, {Do::kSettle, T::kLate, kAway}}, Ends::kAfterwards, v1::RECORDED_LATE},
    Row{"RepeatedTooLate", {{Do::kSettle, T::kNoAnswer, kSettleCut}, {Do::kCrash}, {Do::kMinute}, {Do::kWork}, {Do::kSettle, T::kLate}}, Ends::kAfterwards, v1::RECORDED_LATE},
    Row{"Reversed", {{Do::kSettle, T::kNoAnswer, kSettleCut}, {Do::kCrash}, {Do::kReverse, T::kReversed}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"ReversedAgain", {{Do::kSettle, T::kNoAnswer, kSettleCut}, {Do::kCrash}, {Do::kReverse, T::kReversed}, {Do::kReverse, T::kReversed}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"ReversalCutBehindTheKey", {{Do::kSettle, T::kNoAnswer, kSettleCut}, {Do::kCrash}, {Do::kReverse, T::kNoAnswer, kHisCut}, {Do::kCrash}, {Do::kReverse, T::kReversed}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"ReversalCutThenLate", {{Do::kSettle, T::kNoAnswer, kSettleCut}, {Do::kCrash}, {Do::kReverse, T::kNoAnswer, kSecondHisCut}, {Do::kCrash}, {Do::kMinute}, {Do::kWork}, {Do::kReverse, T::kTombstone}}, Ends::kNothing, v1::TAKEN_BACK}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(Reversing, LifeTest, ::testing::Values(
    Row{"ASettled", {{Do::kSettle, T::kResult}, {Do::kReverse, T::kReversed}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"ASettledByNumber", {{Do::kSettle, T::kResult}, {Do::kReverseNumber, T::kReversed}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"ASettledAgain", {{Do::kSettle, T::kResult}, {Do::kReverse, T::kReversed}, {Do::kReverse, T::kReversed}, {Do::kReverseAgain, T::kRefused}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"ASettledLost", {{Do::kSettle, T::kResult}, {Do::kReverse, T::kNoAnswer, kHisLost}, {Do::kReverse, T::kReversed}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"ThenSettledAgain", {{Do::kSettle, T::kResult}, {Do::kReverse, T::kReversed}, {Do::kSettle, T::kResult}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"BeforeArrival", {{Do::kReverse, T::kTombstone}, {Do::kSettle, T::kRefused}}, Ends::kNothing, v1::TURNED_DOWN},
    Row{"ALateBeforeTheWork", {{Do::kSettle, T::kLate, kAway}, {Do::kReverse, T::kTombstone}, {Do::kWork}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"ALateThatHadSettled", {{Do::kSettle, T::kLate, kSettleLost}, {Do::kReverse, T::kTombstone}, {Do::kWork}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"ALateWhoseCopyArrivesAfter", {{Do::kSettle, T::kLate, kSettleHeld}, {Do::kReverse, T::kTombstone}, {Do::kDeliver}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"ALateWithItsKeyReversed", {{Do::kSettle, T::kLate, kSettleLost}, {Do::kWork, {}, kRecordDropped}, {Do::kReverse, T::kTombstone}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"ALateWhoseRecordIsHeld", {{Do::kSettle, T::kLate, kAway}, {Do::kWork, {}, kRecordHeld}, {Do::kReverse, T::kTombstone}, {Do::kDeliver}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"ALateWhoseRecordWasLost", {{Do::kSettle, T::kLate, kAway}, {Do::kWork, {}, kRecordLost}, {Do::kReverse, T::kReversed}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"ARecordedLate", {{Do::kSettle, T::kLate, kAway}, {Do::kWork}, {Do::kReverse, T::kReversed}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"ARecordedLateAgain", {{Do::kSettle, T::kLate, kAway}, {Do::kWork}, {Do::kReverse, T::kReversed}, {Do::kReverse, T::kReversed}, {Do::kReverseAgain, T::kRefused}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"ARecordedLateByNumber", {{Do::kSettle, T::kLate, kAway}, {Do::kWork}, {Do::kReverseLateNumber, T::kReversed}, {Do::kWork}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"ARecordedLatePruned", {{Do::kSettle, T::kLate, kAway}, {Do::kWork}, {Do::kForget}, {Do::kReverse, T::kReversed}}, Ends::kNothing, v1::INBOX_STATE_UNSPECIFIED},
    Row{"ALateByTheNumberOfItsKey", {{Do::kSettle, T::kLate, kSettleLost}, {Do::kReverseNumber, T::kReversed}, {Do::kWork}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"LateThenRepeatedAfterReversal", {{Do::kSettle, T::kLate, kAway}, {Do::kReverse, T::kTombstone}, {Do::kSettle, T::kRefused}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"KeyDropped", {{Do::kSettle, T::kLate, kAway}, {Do::kReverse, T::kNoAnswer, kHisDropped}}, Ends::kAfterwards, v1::RECORDED_LATE},
    Row{"KeyLostThenWorkThenAgain", {{Do::kSettle, T::kLate, kAway}, {Do::kReverse, T::kNoAnswer, kHisLost}, {Do::kWork}, {Do::kReverse, T::kReversed}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"SecondDroppedThenWorkThenAgain", {{Do::kSettle, T::kLate, kAway}, {Do::kReverse, T::kNoAnswer, kSecondHisDropped}, {Do::kWork}, {Do::kReverse, T::kReversed}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"SecondLostThenWork", {{Do::kSettle, T::kLate, kAway}, {Do::kReverse, T::kNoAnswer, kSecondHisLost}, {Do::kWork}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"SecondCutThenWork", {{Do::kSettle, T::kLate, kAway}, {Do::kReverse, T::kNoAnswer, kSecondHisCut}, {Do::kCrash}, {Do::kWork}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"HeldArrivesBehindTheRecord", {{Do::kSettle, T::kLate, kAway}, {Do::kReverse, T::kNoAnswer, kHisHeld}, {Do::kWork}, {Do::kDeliver}, {Do::kReverse, T::kReversed}}, Ends::kNothing, v1::TAKEN_BACK}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(Promising, LifeTest, ::testing::Values(
    Row{"AtOnce", {{Do::kSettle, T::kResult}, {Do::kPromise, T::kReversed}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"Later", {{Do::kSettle, T::kResult}, {Do::kPromise, T::kPromised, kHisDropped}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"LaterAfterACrash", {{Do::kSettle, T::kResult}, {Do::kPromise, T::kPromised, kHisLost}, {Do::kCrash}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"CutBehindTheCentre", {{Do::kSettle, T::kResult}, {Do::kPromise, T::kPromised, kHisCut}, {Do::kCrash}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"OwedBillIsNotSettledAgain", {{Do::kSettle, T::kResult}, {Do::kPromise, T::kPromised, kHisDropped}, {Do::kSettle, T::kRefused}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"OfALateBill", {{Do::kSettle, T::kLate, kSettleLost}, {Do::kPromise, T::kPromised, kHisDropped}, {Do::kWork}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"OfARecordedLate", {{Do::kSettle, T::kLate, kAway}, {Do::kWork}, {Do::kPromise, T::kPromised, kHisDropped}}, Ends::kNothing, v1::TAKEN_BACK},
    Row{"OfOneThatNeverArrived", {{Do::kPromise, T::kPromised, kHisDropped}, {Do::kWork}, {Do::kSettle, T::kRefused}}, Ends::kNothing, v1::TURNED_DOWN}),
    [](const auto& row) { return row.param.name; });
// clang-format on

}  // namespace
}  // namespace yizhan::test
