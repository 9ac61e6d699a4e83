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

Caller CallerOf(const std::string& sender) {
  return sender == "relief" ? test::ReliefCaller() : test::HospitalCaller(sender);
}

std::string SenderOf(const Settling& settling) {
  return settling.sender().empty() ? settling.bill().institution_id() : settling.sender();
}

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

Seen EngineSide::RefusedBy(const absl::Status& status) {
  const v1::Reason reason = ReasonOf(status);
  if (reason == v1::REASON_UNSPECIFIED) CheckFailed(status.ToString().c_str(), "engine side", 0);
  const std::string field = DetailOf(status).field();
  const bool of_bill = field.starts_with("bill.service_") || field == "bill.accounting_date";
  const bool of_aid = field == "service_end" || field == "accounting_date";
  const bool of_date = of_bill || (of_aid && ClassOf(reason) == "form");
  return Seen{.refused = of_date ? "dates" : ClassOf(reason), .reason = reason};
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
  v1::PersonRef person;
  person.mutable_card()->set_cert_type("01");
  person.mutable_card()->set_cert_no(settling.person());
  const Caller caller = CallerOf(SenderOf(settling));
  const Situation now = Now();
  const auto evaluated = Evaluate(caller, settling.bill(), person, now, ledger_);
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

v1::SettleRequest EngineSide::RequestOf(const Settling& settling, const Situation& situation) {
  v1::SettleRequest request;
  *request.mutable_bill() = settling.bill();
  request.mutable_person()->mutable_card()->set_cert_type("01");
  request.mutable_person()->mutable_card()->set_cert_no(settling.person());
  if (settling.not_after_s() != 0) {
    request.set_not_after_ms(situation.posted_ms + std::int64_t{settling.not_after_s()} * 1'000);
  }
  if (settling.quote() == FRESH_QUOTE) request.set_quote_digest(FreshQuote(settling));
  if (settling.quote() == FOREIGN_QUOTE) request.set_quote_digest(std::string(32, 'q'));
  return request;
}

SeenOutcome EngineSide::OutcomeOf(const v1::SettleResult& result) {
  return SeenOf(result.outcome(), *packs_.Find(ledger_, result.pack_hash()).value());
}

Seen EngineSide::Settle(const Settling& settling) {
  const auto reply = Decided<v1::SettleResult>([&](const Situation& now, Draft& draft) {
    return DecideSettle(CallerOf(SenderOf(settling)), RequestOf(settling, now), now, draft);
  });
  if (!reply.ok()) return RefusedBy(reply.status());
  result_ = *reply;
  Seen seen{.replayed = reply->replayed(),
            .outcome = OutcomeOf(*reply),
            .cash_fen = reply->outcome().cash_due_fen(),
            .account_fen = reply->outcome().account_applied_fen()};
  AddMoved(reply->number(), seen.accounts);
  AddFunds(seen.funds);
  AddCrossings(reply->number(), seen);
  return seen;
}

Seen EngineSide::Reverse(const Reversal& reversal) {
  v1::ReverseRequest request;
  request.set_request_id(reversal.request_id());
  if (reversal.by_number()) {
    request.set_number(NumberOf(reversal.original_sender(), reversal.original_message()));
  } else {
    request.set_message_id(reversal.original_message());
    if (reversal.sender() == "relief") {
      request.set_on_behalf_of(CallerOf(reversal.original_sender()).sender);
    }
  }
  const auto reply = Decided<v1::ReverseReply>([&](const Situation& now, Draft& draft) {
    return DecideReverse(CallerOf(reversal.sender()), request, now, draft);
  });
  if (!reply.ok()) return RefusedBy(reply.status());
  Seen seen{.replayed = reply->replayed(),
            .tombstone = reply->tombstone(),
            .opens_lead = reply->opens_lead()};
  AddCrossings(reply->number(), seen);
  if (!reply->tombstone()) {
    seen.cash_fen = -reply->cash_back_fen();
    seen.account_fen = -reply->account_back_fen();
    AddMoved(reply->original().number(), seen.accounts);
    seen.undoes_adjustment = EntryAt(reply->number()).contra().adjustment() != 0;
  }
  AddFunds(seen.funds);
  return seen;
}

Seen EngineSide::Replace(const Replacement& replacement) {
  const std::string sender = SenderOf(replacement.with());
  v1::ReplaceRequest request;
  if (replacement.by_number()) {
    request.set_number(NumberOf(sender, replacement.original_message()));
  } else {
    request.set_message_id(replacement.original_message());
  }
  const auto reply = Decided<v1::ReplaceReply>([&](const Situation& now, Draft& draft) {
    *request.mutable_replacement() = RequestOf(replacement.with(), now);
    return DecideReplace(CallerOf(sender), request, now, draft);
  });
  if (!reply.ok()) return RefusedBy(reply.status());
  result_ = reply->result();
  const v1::Entry contra = ReadEntry(ledger_, reply->contra()).value();
  Seen seen{.replayed = reply->replayed(),
            .tombstone = contra.has_tombstone(),
            .opens_lead = contra.contra().opens_lead(),
            .outcome = OutcomeOf(reply->result()),
            .cash_fen = reply->cash_fen(),
            .account_fen = reply->account_fen()};
  seen.undoes_adjustment = contra.contra().adjustment() != 0;
  if (contra.has_contra()) AddMoved(contra.contra().original(), seen.accounts);
  AddMoved(reply->result().number(), seen.accounts);
  AddFunds(seen.funds);
  AddCrossings(reply->result().number(), seen);
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
