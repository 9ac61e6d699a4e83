// DurableIntake: the intake of yizhan-edge: every message on its own disk first, every bill settled
// once, and what the HIS was told always what the ledger comes to.
//
//   HIS was told      the ledger ends with
//   a result          that settlement, in real time
//   a refusal         nothing
//   late              its key reversed or tombstoned, and the bill after the fact, payable to the
//                     patient; or nothing, when another channel settled it or he is not registered
//   reversed          both keys reversed or tombstoned
//   nothing, unknown  one of these, once the HIS asks again, or else the bill after the fact
//
// Owner:    inbox, centre, clock and random are the caller's and outlive it.
// Errors:   as Intake.
// Threads:  any; one thread of its own from Start on.
// Law:      design.md "The edge"; adjudication.md section 8.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/inbox/inbox.h"
#include "adapters/intake/background.h"
#include "adapters/intake/bill_records.h"
#include "adapters/intake/centre.h"
#include "adapters/intake/exclusions.h"
#include "adapters/intake/intake.h"
#include "adapters/intake/late_bills.h"
#include "adapters/intake/take_back.h"
#include "engine/base/clock.h"
#include "engine/base/random.h"

namespace yizhan::edge {

struct IntakeOptions {
  std::int64_t unanswered_after_ms = 60'000;
  std::int64_t keep_ms = std::int64_t{30} * 86'400'000;
  bool training = false;
  Rereads rereads{};
};

// Of one protocol.
struct ProtocolCounts {
  // Since the program started.
  std::uint64_t received = 0;
  std::uint64_t answered = 0;
  std::uint64_t told_late = 0;
  std::uint64_t refused = 0;
  std::int64_t last_message_ms = 0;  // 0: none yet.
  // In the inbox now.
  std::uint64_t unanswered = 0;
  std::uint64_t waiting_for_reversal = 0;
  std::uint64_t waiting_for_recording = 0;
  std::uint64_t reversals_owed = 0;
  std::uint64_t dead_letters = 0;
};
using IntakeCounts = std::map<Protocol, ProtocolCounts>;

class DurableIntake : public Intake {
 public:
  DurableIntake(Inbox& inbox, Centre& centre, const Clock& clock, Random& random,
                IntakeOptions options);
  ~DurableIntake() override;

  // The thread that settles late bills. Stop waits for the call it is in.
  void Start() { background_.Start(); }
  void Stop();

  absl::StatusOr<Ticket> Receive(const Arrival& arrival) override;
  absl::StatusOr<Settled> Settle(Ticket ticket, const v1::SettleRequest& request) override;
  absl::StatusOr<v1::ReverseReply> Reverse(Ticket ticket,
                                           const v1::ReverseRequest& request) override;
  absl::StatusOr<std::optional<v1::ReverseReply>> ReverseForSure(
      Ticket ticket, const v1::ReverseRequest& request) override;
  // A bill that was told late cannot be replaced: NOT_REVERSIBLE; reverse it and send the new one.
  absl::StatusOr<v1::ReplaceReply> Replace(Ticket ticket,
                                           const v1::ReplaceRequest& request) override;
  void Unreadable(Ticket ticket, const absl::Status& why) override;
  void Done(Ticket ticket) override;
  // Noted soon: it is called where nobody may wait for a disk.
  void Delivered(Ticket ticket) override;
  absl::StatusOr<v1::SettleResult> Quote(const v1::QuoteRequest& request) override;
  absl::StatusOr<v1::GetReply> Find(const v1::GetRequest& request) override;
  absl::StatusOr<v1::VerifyReply> Verify(const v1::VerifyRequest& request) override;
  absl::StatusOr<v1::ExplainReply> Explain(const v1::ExplainRequest& request) override;
  absl::StatusOr<v1::ListAccountsReply> ListAccounts(
      const v1::ListAccountsRequest& request) override;
  absl::StatusOr<v1::ListPostedReply> ListPosted(const v1::ListPostedRequest& request) override;
  bool training() const override { return options_.training; }
  Notes& notes() override { return inbox_; }

  // By a person, of a dead letter.
  absl::Status Replay(std::uint64_t number, const std::string& note);
  absl::Status Discard(std::uint64_t number, const std::string& note);

  // What the thread does, once: carries on every record that can be. Returns after how long it
  // should be called again.
  std::int64_t Work();
  IntakeCounts Counts() const;

 private:
  static constexpr std::size_t kProtocols = 7;  // Numbers 1 to 6.
  struct Tally {
    std::atomic<std::uint64_t> received = 0;
    std::atomic<std::uint64_t> answered = 0;
    std::atomic<std::uint64_t> told_late = 0;
    std::atomic<std::uint64_t> refused = 0;
    std::atomic<std::int64_t> last_message_ms = 0;
  };

  absl::StatusOr<Settled> SettleNew(Ticket ticket, const v1::SettleRequest& request);
  absl::StatusOr<Settled> SettleAgain(Ticket ticket, const v1::InboxRecord& owner,
                                      const v1::SettleRequest& request, bool waited);
  absl::StatusOr<Settled> AskAgain(const v1::InboxRecord& owner, const v1::SettleRequest& request);
  absl::StatusOr<Settled> Ask(std::uint64_t number, const v1::SettleRequest& request);
  absl::StatusOr<Settled> KeepResult(std::uint64_t number, const v1::SettleResult& result);
  absl::StatusOr<Settled> TellLate(std::uint64_t number, const absl::Status& why);
  absl::Status KeepRefusal(std::uint64_t number, const absl::Status& why);
  // Settled{} when the edge recorded it late in a life of its inbox that is gone; else null.
  absl::StatusOr<std::optional<Settled>> LateBefore(std::uint64_t number,
                                                    const std::string& message_id);
  absl::StatusOr<v1::ReplaceReply> ReplaceHeld(Ticket ticket, const v1::ReplaceRequest& request);
  void FinishReversal(Ticket ticket, const absl::StatusOr<v1::ReverseReply>& reply,
                      v1::InboxState refused);
  std::int64_t CarryAll(std::int64_t wait_ms);
  void NoteDelivered();
  void PruneNowAndThen();
  Tally& TallyOf(std::uint64_t number);
  // The centre answers: whatever waits need not wait longer.
  template <typename Reply>
  Reply Heard(Reply reply) {
    if (reply.ok() && backing_off_) background_.Wake();
    return reply;
  }

  Inbox& inbox_;
  Centre& centre_;
  const Clock& clock_;
  const IntakeOptions options_;
  Exclusions exclusions_;
  TakeBack take_back_;
  LateBills late_bills_;
  Backoff backoff_;
  std::array<Tally, kProtocols> tallies_;
  std::atomic<bool> backing_off_ = false;
  std::mutex delivered_mutex_;
  std::vector<Ticket> delivered_;
  std::uint64_t resume_after_ = 0;  // Work's own, as what follows.
  std::int64_t prune_at_ms_ = 0;
  Background background_;
};

}  // namespace yizhan::edge
