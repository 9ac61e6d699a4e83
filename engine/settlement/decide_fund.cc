#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/authorization.h"
#include "engine/books/officer_statement.h"
#include "engine/books/rows.h"
#include "engine/settlement/decide_office.h"
#include "engine/settlement/find_request.h"
#include "engine/settlement/new_entry.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

constexpr std::size_t kNoteCharacters_max = 200;

absl::Status CheckAmount(const v1::FundChangeRequest& request) {
  const Money amount = Money::FromFen(request.amount_fen());
  const std::string field = "amount_fen";
  const std::string found = std::to_string(request.amount_fen());
  if (amount < Money()) {
    return Refuse({.reason = v1::AMOUNT_NEGATIVE, .field = field, .found = found});
  }
  if (amount > kAmountMax) {
    return Refuse({.reason = v1::AMOUNT_TOO_LARGE, .field = field, .found = found});
  }
  const bool opens = request.kind() == v1::FundChanged::OPEN;
  if (opens == (amount == Money())) return absl::OkStatus();
  return Refuse({.reason = v1::FIELD_MALFORMED,
                 .field = field,
                 .expected = opens ? "0 when opening" : "more than 0",
                 .found = found});
}

absl::Status CheckForm(const v1::FundChangeRequest& request) {
  absl::Status status = CheckId("fund_id", request.fund_id());
  if (status.ok()) status = CheckId("request_id", request.request_id());
  if (status.ok()) status = CheckText("note", request.note(), kNoteCharacters_max);
  if (!status.ok()) return status;
  const bool known_kind = v1::FundChanged::Kind_IsValid(request.kind()) &&
                          request.kind() != v1::FundChanged::KIND_UNSPECIFIED;
  if (!known_kind) {
    return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                   .field = "kind",
                   .found = std::to_string(request.kind())});
  }
  return CheckAmount(request);
}

// The balance after the change, when the change may be made.
absl::StatusOr<Money> BalanceAfter(const v1::FundChangeRequest& request, const Reader& state) {
  const auto row = GetRow<v1::FundRow>(state, Table::kFund, request.fund_id());
  if (!row.ok()) return row.status();
  const std::string& id = request.fund_id();
  if (request.kind() == v1::FundChanged::OPEN) {
    if (row->has_value()) {
      return Refuse({.reason = v1::FUND_EXISTS, .field = "fund_id", .found = id});
    }
    return Money();
  }
  if (!row->has_value()) {
    return Refuse({.reason = v1::FUND_UNKNOWN, .field = "fund_id", .found = id});
  }
  const Money balance = Money::FromFen((*row)->balance_fen());
  const Money amount = Money::FromFen(request.amount_fen());
  if (request.kind() == v1::FundChanged::WITHDRAW) {
    if (amount > balance) {
      return Refuse({.reason = v1::FUND_TOO_LOW,
                     .field = "amount_fen",
                     .expected = "at most " + YuanText(balance),
                     .found = YuanText(amount)});
    }
    return balance - amount;
  }
  const std::optional<Money> sum = balance.TryAdd(amount);
  if (!sum.has_value()) return Refuse({.reason = v1::AMOUNT_OVERFLOW, .field = "amount_fen"});
  return *sum;
}

absl::StatusOr<v1::FundChangeReply> ReplyOf(std::uint64_t number, const Reader& state) {
  const absl::StatusOr<v1::Entry> entry = ReadEntry(state, number);
  if (!entry.ok()) return entry.status();
  const std::string& id = entry->fund_changed().fund_id();
  const auto row = GetRow<v1::FundRow>(state, Table::kFund, id);
  if (!row.ok()) return row.status();
  v1::FundChangeReply reply;
  reply.set_number(number);
  reply.mutable_fund()->set_fund_id(id);
  reply.mutable_fund()->set_granted_fen(row->value_or(v1::FundRow()).granted_fen());
  reply.mutable_fund()->set_balance_fen(row->value_or(v1::FundRow()).balance_fen());
  return reply;
}

}  // namespace

absl::StatusOr<v1::FundChangeReply> DecideFundChange(const Caller& caller,
                                                     const v1::FundChangeRequest& request,
                                                     const Situation& situation, Draft& draft) {
  const absl::Status form = CheckForm(request);
  if (!form.ok()) return form;
  v1::Entry entry = NewEntry(caller, situation);
  v1::FundChanged& change = *entry.mutable_fund_changed();
  change.set_fund_id(request.fund_id());
  change.set_kind(request.kind());
  change.set_amount_fen(request.amount_fen());
  change.set_note(request.note());
  change.set_request_id(request.request_id());

  const std::string content = Bytes(FundChangeDigest(change));
  const auto known =
      FindRequest(caller, {v1::MessageKeyRow::FUND_CHANGE, request.request_id(), content}, draft);
  if (!known.ok()) return known.status();
  if (known->has_value()) {
    absl::StatusOr<v1::FundChangeReply> reply = ReplyOf(**known, draft);
    if (reply.ok()) reply->set_replayed(true);
    return reply;
  }
  if (request.kind() != v1::FundChanged::OPEN) {
    const absl::StatusOr<Hash32> authorized = CheckAuthorization(
        request.authorization(), {v1::CHANGE_FUND, content, request.request_id()},
        situation.posted_ms, draft);
    if (!authorized.ok()) return authorized.status();
    *change.mutable_authorization() = StoredForm(request.authorization());
  }
  const absl::StatusOr<Money> balance = BalanceAfter(request, draft);
  if (!balance.ok()) return balance.status();
  change.set_balance_after_fen(balance->fen());
  const auto number = draft.Post(std::move(entry), situation.packs);
  if (!number.ok()) return number.status();
  return ReplyOf(*number, draft);
}

}  // namespace yizhan
