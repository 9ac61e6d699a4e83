// What takes money back or moves it on: reversals, replacements, and what people do with letters;
// and what only passes through.

#include <mutex>
#include <utility>

#include "adapters/intake/durable_intake.h"
#include "adapters/intake/verdict.h"
#include "engine/base/refusal.h"

namespace yizhan::edge {
namespace {

constexpr int kPagesMax = 1000;

void SetReversal(const v1::ReverseRequest& request, v1::InboxState state, v1::InboxRecord& record) {
  record.set_state(state);
  record.set_message_id(request.request_id());
  *record.mutable_reverse() = request;
}

}  // namespace

absl::StatusOr<v1::ReverseReply> DurableIntake::Reverse(Ticket ticket,
                                                        const v1::ReverseRequest& request) {
  const auto kept = inbox_.Update(
      ticket, [&](v1::InboxRecord& record) { SetReversal(request, v1::ARRIVED, record); });
  if (!kept.ok()) return NothingDone();
  absl::StatusOr<v1::ReverseReply> reply = take_back_.Carry(request);
  FinishReversal(ticket, reply, v1::TURNED_DOWN);
  if (inbox_.failed()) return NotKnown();
  return reply;
}

// Without an answer it is done here: the sender repeats it.
void DurableIntake::FinishReversal(Ticket ticket, const absl::StatusOr<v1::ReverseReply>& reply,
                                   v1::InboxState refused) {
  const auto finish = [&](v1::InboxRecord& record) {
    if (reply.ok()) {
      record.set_state(v1::TAKEN_BACK);
      record.set_contra(reply->number());
      return;
    }
    record.set_state(IsNoAnswer(reply.status()) ? v1::MESSAGE_DONE : refused);
    SetError(reply.status(), record);
  };
  inbox_.Update(ticket, finish).status().IgnoreError();  // The caller asks failed().
}

absl::StatusOr<std::optional<v1::ReverseReply>> DurableIntake::ReverseForSure(
    Ticket ticket, const v1::ReverseRequest& request) {
  const auto promised = inbox_.Update(
      ticket, [&](v1::InboxRecord& record) { SetReversal(request, v1::REVERSAL_OWED, record); });
  if (!promised.ok()) return NothingDone();
  absl::StatusOr<v1::ReverseReply> reply = take_back_.Carry(request);
  const Next next = AfterReversal(reply.status());
  if (next == Next::kAgain) {
    if (!backing_off_) background_.Wake();
    return std::optional<v1::ReverseReply>();
  }
  // Promised, as in LateBills: aid that stands against the promise is for a person.
  FinishReversal(ticket, reply, next == Next::kDeadLetter ? v1::DEAD_LETTER : v1::TURNED_DOWN);
  if (!reply.ok()) return reply.status();
  return std::optional<v1::ReverseReply>(*std::move(reply));
}

absl::StatusOr<v1::ReplaceReply> DurableIntake::Replace(Ticket ticket,
                                                        const v1::ReplaceRequest& request) {
  // Done in any case: without an answer the sender repeats it, and it never becomes late.
  const auto kept = inbox_.Update(ticket, [&](v1::InboxRecord& record) {
    record.set_state(v1::MESSAGE_DONE);
    record.set_message_id(request.replacement().bill().message_id());
  });
  if (!kept.ok()) return NothingDone();
  if (request.what_case() != v1::ReplaceRequest::kMessageId) return ReplaceHeld(ticket, request);
  const Exclusions::Hold hold(exclusions_, request.message_id());
  return ReplaceHeld(ticket, request);
}

absl::StatusOr<v1::ReplaceReply> DurableIntake::ReplaceHeld(Ticket ticket,
                                                            const v1::ReplaceRequest& request) {
  BillStory story;
  if (request.what_case() == v1::ReplaceRequest::kMessageId) {
    absl::StatusOr<BillStory> found = StoryOf(inbox_, request.message_id());
    if (!found.ok()) return NothingDone();
    story = *std::move(found);
  }
  if (story.owner.has_value() && WasToldLate(*story.owner)) {
    return KeepRefusal(ticket, Refuse({.reason = v1::NOT_REVERSIBLE,
                                       .field = "message_id",
                                       .expected = "a bill that was not told late; reverse it and "
                                                   "send the new one"}));
  }
  v1::ReplaceRequest sent = request;
  sent.mutable_replacement()->clear_not_after_ms();
  absl::StatusOr<v1::ReplaceReply> reply = Heard(centre_.Replace(sent));
  if (!reply.ok()) return IsNoAnswer(reply.status()) ? reply : KeepRefusal(ticket, reply.status());
  if (story.owner.has_value()) {
    const auto ended = inbox_.Update(story.owner->number(), [&](v1::InboxRecord& record) {
      record.set_state(v1::TAKEN_BACK);
      record.set_contra(reply->contra());
    });
    if (!ended.ok()) return NotKnown();
  }
  const auto answered = inbox_.Update(ticket, [&](v1::InboxRecord& record) {
    record.set_state(v1::ANSWERED);
    *record.mutable_settle() = sent.replacement();
    record.set_settlement(reply->result().number());
    *record.mutable_result() = reply->result();
  });
  if (!answered.ok()) return NotKnown();
  ++TallyOf(ticket).answered;
  return reply;
}

void DurableIntake::Unreadable(Ticket ticket, const absl::Status& why) {
  const auto kept = inbox_.Update(ticket, [&](v1::InboxRecord& record) {
    if (record.state() != v1::ARRIVED || record.has_settle()) return;
    record.set_state(v1::DEAD_LETTER);
    SetError(why, record);
  });
  // A disk that refuses ends the program; at its next start the message is looked at again.
  kept.status().IgnoreError();
}

void DurableIntake::Done(Ticket ticket) {
  const auto kept = inbox_.Update(ticket, [](v1::InboxRecord& record) {
    if (record.state() == v1::ARRIVED && !record.has_settle()) record.set_state(v1::MESSAGE_DONE);
  });
  kept.status().IgnoreError();  // As above.
}

void DurableIntake::Delivered(Ticket ticket) {
  const std::lock_guard lock(delivered_mutex_);
  delivered_.push_back(ticket);
}

absl::Status DurableIntake::Replay(std::uint64_t number, const std::string& note) {
  absl::Status replayed = late_bills_.Replay(number, note);
  if (replayed.ok()) background_.Wake();
  return replayed;
}

absl::Status DurableIntake::Discard(std::uint64_t number, const std::string& note) {
  return late_bills_.Discard(number, note);
}

absl::StatusOr<v1::SettleResult> DurableIntake::Quote(const v1::QuoteRequest& request) {
  return Heard(centre_.Quote(request));
}
absl::StatusOr<v1::GetReply> DurableIntake::Find(const v1::GetRequest& request) {
  return Heard(centre_.Get(request));
}
absl::StatusOr<v1::VerifyReply> DurableIntake::Verify(const v1::VerifyRequest& request) {
  return Heard(centre_.Verify(request));
}
absl::StatusOr<v1::ExplainReply> DurableIntake::Explain(const v1::ExplainRequest& request) {
  return Heard(centre_.Explain(request));
}
absl::StatusOr<v1::ListAccountsReply> DurableIntake::ListAccounts(
    const v1::ListAccountsRequest& request) {
  return Heard(centre_.ListAccounts(request));
}

absl::StatusOr<v1::ListPostedReply> DurableIntake::ListPosted(
    const v1::ListPostedRequest& request) {
  v1::ListPostedRequest page = request;
  v1::ListPostedReply all;
  for (int pages = 0; pages < kPagesMax; ++pages) {
    absl::StatusOr<v1::ListPostedReply> reply = Heard(centre_.ListPosted(page));
    if (!reply.ok()) return reply;
    const bool more = reply->more() && reply->lines_size() > 0;
    if (more) page.set_after(reply->lines(reply->lines_size() - 1).number());
    for (v1::PostedLine& line : *reply->mutable_lines()) *all.add_lines() = std::move(line);
    all.set_as_of(reply->as_of());
    if (!more) return all;
  }
  return Refuse(
      {.reason = v1::TOO_MANY_ITEMS, .field = "from_day", .expected = "a shorter period"});
}

}  // namespace yizhan::edge
