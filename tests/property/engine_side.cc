#include "tests/property/engine_side.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/refusal.h"
#include "engine/books/authorization.h"
#include "engine/books/holder.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/books/verify.h"
#include "engine/policy/load_pack.h"
#include "engine/settlement/decide_office.h"
#include "engine/settlement/decide_reverse.h"
#include "engine/settlement/decide_settle.h"
#include "engine/settlement/find_person.h"
#include "engine/settlement/new_entry.h"
#include "engine/settlement/result.h"
#include "google/protobuf/text_format.h"
#include "tests/property/engine_seen.h"
#include "tests/support/desk.h"

namespace yizhan::property {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kMorningMs = 3'600'000;  // 09:00 in Shanghai.
constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kNotAfterAheadMaxMs = 120'000;
constexpr std::uint64_t kUnknownNumber = 1'000'000'000;

Seen RefusedBy(const absl::Status& status) {
  const v1::Reason reason = ReasonOf(status);
  if (reason == v1::REASON_UNSPECIFIED) CheckFailed(status.ToString().c_str(), "engine side", 0);
  return Seen{.refused = reason};
}

Caller CallerOf(const std::string& sender) {
  return sender == "relief" ? test::ReliefCaller() : test::HospitalCaller(sender);
}

std::vector<v1::PackFile> FilesOf(const Activation& activation) {
  std::vector<v1::PackFile> files;
  for (const v1::PolicyPack& pack : activation.files()) {
    v1::PackFile& file = files.emplace_back();
    file.set_name(pack.id() + ".textproto");
    google::protobuf::TextFormat::PrintToString(pack, file.mutable_content());
  }
  return files;
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

template <typename Reply, typename Decide>
absl::StatusOr<Reply> EngineSide::Decided(Decide decide) {
  const Situation situation = Now();
  OpenDay(situation);
  Draft draft(&ledger_);
  absl::StatusOr<Reply> reply = decide(situation, draft);
  if (reply.ok() && !draft.leaves().empty()) draft.MergeInto(ledger_);
  return reply;
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
    case Operation::WHAT_NOT_SET:
      break;
  }
  return {};
}

Seen EngineSide::Activate(const Activation& activation) {
  v1::ActivatePackRequest request;
  const std::vector<v1::PackFile> files = FilesOf(activation);
  for (const v1::PackFile& file : files) *request.add_files() = file;
  request.set_request_id(RequestId());
  *request.mutable_authorization() =
      test::SignedBy({"li", "wang"}, {.ledger_id = LedgerIdOf(ledger_).value(),
                                      .operation = v1::ACTIVATE_PACK,
                                      .content = Bytes(PackHash(files)),
                                      .request_id = request.request_id(),
                                      .valid_until_ms = posted_ms_ + kHourMs});
  const auto reply = Decided<v1::ActivatePackReply>([&](const Situation& now, Draft& draft) {
    return DecideActivatePack(test::ReliefCaller(), request, now, draft);
  });
  if (!reply.ok()) return RefusedBy(reply.status());
  pack_ = packs_.Active(ledger_).value();
  return {};
}

Seen EngineSide::Import(const v1::ImportPerson& person) {
  const auto reply = Decided<v1::ImportReply>([&](const Situation& now, Draft& draft) {
    return DecideImport(test::ReliefCaller(), person, now, draft);
  });
  if (!reply.ok()) return RefusedBy(reply.status());
  v1::PersonRef reference;
  *reference.mutable_card() = person.card();
  card_of_[NumberKey(ResolvePerson(reference, ledger_, index_key_).value())] =
      person.card().cert_no();
  for (const v1::DatedValue& household : person.households()) {
    household_of_[NumberKey(HouseholdNo(household.value(), index_key_))] = household.value();
  }
  return {};
}

Seen EngineSide::ChangeFund(const FundChange& change) {
  v1::FundChanged changed;
  changed.set_fund_id(change.fund_id());
  changed.set_kind(change.kind());
  changed.set_amount_fen(change.amount_fen());
  v1::FundChangeRequest request;
  request.set_fund_id(change.fund_id());
  request.set_kind(change.kind());
  request.set_amount_fen(change.amount_fen());
  request.set_request_id(RequestId());
  if (change.kind() != v1::FundChanged::OPEN) {
    *request.mutable_authorization() =
        test::SignedBy({"li"}, {.ledger_id = LedgerIdOf(ledger_).value(),
                                .operation = v1::CHANGE_FUND,
                                .content = Bytes(FundChangeDigest(changed)),
                                .request_id = request.request_id(),
                                .valid_until_ms = posted_ms_ + kHourMs});
  }
  const auto reply = Decided<v1::FundChangeReply>([&](const Situation& now, Draft& draft) {
    return DecideFundChange(test::ReliefCaller(), request, now, draft);
  });
  if (!reply.ok()) return RefusedBy(reply.status());
  Seen seen;
  AddFunds(seen.funds);
  return seen;
}

// The engine is told in steps: added, live or suspended.
Seen EngineSide::Change(const v1::Institution& institution) {
  v1::AddInstitutionRequest add;
  *add.mutable_institution() = institution;
  const auto added = Decided<v1::InstitutionReply>([&](const Situation& now, Draft& draft) {
    return DecideAddInstitution(test::ReliefCaller(), add, now, draft);
  });
  YIZHAN_CHECK(added.ok() || ReasonOf(added.status()) == v1::INSTITUTION_EXISTS);
  const auto changed = Decided<v1::InstitutionReply>([&](const Situation& now, Draft& draft) {
    if (institution.state() == v1::SUSPENDED) {
      v1::SuspendRequest suspend;
      suspend.set_id(institution.id());
      return DecideSuspend(test::ReliefCaller(), suspend, now, draft);
    }
    v1::GoLiveRequest live;
    live.set_id(institution.id());
    live.set_live_from(institution.live_from());
    return DecideGoLive(test::ReliefCaller(), live, now, draft);
  });
  YIZHAN_CHECK(changed.ok());
  return {};
}

absl::StatusOr<v1::SettleResult> EngineSide::Quote(const Settling& settling) {
  v1::PersonRef person;
  person.mutable_card()->set_cert_type("01");
  person.mutable_card()->set_cert_no(settling.person());
  const auto evaluated =
      Evaluate(CallerOf(SenderOf(settling)), settling.bill(), person, Now(), ledger_);
  if (!evaluated.ok()) return evaluated.status();
  return QuotedResult(*evaluated, ledger_);
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
  Seen seen{.replayed = reply->replayed(), .outcome = OutcomeOf(*reply)};
  AddMoved(reply->number(), seen.accounts);
  AddFunds(seen.funds);
  return seen;
}

Seen EngineSide::Reverse(const Reversal& reversal) {
  v1::ReverseRequest request;
  request.set_request_id(reversal.request_id());
  if (reversal.by_number()) {
    request.set_number(NumberOf(reversal.original_sender(), reversal.original_message()));
  } else {
    request.set_message_id(reversal.original_message());
    if (reversal.sender() == "relief") request.set_on_behalf_of(reversal.original_sender());
  }
  const auto reply = Decided<v1::ReverseReply>([&](const Situation& now, Draft& draft) {
    return DecideReverse(CallerOf(reversal.sender()), request, now, draft);
  });
  if (!reply.ok()) return RefusedBy(reply.status());
  Seen seen{.replayed = reply->replayed(),
            .tombstone = reply->tombstone(),
            .opens_lead = reply->opens_lead()};
  if (!reply->tombstone()) {
    seen.cash_fen = -reply->cash_back_fen();
    seen.account_fen = -reply->account_back_fen();
    AddMoved(reply->original().number(), seen.accounts);
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
  if (contra.has_contra()) AddMoved(contra.contra().original(), seen.accounts);
  AddMoved(reply->result().number(), seen.accounts);
  AddFunds(seen.funds);
  return seen;
}

std::uint64_t EngineSide::NumberOf(const std::string& sender, const std::string& message_id) const {
  const auto row =
      GetRow<v1::MessageKeyRow>(ledger_, Table::kMessageKey, MessageKey(sender, message_id));
  YIZHAN_CHECK(row.ok());
  const bool settled = row->has_value() && (*row)->kind() == v1::MessageKeyRow::SETTLEMENT;
  return settled ? (*row)->number() : kUnknownNumber;
}

// Keys are taken apart here as keys.cc puts them together.
std::string EngineSide::HolderName(const std::string& key) const {
  const std::string number = key.substr(1, 8);
  if (key[0] == 'H') return "H:" + household_of_.at(number);
  if (key[0] == 'P') return "P:" + card_of_.at(number);
  const auto length = static_cast<std::size_t>(key[12]);
  return "V:" + card_of_.at(number) + "/" + key.substr(13, length) + "/" + key.substr(13 + length);
}

std::string EngineSide::AccountName(const std::string& id, const std::string& holder_key,
                                    std::uint32_t year) const {
  return id + " " + HolderName(holder_key) + (year == 0 ? "" : " " + std::to_string(year));
}

void EngineSide::AddMoved(std::uint64_t settlement, Values& values) {
  const v1::Entry entry = ReadEntry(ledger_, settlement).value();
  const v1::Settled& settled = entry.settled();
  const PackCatalog::Pack pack = packs_.Find(ledger_, settled.pack_hash()).value();
  for (const ChosenAccount& moved : AccountsOfChosen(settled, *pack)) {
    const auto row = GetRow<v1::HolderRow>(ledger_, Table::kHolder, moved.place.holder_key);
    YIZHAN_CHECK(row.ok());
    const v1::HolderRow holder = row->value_or(v1::HolderRow());
    const v1::AccountValue* value = FindValue(holder, moved.id, moved.place.year);
    values[AccountName(moved.id, moved.place.holder_key, moved.place.year)] =
        value != nullptr ? value->value_fen() : 0;
  }
}

void EngineSide::AddSums(const v1::Settled& settled, Values& accounts, Values& funds) {
  const PackCatalog::Pack pack = packs_.Find(ledger_, settled.pack_hash()).value();
  std::map<std::string, std::string> names;
  for (const ChosenAccount& chosen : AccountsOfChosen(settled, *pack)) {
    names[chosen.id] = AccountName(chosen.id, chosen.place.holder_key, chosen.place.year);
  }
  for (const v1::Step& step : settled.outcome().steps()) {
    if (step.status() != v1::CHOSEN) continue;
    const CompiledProgram& program = pack->programs[step.program()];
    accounts[names.at(pack->accounts[program.base_account].id)] += step.figures().base_fen();
    for (const CompiledCap& cap : program.caps) {
      accounts[names.at(pack->accounts[cap.account].id)] += step.figures().pay_fen();
    }
    if (program.fund.has_value()) funds[pack->funds[*program.fund].id] -= step.figures().pay_fen();
  }
}

void EngineSide::AddFunds(Values& values) const {
  for (const auto& [key, value] : ledger_.staged()) {
    if (key.table != Table::kFund || !value.has_value()) continue;
    v1::FundRow row;
    YIZHAN_CHECK(row.ParseFromString(*value));
    values[key.key] = row.balance_fen();
  }
}

Values EngineSide::Accounts() const {
  Values values;
  for (const auto& [key, value] : ledger_.staged()) {
    if (key.table != Table::kHolder || !value.has_value()) continue;
    v1::HolderRow row;
    YIZHAN_CHECK(row.ParseFromString(*value));
    for (const v1::AccountValue& account : row.values()) {
      if (account.value_fen() == 0) continue;
      values[AccountName(account.account_id(), key.key, account.year())] = account.value_fen();
    }
  }
  return values;
}

Values EngineSide::Funds() const {
  Values values;
  AddFunds(values);
  return values;
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
