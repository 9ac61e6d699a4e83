#include <algorithm>

#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/authorization.h"
#include "engine/books/officer_statement.h"
#include "engine/settlement/closing.h"
#include "engine/settlement/decide_office.h"
#include "engine/settlement/find_request.h"
#include "engine/settlement/new_entry.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

using ClosedLines = google::protobuf::RepeatedPtrField<v1::ClosedLine>;

bool SameLines(const ClosedLines& a, const ClosedLines& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const v1::ClosedLine& one, const v1::ClosedLine& other) {
                      return one.SerializeAsString() == other.SerializeAsString();
                    });
}

// For people: how many programs, and what they come to. Wraps around: only to be shown.
std::string SumText(const ClosedLines& lines) {
  std::uint64_t sum_fen = 0;
  for (const v1::ClosedLine& line : lines) {
    sum_fen += static_cast<std::uint64_t>(line.closing_fen());
  }
  return std::to_string(lines.size()) + " programs, closing " +
         YuanText(Money::FromFen(static_cast<std::int64_t>(sum_fen)));
}

v1::PeriodClosed AskedOf(const v1::CloseRequest& request) {
  v1::PeriodClosed asked;
  asked.set_institution_id(request.institution_id());
  asked.set_period(request.period());
  if (request.has_reconciled()) *asked.mutable_reconciled() = request.reconciled();
  *asked.mutable_lines() = request.lines();
  return asked;
}

absl::StatusOr<v1::CloseReply> ReplyOf(std::uint64_t number, const Reader& state) {
  const absl::StatusOr<v1::Entry> entry = ReadEntry(state, number);
  if (!entry.ok()) return entry.status();
  v1::CloseReply reply;
  reply.set_number(number);
  *reply.mutable_close() = entry->period_closed();
  return reply;
}

}  // namespace

absl::StatusOr<v1::CloseReply> DecideClosePeriod(const Caller& caller,
                                                 const v1::CloseRequest& request,
                                                 const Situation& situation, Draft& draft) {
  const v1::PeriodClosed asked = AskedOf(request);
  absl::Status form = CheckClosingForm(asked);
  if (form.ok()) form = CheckId("request_id", request.request_id());
  if (!form.ok()) return form;
  const std::string content = Bytes(PeriodDigest(asked));
  const auto known =
      FindRequest(caller, {v1::MessageKeyRow::PERIOD_CLOSE, request.request_id(), content}, draft);
  if (!known.ok()) return known.status();
  if (known->has_value()) {
    absl::StatusOr<v1::CloseReply> reply = ReplyOf(**known, draft);
    if (reply.ok()) reply->set_replayed(true);
    return reply;
  }
  absl::StatusOr<v1::PeriodClosed> closed = Closing(asked, situation.posted_ms, draft);
  if (!closed.ok()) return closed.status();
  if (!SameLines(closed->lines(), asked.lines())) {
    return Refuse({.reason = v1::PERIOD_CHANGED,
                   .field = "lines",
                   .expected = SumText(closed->lines()),
                   .found = SumText(asked.lines())});
  }
  const absl::StatusOr<Hash32> authorized =
      CheckAuthorization(request.authorization(), {v1::CLOSE_PERIOD, content, request.request_id()},
                         situation.posted_ms, draft);
  if (!authorized.ok()) return authorized.status();
  v1::Entry entry = NewEntry(caller, situation);
  *entry.mutable_period_closed() = *std::move(closed);
  entry.mutable_period_closed()->set_request_id(request.request_id());
  *entry.mutable_period_closed()->mutable_authorization() = StoredForm(request.authorization());
  const auto number = draft.Post(std::move(entry), situation.packs);
  if (!number.ok()) return number.status();
  return ReplyOf(*number, draft);
}

}  // namespace yizhan
