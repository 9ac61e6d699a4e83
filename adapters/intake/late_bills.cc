#include "adapters/intake/late_bills.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/intake/bill_records.h"
#include "adapters/intake/verdict.h"
#include "engine/base/refusal.h"

namespace yizhan::edge {
namespace {

constexpr char kReason[] = "edge: the bill was told late";
constexpr char kCutOff[] = "no reply was made; recorded after the fact";
constexpr char kRepeats[] = "no reply was made; the sender repeats its reversal";

}  // namespace

void LateBills::Configure(Rereads rereads, std::int64_t unanswered_after_ms) {
  rereads_ = std::move(rereads);
  unanswered_after_ms_ = unanswered_after_ms;
}

LateBills::Step LateBills::Carry(std::uint64_t number) {
  const absl::StatusOr<v1::InboxRecord> record = inbox_.Get(number);
  if (absl::IsNotFound(record.status())) return {};
  if (!record.ok()) return {.did = Did::kDiskFailed};
  switch (record->state()) {
    case v1::ARRIVED: {
      const std::int64_t due_ms = record->arrived_ms() + unanswered_after_ms_;
      if (clock_.NowMs() < due_ms) return {.did = Did::kNotDue, .due_ms = due_ms};
      const Step step = Unanswered(*record);
      return step.did == Did::kNotDue ? Carry(number) : step;  // It is late now.
    }
    case v1::TOLD_LATE:
    case v1::LATE_REVERSED:
      return CarryLate(*record);
    case v1::REVERSAL_OWED:
      return CarryOwed(*record);
    default:
      return {};
  }
}

LateBills::Step LateBills::Store(std::uint64_t number,
                                 const std::function<void(v1::InboxRecord&)>& change) {
  return {.did = inbox_.Update(number, change).ok() ? Did::kFinished : Did::kDiskFailed};
}

LateBills::Step LateBills::Again(std::uint64_t number, const absl::Status& why) {
  const Step stored = Store(number, [&](v1::InboxRecord& record) {
    record.set_tries(record.tries() + 1);
    SetError(why, record);
  });
  return stored.did == Did::kDiskFailed ? stored : Step{.did = Did::kNoAnswer};
}

LateBills::Step LateBills::End(std::uint64_t number, v1::InboxState state,
                               const absl::Status& why) {
  return Store(number, [&](v1::InboxRecord& record) {
    record.set_state(state);
    SetError(why, record);
    const std::uint64_t related = DetailOf(why).related();
    if (state == v1::TURNED_DOWN) record.set_settlement(related);
    if (state == v1::TAKEN_BACK) record.set_contra(related);
  });
}

// What was stored of it, or what can be read in it now.
absl::StatusOr<v1::SettleRequest> LateBills::RequestOf(const v1::InboxRecord& record) const {
  if (record.has_settle()) return record.settle();
  const auto reread = rereads_.find(static_cast<Protocol>(record.protocol()));
  if (reread == rereads_.end()) {
    return Refuse({.reason = v1::FIELD_MALFORMED, .expected = "a bill of a protocol read here"});
  }
  return reread->second(record.raw());
}

absl::Status LateBills::MakeLate(std::uint64_t number, const v1::SettleRequest& request,
                                 const std::string& note) {
  return inbox_
      .Update(number,
              [&](v1::InboxRecord& record) {
                *record.mutable_settle() = request;
                record.set_message_id(request.bill().message_id());
                record.set_late_message_id(LateId(record.message_id()));
                record.set_state(v1::TOLD_LATE);
                record.set_note(note);
              })
      .status();
}

LateBills::Step LateBills::Unanswered(const v1::InboxRecord& found) {
  const std::uint64_t number = found.number();
  if (found.has_reverse()) {
    return Store(number, [](v1::InboxRecord& record) {
      record.set_state(v1::MESSAGE_DONE);
      record.set_note(kRepeats);
    });
  }
  const absl::StatusOr<v1::SettleRequest> request = RequestOf(found);
  if (!request.ok()) return End(number, v1::DEAD_LETTER, request.status());
  const std::string& message_id = request->bill().message_id();
  const Exclusions::Hold hold(exclusions_, message_id);
  const absl::StatusOr<BillStory> story = StoryOf(inbox_, message_id);
  const absl::StatusOr<v1::InboxRecord> record = inbox_.Get(number);
  if (!story.ok() || !record.ok()) return {.did = Did::kDiskFailed};
  if (record->state() != v1::ARRIVED) return {};  // Answered meanwhile.
  if (story->owner.has_value() && story->owner->number() != number) {
    const bool copy = SameContent(story->owner->settle(), *request);
    return copy ? Store(number, [](v1::InboxRecord& copied) { copied.set_state(v1::MESSAGE_DONE); })
                : End(number, v1::DEAD_LETTER,
                      Refuse({.reason = v1::MESSAGE_ID_OTHER_CONTENT, .field = "bill.message_id"}));
  }
  if (!MakeLate(number, *request, kCutOff).ok()) return {.did = Did::kDiskFailed};
  return {.did = Did::kNotDue, .due_ms = clock_.NowMs()};
}

LateBills::Step LateBills::CarryLate(const v1::InboxRecord& found) {
  const Exclusions::Hold hold(exclusions_, found.message_id());
  absl::StatusOr<v1::InboxRecord> record = inbox_.Get(found.number());
  if (record.ok() && record->state() == v1::TOLD_LATE) {
    const Step step = ReverseKey(*record);
    if (step.did != Did::kFinished) return step;
    record = inbox_.Get(found.number());
  }
  if (!record.ok()) return {.did = Did::kDiskFailed};
  return record->state() == v1::LATE_REVERSED ? RecordAfterwards(*record) : Step{};
}

LateBills::Step LateBills::ReverseKey(const v1::InboxRecord& record) {
  v1::ReverseRequest request;
  request.set_message_id(record.message_id());
  request.set_request_id(KeyReversalId(record.message_id()));
  request.set_reason(kReason);
  const absl::StatusOr<v1::ReverseReply> reply = centre_.Reverse(request);
  switch (AfterReversal(reply.status())) {
    case Next::kAgain:
      return Again(record.number(), reply.status());
    case Next::kGoOn:
      return Store(record.number(), [&](v1::InboxRecord& changed) {
        changed.set_state(v1::LATE_REVERSED);
        changed.set_contra(reply.ok() ? reply->number() : DetailOf(reply.status()).related());
        changed.clear_error();
      });
    case Next::kTakenBack:
      return End(record.number(), v1::TAKEN_BACK, reply.status());
    case Next::kTurnedDown:
    case Next::kDeadLetter:
      break;
  }
  return End(record.number(), v1::DEAD_LETTER, reply.status());
}

LateBills::Step LateBills::RecordAfterwards(const v1::InboxRecord& record) {
  const absl::StatusOr<v1::SettleResult> result = centre_.RecordAfterTheFact(LateRequest(record));
  const bool gone = result.ok() && result->state() != v1::SETTLED;
  switch (AfterRecording(result.status())) {
    case Next::kAgain:
      return Again(record.number(), result.status());
    case Next::kGoOn:
      return Store(record.number(), [&](v1::InboxRecord& changed) {
        changed.set_state(gone ? v1::TAKEN_BACK : v1::RECORDED_LATE);
        changed.set_settlement(result->number());
        if (gone) changed.set_contra(result->ended_by());
        changed.clear_error();
      });
    case Next::kTakenBack:
      return End(record.number(), v1::TAKEN_BACK, result.status());
    case Next::kTurnedDown:
      return End(record.number(), v1::TURNED_DOWN, result.status());
    case Next::kDeadLetter:
      break;
  }
  return End(record.number(), v1::DEAD_LETTER, result.status());
}

LateBills::Step LateBills::CarryOwed(const v1::InboxRecord& record) {
  const absl::StatusOr<v1::ReverseReply> reply = take_back_.Carry(record.reverse());
  switch (AfterReversal(reply.status())) {
    case Next::kAgain:
      return Again(record.number(), reply.status());
    case Next::kGoOn:
    case Next::kTakenBack:
      return Store(record.number(), [&](v1::InboxRecord& changed) {
        changed.set_state(v1::TAKEN_BACK);
        changed.set_contra(reply.ok() ? reply->number() : DetailOf(reply.status()).related());
      });
    case Next::kTurnedDown:
    case Next::kDeadLetter:
      break;
  }
  return End(record.number(), v1::DEAD_LETTER, reply.status());  // It was promised.
}

absl::Status LateBills::Replay(std::uint64_t number, const std::string& note) {
  const absl::StatusOr<v1::InboxRecord> record = inbox_.Get(number);
  if (!record.ok()) return record.status();
  if (record->state() != v1::DEAD_LETTER) {
    return absl::FailedPreconditionError(absl::StrCat("message ", number, " is no dead letter"));
  }
  if (!record->has_reverse()) return ReplayBill(*record, note);
  return inbox_
      .Update(number,
              [&](v1::InboxRecord& changed) {
                changed.set_state(v1::REVERSAL_OWED);
                changed.set_note(note);
              })
      .status();
}

absl::Status LateBills::ReplayBill(const v1::InboxRecord& record, const std::string& note) {
  const absl::StatusOr<v1::SettleRequest> request = RequestOf(record);
  if (!request.ok()) return request.status();
  const std::string& message_id = request->bill().message_id();
  const Exclusions::Hold hold(exclusions_, message_id);
  const absl::StatusOr<BillStory> story = StoryOf(inbox_, message_id);
  if (!story.ok()) return story.status();
  const bool owned = story->owner.has_value() && story->owner->number() != record.number();
  if (owned) {
    return Refuse({.reason = v1::MESSAGE_ID_OTHER_CONTENT,
                   .field = "bill.message_id",
                   .related = story->owner->number()});
  }
  v1::GetRequest question;
  question.set_message_id(WasToldLate(record) ? LateId(message_id) : message_id);
  const absl::StatusOr<v1::GetReply> found = centre_.Get(question);
  if (!found.ok()) return found.status();
  if (found->state() != v1::SETTLED) return MakeLate(record.number(), *request, note);
  return inbox_
      .Update(record.number(),
              [&](v1::InboxRecord& changed) {
                *changed.mutable_settle() = *request;
                changed.set_message_id(message_id);
                changed.set_state(WasToldLate(record) ? v1::RECORDED_LATE : v1::ANSWERED);
                changed.set_settlement(found->result().number());
                *changed.mutable_result() = found->result();
                changed.set_note(note);
              })
      .status();
}

absl::Status LateBills::Discard(std::uint64_t number, const std::string& note) {
  const absl::StatusOr<v1::InboxRecord> record = inbox_.Get(number);
  if (!record.ok()) return record.status();
  if (record->state() != v1::DEAD_LETTER) {
    return absl::FailedPreconditionError(absl::StrCat("message ", number, " is no dead letter"));
  }
  return inbox_
      .Update(number,
              [&](v1::InboxRecord& changed) {
                changed.set_state(v1::DISCARDED);
                changed.set_note(note);
              })
      .status();
}

}  // namespace yizhan::edge
