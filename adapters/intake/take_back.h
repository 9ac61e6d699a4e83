// TakeBack: reverses a bill whatever became of it: answered, late in any stage, or unknown here.
//
// A late bill has two keys at the centre, its own and that of its record after the fact. Both are
// reversed, its own first: where the record is not posted yet, its key is tombstoned, so that no
// copy that is still under way can post it. So it does not matter how far the background was, or
// whether an earlier call arrives after all.
//
// Errors:   a Refusal; TRY_AGAIN and OUTCOME_UNKNOWN: send the same request again.
// Threads:  any.
// Law:      adjudication.md section 8, R43, R45.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "adapters/inbox/inbox.h"
#include "adapters/intake/centre.h"
#include "adapters/intake/exclusions.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::edge {

class TakeBack {
 public:
  TakeBack(Inbox& inbox, Centre& centre, Exclusions& exclusions)
      : inbox_(inbox), centre_(centre), exclusions_(exclusions) {}

  // Repeatable. Of a bill the HIS was told to be late the reply is that of its record after the
  // fact, or a tombstone: the HIS collected everything, so there is nothing else to hand back.
  absl::StatusOr<v1::ReverseReply> Carry(const v1::ReverseRequest& request);

 private:
  absl::StatusOr<v1::ReverseReply> OfNumber(const v1::ReverseRequest& request);
  absl::StatusOr<v1::ReverseReply> OfMessage(const v1::ReverseRequest& request);
  absl::StatusOr<v1::ReverseReply> OfUnfinished(const v1::InboxRecord& owner,
                                                const v1::ReverseRequest& request);
  absl::StatusOr<v1::ReverseReply> OfPruned(const v1::ReverseRequest& request);
  absl::StatusOr<v1::ReverseReply> ReverseMessage(const std::string& message_id,
                                                  const std::string& request_id,
                                                  const std::string& reason);
  absl::StatusOr<v1::ReverseReply> Mark(const v1::InboxRecord& owner,
                                        const v1::ReverseReply& reply);

  Inbox& inbox_;
  Centre& centre_;
  Exclusions& exclusions_;
};

}  // namespace yizhan::edge
