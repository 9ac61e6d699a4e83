#include "adapters/intake/verdict.h"

#include "engine/base/refusal.h"

namespace yizhan::edge {

absl::Status NothingDone() { return Refuse({.reason = v1::DISK_RESERVE}); }
absl::Status NotKnown() { return Refuse({.reason = v1::OUTCOME_NOT_KNOWN}); }

bool IsNoAnswer(const absl::Status& status) {
  if (status.ok()) return false;
  const v1::ErrorClass error_class = DetailOf(status).error_class();
  return error_class == v1::TRY_AGAIN || error_class == v1::OUTCOME_UNKNOWN;
}

bool MeansLate(const absl::Status& status) {
  if (IsNoAnswer(status)) return true;
  switch (ReasonOf(status)) {
    case v1::INSTITUTION_NOT_LIVE:
    case v1::INSTITUTION_SUSPENDED:
    // Of the way there, not of the bill: clocks, certificates, and what stands between.
    case v1::LATE:
    case v1::NOT_AFTER_TOO_FAR:
    case v1::NOT_AUTHENTICATED:
    case v1::REASON_UNSPECIFIED:
      return true;
    default:
      return false;
  }
}

Next AfterReversal(const absl::Status& status) {
  if (status.ok()) return Next::kGoOn;
  if (IsNoAnswer(status)) return Next::kAgain;
  switch (ReasonOf(status)) {
    case v1::ALREADY_REVERSED:
      return Next::kGoOn;
    case v1::ALREADY_REPLACED:
      return Next::kTakenBack;
    case v1::NOT_AUTHENTICATED:
    case v1::REASON_UNSPECIFIED:
      return Next::kAgain;
    default:
      return Next::kDeadLetter;
  }
}

Next AfterRecording(const absl::Status& status) {
  if (status.ok()) return Next::kGoOn;
  if (IsNoAnswer(status)) return Next::kAgain;
  switch (ReasonOf(status)) {
    case v1::BILL_ALREADY_SETTLED:  // By another channel.
    case v1::PERSON_UNKNOWN:
    case v1::PERSON_ERASED:
      return Next::kTurnedDown;
    case v1::MESSAGE_TOMBSTONED:
      return Next::kTakenBack;
    case v1::INSTITUTION_NOT_LIVE:
    case v1::INSTITUTION_SUSPENDED:
    case v1::NOT_AUTHENTICATED:
      return Next::kAgain;
    default:
      return Next::kDeadLetter;
  }
}

}  // namespace yizhan::edge
