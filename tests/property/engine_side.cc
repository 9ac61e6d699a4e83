#include "tests/property/engine_side.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/books/verify.h"
#include "engine/settlement/decide_office.h"
#include "engine/settlement/decide_reverse.h"
#include "engine/settlement/decide_settle.h"
#include "engine/settlement/result.h"
#include "tests/property/engine_seen.h"
#include "tests/support/desk.h"

namespace yizhan::property {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kMorningMs = 3'600'000;  // 09:00 in Shanghai.
constexpr std::int64_t kNotAfterAheadMaxMs = 120'000;
constexpr std::uint64_t kUnknownNumber = 1'000'000'000;

}  // namespace

EngineSide::EngineSide()
    : view_(store_.OpenView()),
      ledger_(view_.get()),
      random_(2012),
      index_key_{.bytes = std::string(32, 'k')},
      personal_(vault_, random_) {}

Situation EngineSide::Now() {
  return {.packs = packs_,
          .index_key = index_key_,
          .random = &random_,
          .personal = &personal_,
          .now_ms = posted_ms_,
          .posted_ms = posted_ms_,
          .not_after_ahead_max_ms = kNotAfterAheadMaxMs};
}

// As the loop does before its first batch, and three officers.
void EngineSide::Open() {
  const Situation situation = Now();
  v1::Entry entry;
  entry.set_posted_ms(situation.posted_ms);
  entry.set_sender("engine");
  entry.mutable_ledger_opened()->set_ledger_id(std::string(16, 'i'));
  entry.mutable_ledger_opened()->set_district("nowhere");
  YIZHAN_CHECK(ledger_.Post(std::move(entry), packs_).ok());
  for (const std::string& id : test::kOfficerIds) {
    const auto enrolled =
        DecideEnrolOfficer(test::ReliefCaller(), test::OfficerRecord(id), situation, ledger_);
    YIZHAN_CHECK(enrolled.ok());
  }
}

void EngineSide::OpenDay(const Situation& situation) {
  const std::string today = DayText(situation.Today());
  const auto row = GetRow<v1::DayRow>(ledger_, Table::kDay, kDayKey);
  YIZHAN_CHECK(row.ok());
  if (row->has_value() && (*row)->day() >= today) return;
  v1::Entry entry;
  entry.set_posted_ms(situation.posted_ms);
  entry.set_sender("engine");
  entry.mutable_day_opened()->set_day(today);
  YIZHAN_CHECK(ledger_.Post(std::move(entry), packs_).ok());
}

void EngineSide::AdvanceTo(const Operation& operation) {
  if (!operation.day().empty()) {
    day_ms_ = std::int64_t{ParseDay(operation.day()).value().days} * kDayMs;
  }
  posted_ms_ = std::max(posted_ms_ + 1, day_ms_ + kMorningMs);
}

Seen EngineSide::Play(const Operation& operation) {
  AdvanceTo(operation);
  if (ledger_.size() == 0) Open();
  result_.reset();
  switch (operation.what_case()) {
    case Operation::kActivate:
      return Activate(operation.activate());
    case Operation::kImport:
      return Import(operation.import());
    case Operation::kFund:
      return ChangeFund(operation.fund());
    case Operation::kInstitution:
      return Change(operation.institution());
    case Operation::kSettle:
      return Settle(operation.settle());
    case Operation::kReverse:
      return Reverse(operation.reverse());
    case Operation::kReplace:
      return Replace(operation.replace());
    case Operation::kApply:
      return Apply(operation.apply());
    case Operation::kOutside:
      return Record(operation.outside());
    case Operation::kReadjudicate:
      return Readjudicate(operation.readjudicate());
    case Operation::WHAT_NOT_SET:
      break;
  }
  return {};
}

absl::StatusOr<v1::SettleResult> EngineSide::Quote(const Settling& settling) {
  const Caller caller = CallerOf(SenderOf(settling));
  const Situation now = Now();
  const auto evaluated =
      Evaluate(caller, {settling.bill(), CardRef(settling.person())}, now, ledger_);
  if (!evaluated.ok()) return evaluated.status();
  const auto entry = MakeSettled(caller, *evaluated, /*replaces=*/0, now, ledger_);
  if (!entry.ok()) return entry.status();
  return QuotedResult(*evaluated, entry->settled(), ledger_);
}

v1::Entry EngineSide::EntryAt(std::uint64_t number) const {
  return ReadEntry(ledger_, number).value();
}

// The digest a quote of this bill carries now; empty when it would be refused.
std::string EngineSide::FreshQuote(const Settling& settling) {
  const auto quoted = Quote(settling);
  return quoted.ok() ? quoted->quote_digest() : "";
}

Seen EngineSide::Settle(const Settling& settling) {
  const auto reply = Decided<v1::SettleResult>([&](const Situation& now, Draft& draft) {
    v1::SettleRequest request = RequestOf(settling, now.posted_ms);
    if (settling.quote() == FRESH_QUOTE) request.set_quote_digest(FreshQuote(settling));
    return DecideSettle(CallerOf(SenderOf(settling)), request, now, draft);
  });
  if (!reply.ok()) return RefusedBy(reply.status());
  result_ = *reply;
  Seen seen = Replies().Of(*reply);
  AddMoved(reply->number(), seen.accounts);
  AddFunds(seen.funds);
  return seen;
}

Seen EngineSide::Reverse(const Reversal& reversal) {
  const std::uint64_t number =
      reversal.by_number() ? NumberOf(reversal.original_sender(), reversal.original_message()) : 0;
  const v1::ReverseRequest request = RequestOf(reversal, number);
  const auto reply = Decided<v1::ReverseReply>([&](const Situation& now, Draft& draft) {
    return DecideReverse(CallerOf(reversal.sender()), request, now, draft);
  });
  if (!reply.ok()) return RefusedBy(reply.status());
  Seen seen = Replies().Of(*reply);
  if (!reply->tombstone()) AddMoved(reply->original().number(), seen.accounts);
  AddFunds(seen.funds);
  return seen;
}

Seen EngineSide::Replace(const Replacement& replacement) {
  const std::string sender = SenderOf(replacement.with());
  const std::uint64_t number =
      replacement.by_number() ? NumberOf(sender, replacement.original_message()) : 0;
  const auto reply = Decided<v1::ReplaceReply>([&](const Situation& now, Draft& draft) {
    v1::ReplaceRequest request = RequestOf(replacement, number, now.posted_ms);
    if (replacement.with().quote() == FRESH_QUOTE) {
      request.mutable_replacement()->set_quote_digest(FreshQuote(replacement.with()));
    }
    return DecideReplace(CallerOf(sender), request, now, draft);
  });
  if (!reply.ok()) return RefusedBy(reply.status());
  result_ = reply->result();
  const v1::Entry contra = EntryAt(reply->contra());
  Seen seen = Replies().Of(*reply);
  if (contra.has_contra()) AddMoved(contra.contra().original(), seen.accounts);
  AddMoved(reply->result().number(), seen.accounts);
  AddFunds(seen.funds);
  return seen;
}

std::uint64_t EngineSide::NumberOf(const std::string& sender, const std::string& message_id) const {
  const auto row = GetRow<v1::MessageKeyRow>(ledger_, Table::kMessageKey,
                                             MessageKey(CallerOf(sender).sender, message_id));
  YIZHAN_CHECK(row.ok());
  if (!row->has_value()) return kUnknownNumber;
  switch ((*row)->kind()) {
    case v1::MessageKeyRow::SETTLEMENT:
    case v1::MessageKeyRow::APPLICATION:
    case v1::MessageKeyRow::OUTSIDE_AID:
    case v1::MessageKeyRow::ADJUSTMENT:
      return (*row)->number();
    default:
      return kUnknownNumber;
  }
}

std::vector<std::string> EngineSide::Verify() {
  const absl::StatusOr<std::uint64_t> epoch = store_.Fence("property");
  YIZHAN_CHECK(epoch.ok());
  Append append{.epoch = *epoch,
                .expected = store_.Durable(),
                .leaves = ledger_.leaves(),
                .effects = ledger_.Effects(),
                .may_use_reserve = false};
  AppendResult written = AppendResult::kUnknown;
  store_.AppendBatch(std::move(append),
                     [&written](AppendResult result, TreeHead) { written = result; });
  YIZHAN_CHECK(written == AppendResult::kDurable);
  const auto report = VerifyLedger(store_, [](std::uint64_t, std::uint64_t) {});
  if (!report.ok()) return {report.status().ToString()};
  return report->differences;
}

}  // namespace yizhan::property
