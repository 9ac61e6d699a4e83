// RetryPolicy: which answer is followed by what, over all copies of one message.

#include "adapters/client/retry_policy.h"

#include <cstdint>
#include <string>
#include <vector>

#include "adapters/client/bare_status.h"
#include "adapters/client/client.h"
#include "engine/base/refusal.h"
#include "grpcpp/support/status.h"
#include "gtest/gtest.h"

namespace yizhan {
namespace {

absl::Status Refused(v1::Reason reason) { return Refuse({.reason = reason}); }

// As gRPC itself says it.
absl::Status Bare(grpc::StatusCode code, const std::string& text) {
  return FromGrpc(grpc::Status(code, text));
}

const absl::Status kOk = absl::OkStatus();
const absl::Status kLost = Bare(grpc::StatusCode::UNAVAILABLE, "Socket closed");
const absl::Status kOver = Bare(grpc::StatusCode::DEADLINE_EXCEEDED, "Deadline Exceeded");
const absl::Status kDown =
    Bare(grpc::StatusCode::UNAVAILABLE, "failed to connect to all addresses; refused");
const absl::Status kClosed =
    Bare(grpc::StatusCode::UNAVAILABLE, "failed to connect to all addresses; Socket closed");
const absl::Status kNoTls =
    Bare(grpc::StatusCode::UNAVAILABLE, "failed to connect to all addresses; Ssl handshake failed");
const absl::Status kTooLarge = Bare(grpc::StatusCode::RESOURCE_EXHAUSTED, "larger than max");
const absl::Status kBusy = Refused(v1::ENGINE_BUSY);

constexpr NextStep kTell = NextStep::kTell;
constexpr NextStep kSend = NextStep::kSend;
constexpr NextStep kAsk = NextStep::kAskThenSend;

constexpr v1::ErrorClass kNone = v1::ERROR_CLASS_UNSPECIFIED;

struct Row {
  const char* name;
  bool follows_busy;
  std::vector<absl::Status> answers;
  std::vector<NextStep> steps;
  v1::ErrorClass known;  // What may be told after the last of them.
};

class RetryPolicyTest : public ::testing::TestWithParam<Row> {};

TEST_P(RetryPolicyTest, GoesOnUntilAnAnswerSpeaksOfEveryCopy) {
  const Row& row = GetParam();
  RetryPolicy policy({.tries_max = 5, .follows_busy = row.follows_busy});
  ASSERT_EQ(row.answers.size(), row.steps.size());
  for (std::size_t i = 0; i < row.answers.size(); ++i) {
    EXPECT_EQ(policy.After(row.answers[i]), row.steps[i]) << i << " " << row.answers[i];
  }
  EXPECT_EQ(DetailOf(policy.Known(row.answers.back())).error_class(), row.known);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, RetryPolicyTest, ::testing::Values(
    Row{"Settled",            true,  {kOk},                  {kTell}, kNone},
    Row{"RejectedIsFinal",    true,  {Refused(v1::LATE)},    {kTell}, v1::REJECTED},
    Row{"ConflictIsFinal",    true,  {Refused(v1::BILL_ALREADY_SETTLED)}, {kTell}, v1::CONFLICT},
    Row{"TooLargeIsFinal",    true,  {kTooLarge},            {kTell}, v1::REJECTED},
    Row{"BusyIsTheCallers",   false, {kBusy},                {kTell}, v1::TRY_AGAIN},
    Row{"Busy",               true,  {kBusy},                {kSend}, v1::TRY_AGAIN},
    Row{"QueueDeadline",      true,  {Refused(v1::DEADLINE_IN_QUEUE)}, {kSend}, v1::TRY_AGAIN},
    Row{"RateLimited",        true,  {Refused(v1::RATE_LIMITED)}, {kSend}, v1::TRY_AGAIN},
    Row{"MirrorAway",         true,  {Refused(v1::MIRROR_AWAY)}, {kSend}, v1::TRY_AGAIN},
    Row{"DiskReserveIsForAnOperator", true, {Refused(v1::DISK_RESERVE)}, {kTell}, v1::TRY_AGAIN},
    Row{"NoPackIsForAnOfficer", true, {Refused(v1::NO_ACTIVE_PACK)}, {kTell}, v1::TRY_AGAIN},
    Row{"StoppingIsTheCallers", true, {Refused(v1::SHUTTING_DOWN)}, {kTell}, v1::TRY_AGAIN},
    Row{"Down",               false, {kDown},                {kAsk},  v1::TRY_AGAIN},
    Row{"Closed",             false, {kClosed},              {kSend}, v1::TRY_AGAIN},
    Row{"NoTls",              true,  {kNoTls},               {kTell}, v1::TRY_AGAIN},
    Row{"Lost",               false, {kLost},                {kAsk},  v1::OUTCOME_UNKNOWN},
    Row{"TimedOut",           false, {kOver},                {kAsk},  v1::OUTCOME_UNKNOWN},
    Row{"EngineDoesNotKnow",  false, {Refused(v1::OUTCOME_NOT_KNOWN)}, {kAsk},
        v1::OUTCOME_UNKNOWN},
    Row{"LostThenSettled",    false, {kLost, kOk},           {kAsk, kTell}, kNone},
    Row{"LostThenLate",       false, {kLost, Refused(v1::LATE)}, {kAsk, kTell}, v1::REJECTED},
    Row{"LostThenTombstoned", false, {kLost, Refused(v1::MESSAGE_TOMBSTONED)}, {kAsk, kTell},
        v1::REJECTED},
    // What follows speaks of the copy that was sent last only.
    Row{"LostThenBusy",       true,  {kLost, kBusy},         {kAsk, kAsk}, v1::OUTCOME_UNKNOWN},
    Row{"LostThenNoPack",     true,  {kLost, Refused(v1::NO_ACTIVE_PACK)}, {kAsk, kAsk},
        v1::OUTCOME_UNKNOWN},
    Row{"LostThenDown",       true,  {kLost, kDown},         {kAsk, kAsk}, v1::OUTCOME_UNKNOWN},
    Row{"LostThenClosed",     true,  {kLost, kClosed},       {kAsk, kAsk}, v1::OUTCOME_UNKNOWN},
    Row{"LostThenNoTls",      true,  {kLost, kNoTls},        {kAsk, kAsk}, v1::OUTCOME_UNKNOWN},
    Row{"LostThenTooLarge",   true,  {kLost, kTooLarge},     {kAsk, kAsk}, v1::OUTCOME_UNKNOWN},
    Row{"LostThenRevoked",    true,  {kLost, Refused(v1::NOT_AUTHENTICATED)}, {kAsk, kAsk},
        v1::OUTCOME_UNKNOWN},
    Row{"LostThenNotAllowed", true,  {kLost, Refused(v1::NOT_ALLOWED)}, {kAsk, kAsk},
        v1::OUTCOME_UNKNOWN},
    Row{"BusyThenLostThenBusy", true, {kBusy, kLost, kBusy}, {kSend, kAsk, kAsk},
        v1::OUTCOME_UNKNOWN},
    Row{"DownThenBusy",       true,  {kDown, kBusy},         {kAsk, kSend}, v1::TRY_AGAIN}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(RetryPolicyTest, HasSoManyTriesAndNoMore) {
  RetryPolicy policy({.tries_max = 2});
  EXPECT_EQ(policy.TakeTry(), 0);
  EXPECT_EQ(policy.TakeTry(), 1);
  EXPECT_EQ(policy.TakeTry(), -1);
  EXPECT_EQ(policy.TakeTry(), -1);
}

struct QuestionRow {
  const char* name;
  absl::Status answer;
  NextStep bound;  // Without a bound every answer is told.
};

class QuestionTest : public ::testing::TestWithParam<QuestionRow> {};

TEST_P(QuestionTest, IsAskedAgainWhenThereWasNoAnswer) {
  EXPECT_EQ(AfterQuestion(GetParam().answer, true), GetParam().bound);
  EXPECT_EQ(AfterQuestion(GetParam().answer, false), kTell);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, QuestionTest, ::testing::Values(
    QuestionRow{"Answered",      kOk,        kTell},
    QuestionRow{"Lost",          kLost,      kSend},
    QuestionRow{"TimedOut",      kOver,      kSend},
    QuestionRow{"Down",          kDown,      kSend},
    QuestionRow{"Closed",        kClosed,    kSend},
    QuestionRow{"NoTls",         kNoTls,     kTell},
    QuestionRow{"Busy",          kBusy,      kSend},
    QuestionRow{"NobodyKnown",   Refused(v1::PERSON_UNKNOWN), kTell},
    QuestionRow{"NotAllowed",    Refused(v1::NOT_ALLOWED),    kTell},
    QuestionRow{"NoPack",        Refused(v1::NO_ACTIVE_PACK), kTell}),
    [](const auto& row) { return row.param.name; });
// clang-format on

struct WaitRow {
  const char* name;
  int tried;
  std::int64_t longest_ms;
};

class WaitTest : public ::testing::TestWithParam<WaitRow> {};

TEST_P(WaitTest, LiesAnywhereUpToAnExponentialCap) {
  const WaitRow& row = GetParam();
  const auto longest = static_cast<std::uint64_t>(row.longest_ms);
  EXPECT_EQ(RetryWaitMs(row.tried, 0), 1);
  EXPECT_EQ(RetryWaitMs(row.tried, longest - 1), row.longest_ms);
  EXPECT_EQ(RetryWaitMs(row.tried, longest), 1);
  EXPECT_LE(RetryWaitMs(row.tried, UINT64_MAX), row.longest_ms);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, WaitTest, ::testing::Values(
    WaitRow{"First",  0, 50},
    WaitRow{"Second", 1, 100},
    WaitRow{"Fifth",  4, 800},
    WaitRow{"Sixth",  5, 1000},
    WaitRow{"Later",  6, 1000},
    WaitRow{"Last",   1'000'000, 1000}),
    [](const auto& row) { return row.param.name; });
// clang-format on

TEST(BoundTest, ACopyHasItsDeadlineOrWhatIsLeft) {
  EXPECT_EQ(AttemptMs(3000, kNoBoundMs), 3000);
  EXPECT_EQ(AttemptMs(3000, 5000), 3000);
  EXPECT_EQ(AttemptMs(3000, 700), 700);
  EXPECT_EQ(AttemptMs(3000, 0), 1);
  EXPECT_EQ(AttemptMs(3000, -7), 1);
}

TEST(BoundTest, NoCopyIsSentInTheLastMoment) {
  EXPECT_TRUE(IsWorthSending(kNoBoundMs));
  EXPECT_TRUE(IsWorthSending(50));
  EXPECT_FALSE(IsWorthSending(49));
  EXPECT_FALSE(IsWorthSending(-1));
}

// The engine takes 120 s at most.
TEST(BoundTest, AMessageDiesSoonAfterTheBoundOfItsCall) {
  EXPECT_EQ(NotAfterMs(1'000'000, 0), 1'060'000);
  EXPECT_EQ(NotAfterMs(1'000'000, 1), 1'005'001);
  EXPECT_EQ(NotAfterMs(1'000'000, 3000), 1'008'000);
  EXPECT_EQ(NotAfterMs(1'000'000, 600'000), 1'110'000);
}

}  // namespace
}  // namespace yizhan
