#include "tests/intake/faulty_centre.h"

#include <utility>

#include "engine/base/refusal.h"

namespace yizhan::test {
namespace {

absl::Status NotSent() { return Refuse({.reason = v1::ENGINE_BUSY}); }
absl::Status NoAnswer() { return Refuse({.reason = v1::OUTCOME_NOT_KNOWN}); }

}  // namespace

const char* NameOf(Fault fault) {
  constexpr const char* kNames[] = {"none", "dropped", "lost", "held", "twice", "cut-after"};
  return kNames[static_cast<std::size_t>(fault)];
}

const char* NameOf(Phase phase) {
  constexpr const char* kNames[] = {"settle", "reverse-key", "record-late", "his-reversal",
                                    "question"};
  return kNames[static_cast<std::size_t>(phase)];
}

void FaultyCentre::Plan(Phase phase, const std::vector<Fault>& faults) {
  planned_[phase].insert(planned_[phase].end(), faults.begin(), faults.end());
}

void FaultyCentre::Deliver() {
  for (const auto& copy : std::exchange(held_, {})) copy();
}

Fault FaultyCentre::Next(Phase phase) {
  ++calls_[static_cast<std::size_t>(phase)];
  on_call();
  std::vector<Fault>& planned = planned_[phase];
  if (planned.empty()) return choose(phase);
  const Fault next = planned.front();
  planned.erase(planned.begin());
  return next;
}

template <typename Reply>
absl::StatusOr<Reply> FaultyCentre::Through(Phase phase,
                                            const std::function<absl::StatusOr<Reply>()>& call) {
  const Fault fault = Next(phase);
  ++happened_[static_cast<std::size_t>(fault)][static_cast<std::size_t>(phase)];
  switch (fault) {
    case Fault::kNone:
      return call();
    case Fault::kDropped:
      return NotSent();
    case Fault::kLost:
      call().status().IgnoreError();
      return NoAnswer();
    case Fault::kHeld:
      held_.push_back([call] { call().status().IgnoreError(); });
      return NoAnswer();
    case Fault::kTwice:
      call().status().IgnoreError();
      return call();
    case Fault::kCutAfter:
      break;
  }
  const absl::StatusOr<Reply> reply = call();
  cut_power();
  return reply;
}

absl::StatusOr<v1::SettleResult> FaultyCentre::Settle(const v1::SettleRequest& request) {
  // A held copy carries the time after which it must not settle, as it was when it was sent.
  return Through<v1::SettleResult>(Phase::kSettle,
                                   [this, request] { return behind_.Settle(request); });
}

absl::StatusOr<v1::SettleResult> FaultyCentre::RecordAfterTheFact(
    const v1::SettleRequest& request) {
  return Through<v1::SettleResult>(Phase::kRecordLate,
                                   [this, request] { return behind_.RecordAfterTheFact(request); });
}

absl::StatusOr<v1::ReverseReply> FaultyCentre::Reverse(const v1::ReverseRequest& request) {
  const bool own = request.request_id().ends_with("~r");
  return Through<v1::ReverseReply>(own ? Phase::kReverseKey : Phase::kHisReversal,
                                   [this, request] { return behind_.Reverse(request); });
}

absl::StatusOr<v1::ReplaceReply> FaultyCentre::Replace(const v1::ReplaceRequest& request) {
  return Through<v1::ReplaceReply>(Phase::kSettle,
                                   [this, request] { return behind_.Replace(request); });
}

absl::StatusOr<v1::GetReply> FaultyCentre::Get(const v1::GetRequest& request) {
  return Through<v1::GetReply>(Phase::kQuestion, [this, request] { return behind_.Get(request); });
}

absl::StatusOr<v1::SettleResult> FaultyCentre::Quote(const v1::QuoteRequest& request) {
  return Through<v1::SettleResult>(Phase::kQuestion,
                                   [this, request] { return behind_.Quote(request); });
}

absl::StatusOr<v1::VerifyReply> FaultyCentre::Verify(const v1::VerifyRequest& request) {
  return Through<v1::VerifyReply>(Phase::kQuestion,
                                  [this, request] { return behind_.Verify(request); });
}

absl::StatusOr<v1::ExplainReply> FaultyCentre::Explain(const v1::ExplainRequest& request) {
  return Through<v1::ExplainReply>(Phase::kQuestion,
                                   [this, request] { return behind_.Explain(request); });
}

absl::StatusOr<v1::ListAccountsReply> FaultyCentre::ListAccounts(
    const v1::ListAccountsRequest& request) {
  return Through<v1::ListAccountsReply>(Phase::kQuestion,
                                        [this, request] { return behind_.ListAccounts(request); });
}

absl::StatusOr<v1::ListPostedReply> FaultyCentre::ListPosted(const v1::ListPostedRequest& request) {
  return Through<v1::ListPostedReply>(Phase::kQuestion,
                                      [this, request] { return behind_.ListPosted(request); });
}

}  // namespace yizhan::test
