#include "adapters/client/retry_policy.h"

#include <algorithm>
#include <string>

#include "adapters/client/bare_status.h"
#include "engine/base/refusal.h"

namespace yizhan {
namespace {

constexpr int kDoublingsMax = 5;
constexpr std::int64_t kWaitFirstMs = 50;
constexpr std::int64_t kWaitMaxMs = 1000;
// A copy with less time than this is likely to be lost, and then "nothing was done" has become
// "nobody knows".
constexpr std::int64_t kAttemptMinMs = 50;
constexpr std::int64_t kNotAfterUnboundMs = 60'000;  // Of the 2 minutes the engine allows.
// How far this clock may be behind the engine's, and what an answer in the last moment needs.
constexpr std::int64_t kClocksApartMs = 5'000;
constexpr std::int64_t kNotAfterBoundMaxMs = 110'000;

// Nothing was done, and in a moment it may be otherwise.
bool IsBusy(v1::Reason reason) {
  return reason == v1::ENGINE_BUSY || reason == v1::DEADLINE_IN_QUEUE ||
         reason == v1::RATE_LIMITED || reason == v1::MIRROR_AWAY;
}

// An answer given before the message's key was looked at speaks of its own copy only: it settles
// nothing once an earlier copy was lost.
bool SpeaksOfEveryCopy(const absl::Status& answer) {
  if (answer.ok()) return true;
  const v1::ErrorDetail detail = DetailOf(answer);
  if (detail.error_class() == v1::TRY_AGAIN || detail.error_class() == v1::OUTCOME_UNKNOWN) {
    return false;
  }
  switch (detail.reason()) {
    case v1::REASON_UNSPECIFIED:  // Not the engine's.
    case v1::NOT_AUTHENTICATED:
    case v1::NOT_ALLOWED:
    case v1::DEADLINE_REQUIRED:
      return false;
    default:
      return true;
  }
}

}  // namespace

NextStep RetryPolicy::After(const absl::Status& answer) {
  if (answer.ok()) return NextStep::kTell;
  lost_ = lost_ || DetailOf(answer).error_class() == v1::OUTCOME_UNKNOWN;
  if (lost_) return SpeaksOfEveryCopy(answer) ? NextStep::kTell : NextStep::kAskThenSend;
  if (IsUnsent(answer, kClosedField)) return NextStep::kSend;
  // It may be starting: whoever asks waits for it.
  if (IsUnsent(answer, kAddressField)) return NextStep::kAskThenSend;
  return limits_.follows_busy && IsBusy(ReasonOf(answer)) ? NextStep::kSend : NextStep::kTell;
}

absl::Status RetryPolicy::Known(const absl::Status& last) const {
  if (!lost_ || SpeaksOfEveryCopy(last)) return last;
  return Refuse({.reason = v1::OUTCOME_NOT_KNOWN, .found = std::string(last.message())});
}

NextStep AfterQuestion(const absl::Status& answer, bool follows_busy) {
  if (answer.ok() || !follows_busy) return NextStep::kTell;
  const bool again = IsBusy(ReasonOf(answer)) || IsUnsent(answer, kClosedField) ||
                     IsUnsent(answer, kAddressField) ||
                     DetailOf(answer).error_class() == v1::OUTCOME_UNKNOWN;
  return again ? NextStep::kSend : NextStep::kTell;
}

std::int64_t RetryWaitMs(int tried, std::uint64_t random) {
  const std::int64_t longest_ms =
      std::min(kWaitFirstMs << std::clamp(tried, 0, kDoublingsMax), kWaitMaxMs);
  return 1 + static_cast<std::int64_t>(random % static_cast<std::uint64_t>(longest_ms));
}

std::int64_t AttemptMs(std::int64_t deadline_ms, std::int64_t left_ms) {
  return std::min(deadline_ms, std::max<std::int64_t>(left_ms, 1));
}

bool IsWorthSending(std::int64_t left_ms) { return left_ms >= kAttemptMinMs; }

// Whoever has a bound tells somebody "no answer" when it is over. A copy that the network still
// holds then must not post long afterwards; so it dies soon after the bound, and not at the end of
// the two minutes that the engine would allow.
std::int64_t NotAfterMs(std::int64_t now_ms, std::int64_t within_ms) {
  if (within_ms == 0) return now_ms + kNotAfterUnboundMs;
  return now_ms + std::min(within_ms + kClocksApartMs, kNotAfterBoundMaxMs);
}

}  // namespace yizhan
