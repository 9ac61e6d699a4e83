// Intake: what every door of the edge hands its messages to. It stores first, settles then, and
// says what the HIS may be told.
//
// A door:  Receive(raw)            the bytes are on disk, or the door acknowledges nothing
//          Settle / Reverse / ...  or Unreadable, when the bytes are no message
//          reply to the HIS        only with what these returned
//          Delivered               when the network has taken the whole reply
// Questions (Quote, Find, ...) move nothing and are not stored.
//
// Errors:   every status is a Refusal (engine/base/refusal.h), ready to be shown. TRY_AGAIN and
//           OUTCOME_UNKNOWN of a question or a reversal: the centre gave no answer; the HIS sends
//           the same message again.
// Threads:  any; a call waits at most `answer_within_ms`.
// Law:      design.md "The edge"; adjudication.md section 8, R40-R47.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/intake/notes.h"
#include "yizhan/v1/register.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::edge {

// Stored numbers: they stay.
enum class Protocol : std::uint8_t {
  kNational = 1,
  kPassThrough = 2,
  kShanghai = 3,
  kHl7 = 4,
  kFhir = 5,
  kFiles = 6,
};

inline constexpr Protocol kAllProtocols[] = {Protocol::kNational, Protocol::kPassThrough,
                                             Protocol::kShanghai, Protocol::kHl7,
                                             Protocol::kFhir,     Protocol::kFiles};

struct Arrival {
  Protocol protocol = Protocol::kNational;
  std::string peer;  // Address or file and line; no personal data.
  std::string raw;   // As it came.
};

// The message's number in the inbox.
using Ticket = std::uint64_t;

// Settled: `result`. Late: none; the HIS must be told to proceed without aid, and the bill will be
// recorded after the fact, payable to the patient.
struct Settled {
  std::optional<v1::SettleResult> result;
  bool late() const { return !result.has_value(); }
};

class Intake {
 public:
  virtual ~Intake() = default;

  // On disk, synced, before it returns. An error: acknowledge nothing.
  virtual absl::StatusOr<Ticket> Receive(const Arrival& arrival) = 0;

  // `request` without not_after_ms. The same message id again: the first result, or late again;
  // with another content it is refused. An institution that is not live: late, too.
  virtual absl::StatusOr<Settled> Settle(Ticket ticket, const v1::SettleRequest& request) = 0;

  // Takes back whatever became of the bill, a late one's record included.
  virtual absl::StatusOr<v1::ReverseReply> Reverse(Ticket ticket,
                                                   const v1::ReverseRequest& request) = 0;
  // The same, promised: when the centre gives no answer now, it is carried out later. Empty then.
  // Refused while the aid stands: told so, and kept among the dead letters for a person.
  virtual absl::StatusOr<std::optional<v1::ReverseReply>> ReverseForSure(
      Ticket ticket, const v1::ReverseRequest& request) = 0;

  // Old for new in one step; never late: without an answer nothing may be told but "again".
  virtual absl::StatusOr<v1::ReplaceReply> Replace(Ticket ticket,
                                                   const v1::ReplaceRequest& request) = 0;

  // No message, or not one of ours: to the dead letters, for a person to look at and replay.
  virtual void Unreadable(Ticket ticket, const absl::Status& why) = 0;
  // Read, but it moves no money: done.
  virtual void Done(Ticket ticket) = 0;
  virtual void Delivered(Ticket ticket) = 0;

  virtual absl::StatusOr<v1::SettleResult> Quote(const v1::QuoteRequest& request) = 0;
  virtual absl::StatusOr<v1::GetReply> Find(const v1::GetRequest& request) = 0;
  virtual absl::StatusOr<v1::VerifyReply> Verify(const v1::VerifyRequest& request) = 0;
  virtual absl::StatusOr<v1::ExplainReply> Explain(const v1::ExplainRequest& request) = 0;
  virtual absl::StatusOr<v1::ListAccountsReply> ListAccounts(
      const v1::ListAccountsRequest& request) = 0;
  // All pages of a period.
  virtual absl::StatusOr<v1::ListPostedReply> ListPosted(const v1::ListPostedRequest& request) = 0;

  // Whether the centre is one for training: then every answer of a door says 培训.
  virtual bool training() const = 0;
  // What a door must remember over a restart.
  virtual Notes& notes() = 0;
};

// Turns one raw message of a protocol into a settlement once more; for a replay by a person.
using Reread = std::function<absl::StatusOr<v1::SettleRequest>(const std::string& raw)>;

}  // namespace yizhan::edge
