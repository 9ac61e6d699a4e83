#include "adapters/intake/take_back.h"

#include <utility>

#include "adapters/intake/bill_records.h"
#include "adapters/intake/verdict.h"
#include "engine/base/refusal.h"

namespace yizhan::edge {
namespace {

// Its own key is reversed already, by the background or by this same request: what is left is the
// record after the fact. (The request's id may stand there: the engine then says "other content".)
bool IsReversedAlready(const absl::Status& status) {
  const v1::Reason reason = ReasonOf(status);
  return reason == v1::ALREADY_REVERSED || reason == v1::MESSAGE_ID_OTHER_CONTENT;
}

// Nothing of it was, or will be, posted by the edge itself.
bool IsPlain(const v1::InboxRecord& owner) {
  if (WasToldLate(owner)) return false;
  return owner.state() == v1::ANSWERED || owner.state() == v1::TURNED_DOWN ||
         owner.state() == v1::TAKEN_BACK;
}

}  // namespace

absl::StatusOr<v1::ReverseReply> TakeBack::Carry(const v1::ReverseRequest& request) {
  return request.what_case() == v1::ReverseRequest::kMessageId ? OfMessage(request)
                                                               : OfNumber(request);
}

absl::StatusOr<v1::ReverseReply> TakeBack::ReverseMessage(const std::string& message_id,
                                                          const std::string& request_id,
                                                          const std::string& reason) {
  v1::ReverseRequest request;
  request.set_message_id(message_id);
  request.set_request_id(request_id);
  request.set_reason(reason);
  return centre_.Reverse(request);
}

// The ledger has it; the inbox must know, or the background would go on.
absl::StatusOr<v1::ReverseReply> TakeBack::Mark(const v1::InboxRecord& owner,
                                                const v1::ReverseReply& reply) {
  const auto marked = inbox_.Update(owner.number(), [&](v1::InboxRecord& record) {
    record.set_state(v1::TAKEN_BACK);
    record.set_contra(reply.number());
  });
  if (!marked.ok()) return Refuse({.reason = v1::OUTCOME_NOT_KNOWN});
  return reply;
}

absl::StatusOr<v1::ReverseReply> TakeBack::OfNumber(const v1::ReverseRequest& request) {
  absl::StatusOr<v1::ReverseReply> reply = centre_.Reverse(request);
  if (!reply.ok()) return reply;
  const std::string& original = reply->original().bill().message_id();
  const std::string message_id = WithoutLate(original);
  const Exclusions::Hold hold(exclusions_, message_id);
  const absl::StatusOr<BillStory> story = StoryOf(inbox_, message_id);
  if (!story.ok()) return Refuse({.reason = v1::OUTCOME_NOT_KNOWN});
  if (!story->owner.has_value()) return reply;
  if (original == message_id && !IsPlain(*story->owner)) {
    const auto late =
        ReverseMessage(LateId(message_id), LateReversalId(message_id), request.reason());
    if (!late.ok() && !IsReversedAlready(late.status())) return late.status();
  }
  return Mark(*story->owner, *reply);
}

absl::StatusOr<v1::ReverseReply> TakeBack::OfMessage(const v1::ReverseRequest& request) {
  const Exclusions::Hold hold(exclusions_, request.message_id());
  const absl::StatusOr<BillStory> story = StoryOf(inbox_, request.message_id());
  if (!story.ok()) return Refuse({.reason = v1::OUTCOME_NOT_KNOWN});
  if (!story->owner.has_value()) return OfPruned(request);
  const v1::InboxRecord& owner = *story->owner;
  if (!IsPlain(owner)) return OfUnfinished(owner, request);
  const absl::StatusOr<v1::ReverseReply> reply = centre_.Reverse(request);
  return reply.ok() ? Mark(owner, *reply) : reply;
}

absl::StatusOr<v1::ReverseReply> TakeBack::OfUnfinished(const v1::InboxRecord& owner,
                                                        const v1::ReverseRequest& request) {
  const std::string& message_id = request.message_id();
  const absl::StatusOr<v1::ReverseReply> key = centre_.Reverse(request);
  if (!key.ok() && !IsReversedAlready(key.status())) return key;
  const absl::StatusOr<v1::ReverseReply> late = ReverseMessage(
      LateId(message_id), key.ok() ? LateReversalId(message_id) : request.request_id(),
      request.reason());
  if (!late.ok()) return late;
  const bool told_otherwise = !WasToldLate(owner) && key.ok();
  return Mark(owner, late->tombstone() && told_otherwise ? *key : *late);
}

// Nothing here, but the centre may hold what a record that was pruned told of.
absl::StatusOr<v1::ReverseReply> TakeBack::OfPruned(const v1::ReverseRequest& request) {
  const absl::StatusOr<v1::ReverseReply> reply = centre_.Reverse(request);
  if (reply.ok() || !IsReversedAlready(reply.status())) return reply;
  v1::GetRequest question;
  question.set_message_id(LateId(request.message_id()));
  const absl::StatusOr<v1::GetReply> late = centre_.Get(question);
  if (!late.ok()) return IsNoAnswer(late.status()) ? late.status() : reply;
  const bool recorded = late->state() == v1::SETTLED || late->state() == v1::REVERSED;
  if (!recorded) return reply;
  return ReverseMessage(question.message_id(), request.request_id(), request.reason());
}

}  // namespace yizhan::edge
