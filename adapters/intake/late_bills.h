// LateBills: carries an unfinished record of the inbox on by what can be done now.
//
//   ARRIVED, unanswered for too long   -> TOLD_LATE; DEAD_LETTER when it cannot be read
//   TOLD_LATE      its key is reversed -> LATE_REVERSED
//   LATE_REVERSED  recorded afterwards -> RECORDED_LATE, TURNED_DOWN, TAKEN_BACK or DEAD_LETTER
//   REVERSAL_OWED  carried out         -> TAKEN_BACK or DEAD_LETTER
// Every state is on disk before the next call is made, and every call may be repeated.
//
// Threads:  any; one step of a bill at a time (Exclusions).
// Law:      adjudication.md section 8, "After the fact".
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "adapters/inbox/inbox.h"
#include "adapters/intake/centre.h"
#include "adapters/intake/exclusions.h"
#include "adapters/intake/intake.h"
#include "adapters/intake/take_back.h"
#include "engine/base/clock.h"

namespace yizhan::edge {

using Rereads = std::map<Protocol, Reread>;

class LateBills {
 public:
  enum class Did : std::uint8_t {
    kFinished,    // Nothing is left to do on it.
    kNotDue,      // Before due_ms.
    kNoAnswer,    // The centre gave none, or none that helps now.
    kDiskFailed,  // Stop.
  };
  struct Step {
    Did did = Did::kFinished;
    std::int64_t due_ms = 0;
  };

  LateBills(Inbox& inbox, Centre& centre, Exclusions& exclusions, TakeBack& take_back,
            const Clock& clock)
      : inbox_(inbox),
        centre_(centre),
        exclusions_(exclusions),
        take_back_(take_back),
        clock_(clock) {}

  // Before the first step.
  void Configure(Rereads rereads, std::int64_t unanswered_after_ms);
  Step Carry(std::uint64_t number);

  // By a person, of a dead letter; else FailedPrecondition. What the centre has settled already is
  // only noted; all else is recorded after the fact.
  absl::Status Replay(std::uint64_t number, const std::string& note);
  absl::Status Discard(std::uint64_t number, const std::string& note);

 private:
  Step Unanswered(const v1::InboxRecord& record);
  Step CarryLate(const v1::InboxRecord& record);
  Step ReverseKey(const v1::InboxRecord& record);
  Step RecordAfterwards(const v1::InboxRecord& record);
  Step CarryOwed(const v1::InboxRecord& record);
  Step Again(std::uint64_t number, const absl::Status& why);
  Step End(std::uint64_t number, v1::InboxState state, const absl::Status& why);
  Step Store(std::uint64_t number, const std::function<void(v1::InboxRecord&)>& change);

  absl::StatusOr<v1::SettleRequest> RequestOf(const v1::InboxRecord& record) const;
  absl::Status MakeLate(std::uint64_t number, const v1::SettleRequest& request,
                        const std::string& note);
  absl::Status ReplayBill(const v1::InboxRecord& record, const std::string& note);

  Inbox& inbox_;
  Centre& centre_;
  Exclusions& exclusions_;
  TakeBack& take_back_;
  const Clock& clock_;
  Rereads rereads_;
  std::int64_t unanswered_after_ms_ = 0;
};

}  // namespace yizhan::edge
