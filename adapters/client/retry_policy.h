// RetryPolicy: whether a message is sent again after an answer, and how long is waited before.
//
// Units:    *_ms are milliseconds.
// Threads:  one call has one.
// Law:      adjudication.md section 8, R40, R43; design.md "The client library implements the
//           asking".
#pragma once

#include <cstdint>

#include "absl/status/status.h"

namespace yizhan {

enum class NextStep {
  kTell,         // The answer stands, or nothing better can be had.
  kSend,         // Wait, then send the same again.
  kAskThenSend,  // Wait, ask whether it happened (or whether anybody is there), then send again.
};

struct RetryLimits {
  int tries_max = 0;
  // Whether a busy engine's "try again" is followed here, or left to the caller.
  bool follows_busy = false;
};

// The state of one message that moves money, over all copies of it that were sent.
class RetryPolicy {
 public:
  explicit RetryPolicy(RetryLimits limits) : limits_(limits) {}

  // After the answer to a copy.
  NextStep After(const absl::Status& answer);
  // One more try, numbered from 0; -1: there is none left.
  int TakeTry() { return tries_ < limits_.tries_max ? tries_++ : -1; }
  // What the caller is told when no more is sent: `last`, or OUTCOME_NOT_KNOWN when an earlier
  // copy may have been carried out and `last` does not say so.
  absl::Status Known(const absl::Status& last) const;

 private:
  RetryLimits limits_;
  int tries_ = 0;
  bool lost_ = false;  // Some copy may have been, or still be, carried out.
};

// The same for a question, which may be sent any number of times.
NextStep AfterQuestion(const absl::Status& answer, bool follows_busy);

// Full jitter on an exponential wait: callers that were refused together do not come back together.
std::int64_t RetryWaitMs(int tried, std::uint64_t random);

// What is left of a call without a bound.
inline constexpr std::int64_t kNoBoundMs = INT64_MAX;
// The deadline of the next copy.
std::int64_t AttemptMs(std::int64_t deadline_ms, std::int64_t left_ms);
// Whether one more copy may still be answered in time.
bool IsWorthSending(std::int64_t left_ms);

// Until when the engine may post a message first sent now; `within_ms` 0: no bound.
std::int64_t NotAfterMs(std::int64_t now_ms, std::int64_t within_ms);

}  // namespace yizhan
