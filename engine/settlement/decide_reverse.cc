#include "engine/settlement/decide_reverse.h"

#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/fold_settlement.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/settlement/decide_settle.h"
#include "engine/settlement/original.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

constexpr std::size_t kReasonCharacters_max = 200;

absl::Status CheckForm(const v1::ReverseRequest& request) {
  absl::Status status = CheckId("request_id", request.request_id());
  if (!status.ok()) return status;
  status = CheckText("reason", request.reason(), kReasonCharacters_max);
  if (!status.ok()) return status;
  if (request.what_case() == v1::ReverseRequest::WHAT_NOT_SET) {
    return Refuse({.reason = v1::FIELD_MISSING, .field = "number or message_id"});
  }
  if (request.what_case() == v1::ReverseRequest::kMessageId &&
      request.message_id() == request.request_id()) {
    return Refuse({.reason = v1::FIELD_MALFORMED,
                   .field = "request_id",
                   .expected = "another id than the message it reverses"});
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::ReverseReply> ReplyOf(std::uint64_t number, const Situation& situation,
                                         const Reader& state) {
  const absl::StatusOr<v1::Entry> entry = ReadEntry(state, number);
  if (!entry.ok()) return entry.status();
  v1::ReverseReply reply;
  reply.set_number(number);
  reply.set_tombstone(entry->has_tombstone());
  if (entry->has_tombstone()) return reply;
  const v1::Contra& contra = entry->contra();
  const auto original = ResultOf(contra.original(), state, situation.packs);
  if (!original.ok()) return original.status();
  *reply.mutable_original() = *original;
  reply.set_cash_back_fen(-contra.cash_due_fen());
  reply.set_account_back_fen(-contra.account_applied_fen());
  reply.set_opens_lead(contra.opens_lead());
  return reply;
}

// A repeated request id: the first reply again, or a conflict (R45).
absl::StatusOr<std::optional<v1::ReverseReply>> FindReversalReplay(
    const Caller& caller, const v1::ReverseRequest& request, const Original& original,
    const Situation& situation, const Reader& state) {
  const auto row = GetRow<v1::MessageKeyRow>(state, Table::kMessageKey,
                                             MessageKey(caller.sender, request.request_id()));
  if (!row.ok()) return row.status();
  if (!row->has_value()) return std::optional<v1::ReverseReply>();
  const Hash32 digest = ReversalDigest(original.sender, original.message_id);
  if ((*row)->kind() != v1::MessageKeyRow::REVERSAL || (*row)->digest() != Bytes(digest)) {
    return Refuse({.reason = v1::MESSAGE_ID_OTHER_CONTENT,
                   .field = "request_id",
                   .found = request.request_id(),
                   .related = (*row)->number()});
  }
  absl::StatusOr<v1::ReverseReply> reply = ReplyOf((*row)->number(), situation, state);
  if (!reply.ok()) return reply.status();
  reply->set_replayed(true);
  return std::optional<v1::ReverseReply>(*std::move(reply));
}

// The contra or tombstone that stands right before a replacement's settlement.
absl::StatusOr<v1::ReplaceReply> ReplacedReply(const v1::SettleResult& result,
                                               const Reader& state) {
  const absl::StatusOr<v1::Entry> entry = ReadEntry(state, result.number() - 1);
  if (!entry.ok()) return entry.status();
  v1::ReplaceReply reply;
  reply.set_contra(entry->number());
  *reply.mutable_result() = result;
  // A contra's sums are the old ones, negated: new minus old is a plain sum (R47).
  reply.set_cash_fen(result.outcome().cash_due_fen() + entry->contra().cash_due_fen());
  reply.set_account_fen(result.outcome().account_applied_fen() +
                        entry->contra().account_applied_fen());
  reply.set_replayed(result.replayed());
  return reply;
}

bool ReplacedThis(const v1::Entry& before, std::uint64_t number, const Original& original) {
  if (before.has_contra()) {
    return before.contra().replaced_by() == number &&
           before.contra().original_sender() == original.sender &&
           before.contra().original_message_id() == original.message_id;
  }
  return before.has_tombstone() && before.tombstone().replaced_by() == number &&
         before.tombstone().original_sender() == original.sender &&
         before.tombstone().message_id() == original.message_id;
}

absl::StatusOr<v1::ReplaceReply> ReplayOfReplace(const v1::SettleResult& result,
                                                 const Original& original, const Reader& state) {
  const absl::StatusOr<v1::Entry> before = ReadEntry(state, result.number() - 1);
  if (!before.ok()) return before.status();
  if (!ReplacedThis(*before, result.number(), original)) {
    return Refuse({.reason = v1::MESSAGE_ID_OTHER_CONTENT,
                   .field = "replacement.bill.message_id",
                   .expected = "a new message id",
                   .related = result.number()});
  }
  return ReplacedReply(result, state);
}

}  // namespace

absl::StatusOr<v1::ReverseReply> DecideReverse(const Caller& caller,
                                               const v1::ReverseRequest& request,
                                               const Situation& situation, Draft& draft) {
  const absl::Status form = CheckForm(request);
  if (!form.ok()) return form;
  Named named{.message_id = request.message_id(), .on_behalf_of = request.on_behalf_of()};
  if (request.what_case() == v1::ReverseRequest::kNumber) named.number = request.number();
  const absl::StatusOr<Original> original = FindOriginal(caller, named, draft);
  if (!original.ok()) return original.status();
  absl::StatusOr<std::optional<v1::ReverseReply>> replay =
      FindReversalReplay(caller, request, *original, situation, draft);
  if (!replay.ok()) return replay.status();
  if (replay->has_value()) return **std::move(replay);
  const absl::Status live = CheckStillLive(*original, draft);
  if (!live.ok()) return live;
  const absl::StatusOr<std::uint64_t> number = PostContra(
      caller, *original, {.request_id = request.request_id(), .reason = request.reason()},
      situation, draft);
  if (!number.ok()) return number.status();
  return ReplyOf(*number, situation, draft);
}

absl::StatusOr<v1::ReplaceReply> DecideReplace(const Caller& caller,
                                               const v1::ReplaceRequest& request,
                                               const Situation& situation, Draft& draft) {
  const absl::Status form = CheckText("reason", request.reason(), kReasonCharacters_max);
  if (!form.ok()) return form;
  if (request.what_case() == v1::ReplaceRequest::WHAT_NOT_SET) {
    return Refuse({.reason = v1::FIELD_MISSING, .field = "number or message_id"});
  }
  if (request.what_case() == v1::ReplaceRequest::kMessageId &&
      request.message_id() == request.replacement().bill().message_id()) {
    return Refuse({.reason = v1::MESSAGE_ID_OTHER_CONTENT,
                   .field = "replacement.bill.message_id",
                   .expected = "a new message id",
                   .found = request.message_id()});
  }
  Named named{.message_id = request.message_id(), .on_behalf_of = ""};
  if (request.what_case() == v1::ReplaceRequest::kNumber) named.number = request.number();
  const absl::StatusOr<Original> original = FindOriginal(caller, named, draft);
  if (!original.ok()) return original.status();
  const absl::Status replaceable = CheckReplaceable(*original);
  if (!replaceable.ok()) return replaceable;
  absl::StatusOr<std::optional<v1::SettleResult>> replay =
      FindReplay(caller, request.replacement(), situation, draft);
  if (!replay.ok()) return replay.status();
  if (replay->has_value()) return ReplayOfReplace(**replay, *original, draft);

  const absl::Status live = CheckStillLive(*original, draft);
  if (!live.ok()) return live;
  // R47: reversal, then settlement on the resulting state; if either is refused nothing is posted.
  Draft both(&draft);
  const absl::StatusOr<std::uint64_t> contra =
      PostContra(caller, *original,
                 {.request_id = "", .reason = request.reason(), .replaced = true}, situation, both);
  if (!contra.ok()) return contra.status();
  Place place;
  if (original->entry.has_value()) {
    place = {.path = original->entry->settled().path(), .replaces = original->entry->number()};
  }
  const absl::StatusOr<v1::SettleResult> result =
      SettleNew(caller, request.replacement(), place, situation, both);
  if (!result.ok()) return result.status();
  absl::StatusOr<v1::ReplaceReply> reply = ReplacedReply(*result, both);
  if (!reply.ok()) return reply.status();
  both.MergeInto(draft);
  return reply;
}

}  // namespace yizhan
