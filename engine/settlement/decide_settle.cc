#include "engine/settlement/decide_settle.h"

#include <set>

#include "engine/adjudicate/bill_form.h"
#include "engine/base/refusal.h"
#include "engine/books/crossings.h"
#include "engine/books/keys.h"
#include "engine/books/postings.h"
#include "engine/books/rows.h"
#include "engine/register/facts.h"
#include "engine/settlement/evaluate.h"
#include "engine/settlement/find_person.h"
#include "engine/settlement/new_entry.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

constexpr std::size_t kDigestBytes = 32;

absl::Status CheckNotAfter(const v1::SettleRequest& request, const Situation& situation) {
  const std::string field = "not_after_ms";
  const std::int64_t not_after_ms = request.not_after_ms();
  if (not_after_ms == 0) return Refuse({.reason = v1::FIELD_MISSING, .field = field});
  // Against the ledger's time: late stays late when the clock is set back.
  if (situation.posted_ms > not_after_ms) {
    return Refuse({.reason = v1::LATE,
                   .field = field,
                   .expected = "not before " + std::to_string(situation.posted_ms),
                   .found = std::to_string(not_after_ms)});
  }
  const std::int64_t latest_ms = situation.now_ms + situation.not_after_ahead_max_ms;
  if (not_after_ms <= latest_ms) return absl::OkStatus();
  return Refuse({.reason = v1::NOT_AFTER_TOO_FAR,
                 .field = field,
                 .expected = "at most " + std::to_string(latest_ms),
                 .found = std::to_string(not_after_ms)});
}

// A bill recorded after the fact waits for nobody and follows no quote.
absl::Status CheckNoDesk(const v1::SettleRequest& request) {
  const auto unwanted = [](const char* field) {
    return Refuse({.reason = v1::FIELD_MALFORMED, .field = field, .expected = "nothing"});
  };
  if (request.not_after_ms() != 0) return unwanted("not_after_ms");
  if (!request.quote_digest().empty()) return unwanted("quote_digest");
  return absl::OkStatus();
}

absl::Status CheckDigestForm(const v1::SettleRequest& request) {
  const std::size_t size = request.quote_digest().size();
  if (size == 0 || size == kDigestBytes) return absl::OkStatus();
  return Refuse({.reason = v1::FIELD_MALFORMED,
                 .field = "quote_digest",
                 .expected = "32 bytes",
                 .found = std::to_string(size) + " bytes"});
}

// Empty when the request's content cannot be the one that was settled.
absl::StatusOr<std::optional<Hash32>> FingerprintOf(const v1::SettleRequest& request,
                                                    const Situation& situation,
                                                    const Reader& state) {
  const absl::StatusOr<Bill> bill = CheckBill(request.bill(), situation.Today());
  if (!bill.ok()) return std::optional<Hash32>();
  const auto person_no = ResolvePerson(request.person(), state, situation.index_key);
  if (!person_no.ok()) {
    if (ReasonOf(person_no.status()) == v1::REASON_UNSPECIFIED) return person_no.status();
    return std::optional<Hash32>();
  }
  return std::optional<Hash32>(BillFingerprint(*bill, *person_no));
}

// A refusal travels in a header: long bills are cut.
constexpr std::size_t kShownBytesMax = 600;

std::string Shown(const v1::Bill& bill) {
  const std::string text = bill.ShortDebugString();
  return text.size() <= kShownBytesMax ? text : text.substr(0, kShownBytesMax) + "...";
}

// Both contents, for the person who must find out which one is right.
absl::Status OtherContent(const v1::SettleRequest& request, const v1::MessageKeyRow& row,
                          const Reader& state, PackCatalog& packs) {
  Refusal refusal{
      .reason = v1::MESSAGE_ID_OTHER_CONTENT, .field = "bill.message_id", .related = row.number()};
  refusal.found = Shown(request.bill());
  if (row.kind() == v1::MessageKeyRow::SETTLEMENT) {
    const auto first = ResultOf(row.number(), state, packs);
    if (!first.ok()) return first.status();
    refusal.expected = Shown(first->bill());
  }
  return Refuse(refusal);
}

void AddAccounts(const Evaluated& evaluated, std::uint64_t number, v1::Settled& settled) {
  std::set<std::uint32_t> chosen;
  for (const Step& step : evaluated.outcome.steps) {
    if (step.status != v1::CHOSEN) continue;
    const CompiledProgram& program = evaluated.pack->programs[step.program];
    chosen.insert(program.base_account);
    for (const CompiledCap& cap : program.caps) chosen.insert(cap.account);
  }
  for (std::uint32_t i = 0; i < evaluated.pack->accounts.size(); ++i) {
    if (!evaluated.outcome.account_touched[i]) continue;
    v1::AccountMove& move = *settled.add_accounts();
    move.set_account(i);
    move.set_before_fen(evaluated.holdings.account_values[i].fen());
    move.set_delta_fen(evaluated.outcome.account_delta[i].fen());
    move.set_newest_before(evaluated.holdings.account_newest[i]);
    move.set_newest(chosen.contains(i) ? number : evaluated.holdings.account_newest[i]);
  }
}

void AddFunds(const Evaluated& evaluated, v1::Settled& settled) {
  for (std::uint32_t fund = 0; fund < evaluated.pack->funds.size(); ++fund) {
    if (!evaluated.outcome.fund_touched[fund]) continue;
    v1::FundMove& move = *settled.add_funds();
    move.set_fund(fund);
    move.set_before_fen(evaluated.holdings.fund_balances[fund].fen());
    move.set_delta_fen(evaluated.outcome.fund_delta[fund].fen());
    move.set_granted_fen(evaluated.holdings.fund_granted[fund].fen());
  }
}

absl::StatusOr<std::uint64_t> PreviousOfInstitution(const Evaluated& evaluated,
                                                    const Situation& situation,
                                                    const Reader& state) {
  const auto row =
      GetRow<v1::InstitutionRow>(state, Table::kInstitution, evaluated.bill.institution_id);
  if (!row.ok()) return row.status();
  const v1::InstitutionRow institution = row->value_or(v1::InstitutionRow());
  return institution.last_day() == DayText(situation.Today()) ? institution.last_entry() : 0;
}

}  // namespace

absl::StatusOr<v1::Entry> MakeSettled(const Caller& caller, const Evaluated& evaluated,
                                      std::uint64_t replaces, const Situation& situation,
                                      const Reader& state) {
  const auto previous = PreviousOfInstitution(evaluated, situation, state);
  if (!previous.ok()) return previous.status();
  v1::Entry entry = NewEntry(caller, situation);
  entry.set_number(state.size());
  v1::Settled& settled = *entry.mutable_settled();
  *settled.mutable_bill() = ToMessage(evaluated.bill);
  *settled.mutable_facts() = ToMessage(evaluated.person);
  settled.set_pack_hash(Bytes(evaluated.pack->hash));
  AddAccounts(evaluated, entry.number(), settled);
  AddFunds(evaluated, settled);
  *settled.mutable_outcome() = ToMessage(evaluated.outcome);
  settled.set_path(evaluated.path);
  for (v1::Posting& posting : PostingsOf(settled.outcome(), settled.path())) {
    *settled.add_postings() = std::move(posting);
  }
  settled.set_replaces(replaces);
  settled.set_previous_of_person(evaluated.holdings.previous_of_person);
  settled.set_previous_of_institution(*previous);
  settled.set_institution_level(static_cast<v1::HospitalLevel>(evaluated.institution_level));
  const auto crossings = CrossingsOf(entry, state, situation.packs);
  if (!crossings.ok()) return crossings.status();
  for (const v1::Crossing& crossing : *crossings) *settled.add_crossings() = crossing;
  return entry;
}

absl::StatusOr<std::optional<v1::SettleResult>> FindReplay(const Caller& caller,
                                                           const v1::SettleRequest& request,
                                                           const Situation& situation,
                                                           const Reader& state) {
  const auto row = GetRow<v1::MessageKeyRow>(
      state, Table::kMessageKey, MessageKey(caller.sender, request.bill().message_id()));
  if (!row.ok()) return row.status();
  if (!row->has_value()) return std::optional<v1::SettleResult>();
  if ((*row)->kind() == v1::MessageKeyRow::DEAD) {
    return Refuse({.reason = v1::MESSAGE_TOMBSTONED,
                   .field = "bill.message_id",
                   .found = request.bill().message_id(),
                   .related = (*row)->number()});
  }
  const auto fingerprint = FingerprintOf(request, situation, state);
  if (!fingerprint.ok()) return fingerprint.status();
  const bool same = (*row)->kind() == v1::MessageKeyRow::SETTLEMENT && fingerprint->has_value() &&
                    Bytes(**fingerprint) == (*row)->digest();
  if (!same) return OtherContent(request, **row, state, situation.packs);
  absl::StatusOr<v1::SettleResult> result = ResultOf((*row)->number(), state, situation.packs);
  if (!result.ok()) return result.status();
  result->set_replayed(true);
  return std::optional<v1::SettleResult>(*std::move(result));
}

absl::StatusOr<v1::SettleResult> SettleNew(const Caller& caller, const v1::SettleRequest& request,
                                           const Place& place, const Situation& situation,
                                           Draft& draft) {
  const bool at_desk = place.path == v1::REAL_TIME;
  absl::Status status = at_desk ? CheckNotAfter(request, situation) : CheckNoDesk(request);
  if (status.ok()) status = CheckDigestForm(request);
  if (!status.ok()) return status;
  const absl::StatusOr<Evaluated> evaluated =
      Evaluate(caller, {request.bill(), request.person(), place.path}, situation, draft);
  if (!evaluated.ok()) return evaluated.status();
  absl::StatusOr<v1::Entry> entry =
      MakeSettled(caller, *evaluated, place.replaces, situation, draft);
  if (!entry.ok()) return entry.status();
  if (!request.quote_digest().empty() && request.quote_digest() != Bytes(evaluated->quote_digest)) {
    const absl::StatusOr<v1::SettleResult> now = QuotedResult(*evaluated, entry->settled(), draft);
    if (!now.ok()) return now.status();
    return Refuse({.reason = v1::QUOTE_STALE,
                   .field = "quote_digest",
                   .expected = HexText(request.quote_digest()),
                   .found = HexText(evaluated->quote_digest),
                   .related_result = now->SerializeAsString()});
  }
  const absl::StatusOr<std::uint64_t> number = draft.Post(*std::move(entry), situation.packs);
  if (!number.ok()) return number.status();
  return ResultOf(*number, draft, situation.packs);
}

namespace {

absl::StatusOr<v1::SettleResult> ReplayOrSettle(const Caller& caller,
                                                const v1::SettleRequest& request,
                                                const Place& place, const Situation& situation,
                                                Draft& draft) {
  absl::StatusOr<std::optional<v1::SettleResult>> replay =
      FindReplay(caller, request, situation, draft);
  if (!replay.ok()) return replay.status();
  if (replay->has_value()) return **std::move(replay);
  return SettleNew(caller, request, place, situation, draft);
}

}  // namespace

absl::StatusOr<v1::SettleResult> DecideSettle(const Caller& caller,
                                              const v1::SettleRequest& request,
                                              const Situation& situation, Draft& draft) {
  return ReplayOrSettle(caller, request, {.path = v1::REAL_TIME}, situation, draft);
}

absl::StatusOr<v1::SettleResult> DecideAfterTheFact(const Caller& caller,
                                                    const v1::SettleRequest& request,
                                                    const Situation& situation, Draft& draft) {
  return ReplayOrSettle(caller, request, {.path = v1::AFTER_THE_FACT}, situation, draft);
}

}  // namespace yizhan
