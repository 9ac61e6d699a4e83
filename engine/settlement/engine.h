// Engine: the settlement loop. ONE thread takes whatever waits, as a batch: read, decide, write
// once, answer. No reply before the disk.
//
// Units:    *_ms are Unix milliseconds; queue limits are counts.
// Owner:    the caller owns store, clock, random and personal, which outlive the Engine.
// Errors:   each call's `done` gets a Refusal (engine/base/refusal.h) or the result, exactly once:
//           at once, on the caller's thread, when the queue is full or the engine is stopping;
//           else on the loop's thread after the batch is durable.
// Threads:  every method from any thread.
// Law:      adjudication.md section 8, rulings R10, R31, R33, R40-R48.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "engine/base/bounded_queue.h"
#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/books/pack_catalog.h"
#include "engine/ledger/store.h"
#include "engine/personal/personal_data.h"
#include "engine/register/import.h"
#include "engine/settlement/caller.h"
#include "yizhan/v1/alerts.pb.h"
#include "yizhan/v1/institution.pb.h"
#include "yizhan/v1/officer.pb.h"
#include "yizhan/v1/policy_service.pb.h"
#include "yizhan/v1/reconciliation.pb.h"
#include "yizhan/v1/register.pb.h"
#include "yizhan/v1/relief.pb.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan {

struct EngineOptions {
  std::string node = "yizhand";
  std::string district = "嘉定区";
  std::size_t desk_queue_max = 1024;
  std::size_t bulk_queue_max = 4096;
  std::size_t desk_batch_max = 64;
  std::size_t bulk_batch_max = 64;
  std::int64_t bulk_wait_ms = 5;  // Bulk runs only when the desk waited less than this.
  std::int64_t clock_behind_max_ms = 60'000;
  std::int64_t not_after_ahead_max_ms = 120'000;
  bool training = false;  // Of the ledger: of an empty one this opens, or one that is there.
  bool threaded = true;   // False: no thread is started; who owns the engine calls Step (tests).
};

struct EngineCounters {
  std::atomic<std::uint64_t> batches{0};
  std::atomic<std::uint64_t> entries{0};
  std::atomic<std::uint64_t> settled{0};
  std::atomic<std::uint64_t> replayed{0};
  std::atomic<std::uint64_t> reversed{0};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<std::uint64_t> puts{0};  // Table effects written, entries included.
};

inline constexpr std::int64_t kNoDeadline = std::numeric_limits<std::int64_t>::max();

class Engine {
 public:
  template <typename Reply>
  using Done = std::function<void(absl::StatusOr<Reply>)>;

  // Refuses a ledger of the other mode; fences older engines, opens the ledger's first entry if it
  // is empty, finishes erasures that a crash interrupted (the key of an erased person is
  // destroyed), starts the loop.
  static absl::StatusOr<std::unique_ptr<Engine>> Start(LedgerStore& store, PackCatalog& packs,
                                                       Clock& clock, Random& random,
                                                       IndexKey index_key, PersonalData& personal,
                                                       EngineOptions options);
  ~Engine();  // Drains.

  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // The desk's queue. `deadline_ms`: a request still waiting then is refused, not settled.
  void Settle(Caller caller, v1::SettleRequest request, std::int64_t deadline_ms,
              Done<v1::SettleResult> done);
  void Reverse(Caller caller, v1::ReverseRequest request, std::int64_t deadline_ms,
               Done<v1::ReverseReply> done);
  void Replace(Caller caller, v1::ReplaceRequest request, std::int64_t deadline_ms,
               Done<v1::ReplaceReply> done);

  // The bulk queue.
  void ImportPerson(Caller caller, v1::ImportPerson person, Done<v1::ImportReply> done);
  void AddInstitution(Caller caller, v1::AddInstitutionRequest request,
                      Done<v1::InstitutionReply> done);
  void GoLive(Caller caller, v1::GoLiveRequest request, Done<v1::InstitutionReply> done);
  void Suspend(Caller caller, v1::SuspendRequest request, Done<v1::InstitutionReply> done);
  void ChangeFund(Caller caller, v1::FundChangeRequest request, Done<v1::FundChangeReply> done);
  void SettleApplication(Caller caller, v1::SettleApplicationRequest request,
                         Done<v1::SettleApplicationReply> done);
  // A bill that the patient paid in full: its aid is payable to him.
  void RecordAfterTheFact(Caller caller, v1::SettleRequest request, Done<v1::SettleResult> done);
  void RecordOutsideAid(Caller caller, v1::OutsideAidRequest request,
                        Done<v1::OutsideAidReply> done);
  void ConfirmAdjustment(Caller caller, v1::ConfirmAdjustmentRequest request,
                         Done<v1::ConfirmAdjustmentReply> done);
  // Posts the approval; the proposals are then confirmed one by one, each by ConfirmApproved.
  void ApproveInBulk(Caller caller, v1::ConfirmInBulkRequest request,
                     Done<v1::ConfirmInBulkItem> done);
  // The proposal at `place` of an approval that was posted.
  struct Approved {
    std::uint64_t approval = 0;
    int place = 0;
  };
  void ConfirmApproved(Caller caller, Approved approved, Done<v1::ConfirmInBulkItem> done);
  void ClosePeriod(Caller caller, v1::CloseRequest request, Done<v1::CloseReply> done);
  void PayOut(Caller caller, v1::PayOutRequest request, Done<v1::PayOutReply> done);
  void HandleAlert(Caller caller, v1::HandleAlertRequest request, Done<v1::HandleAlertReply> done);
  void ActivatePack(Caller caller, v1::ActivatePackRequest request,
                    Done<v1::ActivatePackReply> done);

  // `officer` was checked against the authority by the service: id, public key and certificate.
  void EnrolOfficer(Caller caller, v1::Officer officer, Done<v1::OfficerReply> done);
  void RetireOfficer(Caller caller, v1::RetireOfficerRequest request, Done<v1::OfficerReply> done);
  // Answered once the entry is durable and the person's key destroyed; LedgerStore::ScrubPrivate
  // is the caller's next step.
  void Erase(Caller caller, v1::EraseRequest request, Done<v1::EraseReply> done);

  // The desk's queue: an officer waits. The audit entry is durable before the answer.
  void Reveal(Caller caller, v1::RevealRequest request, std::int64_t deadline_ms,
              Done<v1::RevealReply> done);

  // Refuses what comes after, answers what waits, stops the thread. Idempotent.
  void Drain();

  // Only without a thread: takes what waits as one batch, decides, writes and answers it. False:
  // nothing waited. From one thread at a time.
  bool Step();

  // Not OK once the outcome of a write is unknown: the process must exit with code 3.
  absl::Status health() const;
  const EngineCounters& counters() const { return counters_; }
  std::size_t desk_waiting() const;
  std::size_t bulk_waiting() const;

 private:
  class Loop;
  Engine();

  EngineCounters counters_;
  std::unique_ptr<Loop> loop_;
};

}  // namespace yizhan
