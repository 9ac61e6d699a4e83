#include "engine/settlement/engine.h"

#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/settlement/decide_bulk.h"
#include "engine/settlement/decide_office.h"
#include "engine/settlement/decide_reverse.h"
#include "engine/settlement/decide_settle.h"
#include "engine/settlement/loop.h"

namespace yizhan {
namespace {

// The natural key of a bill that was not checked yet: only to read ahead.
std::string LikelyNaturalKey(const v1::Bill& message) {
  Bill bill;
  bill.institution_id = message.institution_id();
  bill.bill_no = message.bill_no();
  bill.message_id = message.message_id();
  bill.revision = message.revision();
  return NaturalKey(bill);
}

std::vector<TableKey> KeysOfSettle(const Caller& caller, const v1::SettleRequest& request) {
  const v1::Bill& bill = request.bill();
  std::vector<TableKey> keys = {{Table::kMessageKey, MessageKey(caller.sender, bill.message_id())},
                                {Table::kNaturalKey, LikelyNaturalKey(bill)},
                                {Table::kInstitution, bill.institution_id()}};
  if (request.person().has_person_no()) {
    const std::uint64_t person_no = request.person().person_no();
    keys.push_back({Table::kPerson, NumberKey(person_no)});
    keys.push_back({Table::kHolder, PersonHolderKey(person_no)});
    keys.push_back(
        {Table::kHolder, VisitHolderKey(person_no, bill.institution_id(), bill.visit_no())});
  }
  return keys;
}

// Counts what a call came to, then hands it on.
template <typename Reply>
Engine::Done<Reply> Counted(EngineCounters& counters, std::atomic<std::uint64_t>& posted,
                            Engine::Done<Reply> done) {
  return [&counters, &posted, done = std::move(done)](absl::StatusOr<Reply> reply) {
    if (!reply.ok()) {
      counters.refused += 1;
    } else if (reply->replayed()) {
      counters.replayed += 1;
    } else {
      posted += 1;
    }
    done(std::move(reply));
  };
}

template <typename Request, typename Reply>
std::unique_ptr<Task> MakeTask(Caller caller, Request request,
                               typename TypedTask<Request, Reply>::Decider decider,
                               std::int64_t deadline_ms, Engine::Done<Reply> done) {
  auto task = std::make_unique<TypedTask<Request, Reply>>(std::move(caller), std::move(request),
                                                          decider, nullptr, std::move(done));
  task->deadline_ms = deadline_ms;
  return task;
}

}  // namespace

Engine::Engine() = default;
Engine::~Engine() { Drain(); }

// Everything the engine stands on, each given once.  NOLINTNEXTLINE(readability-function-size)
absl::StatusOr<std::unique_ptr<Engine>> Engine::Start(LedgerStore& store, PackCatalog& packs,
                                                      Clock& clock, Random& random,
                                                      IndexKey index_key, PersonalData& personal,
                                                      EngineOptions options) {
  std::unique_ptr<Engine> engine(new Engine());
  engine->loop_ =
      std::make_unique<Loop>(Loop::Parts{store, packs, clock, random, std::move(index_key),
                                         personal, std::move(options), engine->counters_});
  const absl::Status started = engine->loop_->Start();
  if (!started.ok()) return started;
  return engine;
}

void Engine::Settle(Caller caller, v1::SettleRequest request, std::int64_t deadline_ms,
                    Done<v1::SettleResult> done) {
  auto task = std::make_unique<TypedTask<v1::SettleRequest, v1::SettleResult>>(
      std::move(caller), std::move(request), &DecideSettle, &KeysOfSettle,
      Counted(counters_, counters_.settled, std::move(done)));
  task->deadline_ms = deadline_ms;
  loop_->SubmitDesk(std::move(task));
}

void Engine::Reverse(Caller caller, v1::ReverseRequest request, std::int64_t deadline_ms,
                     Done<v1::ReverseReply> done) {
  auto task = MakeTask<v1::ReverseRequest, v1::ReverseReply>(
      std::move(caller), std::move(request), &DecideReverse, deadline_ms,
      Counted(counters_, counters_.reversed, std::move(done)));
  task->may_use_reserve = true;
  loop_->SubmitDesk(std::move(task));
}

void Engine::Replace(Caller caller, v1::ReplaceRequest request, std::int64_t deadline_ms,
                     Done<v1::ReplaceReply> done) {
  loop_->SubmitDesk(MakeTask<v1::ReplaceRequest, v1::ReplaceReply>(
      std::move(caller), std::move(request), &DecideReplace, deadline_ms,
      Counted(counters_, counters_.settled, std::move(done))));
}

void Engine::ImportPerson(Caller caller, v1::ImportPerson person, Done<v1::ImportReply> done) {
  loop_->SubmitBulk(MakeTask<v1::ImportPerson, v1::ImportReply>(
      std::move(caller), std::move(person), &DecideImport, kNoDeadline, std::move(done)));
}

void Engine::AddInstitution(Caller caller, v1::AddInstitutionRequest request,
                            Done<v1::InstitutionReply> done) {
  loop_->SubmitBulk(MakeTask<v1::AddInstitutionRequest, v1::InstitutionReply>(
      std::move(caller), std::move(request), &DecideAddInstitution, kNoDeadline, std::move(done)));
}

void Engine::GoLive(Caller caller, v1::GoLiveRequest request, Done<v1::InstitutionReply> done) {
  loop_->SubmitBulk(MakeTask<v1::GoLiveRequest, v1::InstitutionReply>(
      std::move(caller), std::move(request), &DecideGoLive, kNoDeadline, std::move(done)));
}

void Engine::Suspend(Caller caller, v1::SuspendRequest request, Done<v1::InstitutionReply> done) {
  loop_->SubmitBulk(MakeTask<v1::SuspendRequest, v1::InstitutionReply>(
      std::move(caller), std::move(request), &DecideSuspend, kNoDeadline, std::move(done)));
}

void Engine::ChangeFund(Caller caller, v1::FundChangeRequest request,
                        Done<v1::FundChangeReply> done) {
  loop_->SubmitBulk(MakeTask<v1::FundChangeRequest, v1::FundChangeReply>(
      std::move(caller), std::move(request), &DecideFundChange, kNoDeadline, std::move(done)));
}

void Engine::SettleApplication(Caller caller, v1::SettleApplicationRequest request,
                               Done<v1::SettleApplicationReply> done) {
  loop_->SubmitBulk(MakeTask<v1::SettleApplicationRequest, v1::SettleApplicationReply>(
      std::move(caller), std::move(request), &DecideApplication, kNoDeadline, std::move(done)));
}

void Engine::RecordAfterTheFact(Caller caller, v1::SettleRequest request,
                                Done<v1::SettleResult> done) {
  loop_->SubmitBulk(MakeTask<v1::SettleRequest, v1::SettleResult>(
      std::move(caller), std::move(request), &DecideAfterTheFact, kNoDeadline,
      Counted(counters_, counters_.settled, std::move(done))));
}

void Engine::RecordOutsideAid(Caller caller, v1::OutsideAidRequest request,
                              Done<v1::OutsideAidReply> done) {
  loop_->SubmitBulk(MakeTask<v1::OutsideAidRequest, v1::OutsideAidReply>(
      std::move(caller), std::move(request), &DecideOutsideAid, kNoDeadline, std::move(done)));
}

void Engine::ConfirmAdjustment(Caller caller, v1::ConfirmAdjustmentRequest request,
                               Done<v1::ConfirmAdjustmentReply> done) {
  loop_->SubmitBulk(MakeTask<v1::ConfirmAdjustmentRequest, v1::ConfirmAdjustmentReply>(
      std::move(caller), std::move(request), &DecideConfirmAdjustment, kNoDeadline,
      std::move(done)));
}

void Engine::ClosePeriod(Caller caller, v1::CloseRequest request, Done<v1::CloseReply> done) {
  loop_->SubmitBulk(MakeTask<v1::CloseRequest, v1::CloseReply>(
      std::move(caller), std::move(request), &DecideClosePeriod, kNoDeadline, std::move(done)));
}

void Engine::PayOut(Caller caller, v1::PayOutRequest request, Done<v1::PayOutReply> done) {
  loop_->SubmitBulk(MakeTask<v1::PayOutRequest, v1::PayOutReply>(
      std::move(caller), std::move(request), &DecidePayOut, kNoDeadline, std::move(done)));
}

void Engine::ApproveInBulk(Caller caller, v1::ConfirmInBulkRequest request,
                           Done<v1::ConfirmInBulkItem> done) {
  loop_->SubmitBulk(MakeTask<v1::ConfirmInBulkRequest, v1::ConfirmInBulkItem>(
      std::move(caller), std::move(request), &DecideApproveInBulk, kNoDeadline, std::move(done)));
}

void Engine::ConfirmApproved(Caller caller, Approved approved, Done<v1::ConfirmInBulkItem> done) {
  loop_->SubmitBulk(MakeTask<Approved, v1::ConfirmInBulkItem>(
      std::move(caller), approved, &DecideConfirmApproved, kNoDeadline, std::move(done)));
}

void Engine::HandleAlert(Caller caller, v1::HandleAlertRequest request,
                         Done<v1::HandleAlertReply> done) {
  loop_->SubmitBulk(MakeTask<v1::HandleAlertRequest, v1::HandleAlertReply>(
      std::move(caller), std::move(request), &DecideAlertStep, kNoDeadline, std::move(done)));
}

void Engine::ActivatePack(Caller caller, v1::ActivatePackRequest request,
                          Done<v1::ActivatePackReply> done) {
  loop_->SubmitBulk(MakeTask<v1::ActivatePackRequest, v1::ActivatePackReply>(
      std::move(caller), std::move(request), &DecideActivatePack, kNoDeadline, std::move(done)));
}

void Engine::EnrolOfficer(Caller caller, v1::Officer officer, Done<v1::OfficerReply> done) {
  loop_->SubmitBulk(MakeTask<v1::Officer, v1::OfficerReply>(
      std::move(caller), std::move(officer), &DecideEnrolOfficer, kNoDeadline, std::move(done)));
}

void Engine::RetireOfficer(Caller caller, v1::RetireOfficerRequest request,
                           Done<v1::OfficerReply> done) {
  loop_->SubmitBulk(MakeTask<v1::RetireOfficerRequest, v1::OfficerReply>(
      std::move(caller), std::move(request), &DecideRetireOfficer, kNoDeadline, std::move(done)));
}

void Engine::Erase(Caller caller, v1::EraseRequest request, Done<v1::EraseReply> done) {
  loop_->SubmitBulk(MakeTask<v1::EraseRequest, v1::EraseReply>(
      std::move(caller), std::move(request), &DecideErase, kNoDeadline, std::move(done)));
}

void Engine::Reveal(Caller caller, v1::RevealRequest request, std::int64_t deadline_ms,
                    Done<v1::RevealReply> done) {
  loop_->SubmitDesk(MakeTask<v1::RevealRequest, v1::RevealReply>(
      std::move(caller), std::move(request), &DecideReveal, deadline_ms, std::move(done)));
}

void Engine::Drain() {
  if (loop_ != nullptr) loop_->Drain();
}

bool Engine::Step() { return loop_->Step(); }

absl::Status Engine::health() const { return loop_->health(); }
std::size_t Engine::desk_waiting() const { return loop_->desk_waiting(); }
std::size_t Engine::bulk_waiting() const { return loop_->bulk_waiting(); }

}  // namespace yizhan
