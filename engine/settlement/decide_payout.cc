#include <utility>
#include <vector>

#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/authorization.h"
#include "engine/books/keys.h"
#include "engine/books/officer_statement.h"
#include "engine/books/payout.h"
#include "engine/books/rows.h"
#include "engine/settlement/decide_office.h"
#include "engine/settlement/find_person.h"
#include "engine/settlement/find_request.h"
#include "engine/settlement/new_entry.h"
#include "engine/settlement/payables.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

constexpr std::size_t kInstitutionCharactersMax = 30;

absl::Status CheckPayee(const v1::PayOutRequest& request) {
  const auto unwanted = [](const char* field) {
    return Refuse({.reason = v1::FIELD_MALFORMED, .field = field, .expected = "nothing"});
  };
  if (request.payee() == v1::HOSPITAL) {
    if (request.has_person()) return unwanted("person");
    if (request.given_back()) return unwanted("given_back");
    return CheckRequiredText("institution_id", request.institution_id(), kInstitutionCharactersMax);
  }
  if (request.payee() == v1::PATIENT) {
    if (!request.institution_id().empty()) return unwanted("institution_id");
    return CheckPersonForm(request.person());
  }
  return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                 .field = "payee",
                 .expected = "HOSPITAL or PATIENT",
                 .found = std::to_string(request.payee())});
}

absl::Status CheckAmount(std::int64_t amount_fen) {
  const Money amount = Money::FromFen(amount_fen);
  if (amount > Money() && amount <= kAmountMax) return absl::OkStatus();
  if (amount > kAmountMax) {
    return Refuse(
        {.reason = v1::AMOUNT_TOO_LARGE, .field = "amount_fen", .found = YuanText(amount)});
  }
  return Refuse({.reason = amount < Money() ? v1::AMOUNT_NEGATIVE : v1::FIELD_MALFORMED,
                 .field = "amount_fen",
                 .expected = "more than 0",
                 .found = YuanText(amount)});
}

absl::Status CheckForm(const v1::PayOutRequest& request) {
  absl::Status status = CheckPayee(request);
  if (status.ok()) status = CheckAmount(request.amount_fen());
  if (status.ok()) status = CheckReference("reference", request.reference(), /*required=*/true);
  return status.ok() ? CheckId("request_id", request.request_id()) : status;
}

// What is asked for, as it would be posted: without postings and back-links.
absl::StatusOr<v1::PaidOut> AskedOf(const Caller& caller, const v1::PayOutRequest& request,
                                    const Situation& situation, const Reader& state) {
  v1::PaidOut asked;
  asked.set_payee(request.payee());
  asked.set_amount_fen(request.given_back() ? -request.amount_fen() : request.amount_fen());
  asked.set_reference(request.reference());
  asked.set_request_id(request.request_id());
  if (request.payee() == v1::HOSPITAL) {
    asked.set_institution_id(request.institution_id());
    return asked;
  }
  const absl::StatusOr<FoundPerson> person =
      FindPerson(caller, request.person(), situation.index_key, situation.Today(), state);
  if (!person.ok()) return person.status();
  asked.set_person_no(person->person_no);
  return asked;
}

// The postings that clear what is open, when they come to what was asked for.
absl::Status SetPostings(const OwedLines& owed, v1::PaidOut& paid) {
  auto postings = PayoutPostings(paid.payee(), paid.amount_fen() < 0, owed);
  if (!postings.ok()) return postings.status();
  if (postings->empty()) return Refuse({.reason = v1::NOTHING_TO_PAY});
  for (v1::NamedPosting& posting : *postings) *paid.add_postings() = std::move(posting);
  const absl::StatusOr<std::int64_t> open_fen = PaidFen(paid.postings());
  if (!open_fen.ok()) return open_fen.status();
  if (*open_fen == paid.amount_fen()) return absl::OkStatus();
  return Refuse({.reason = v1::PAYOUT_CHANGED,
                 .field = "amount_fen",
                 .expected = YuanText(Money::FromFen(*open_fen)),
                 .found = YuanText(Money::FromFen(paid.amount_fen()))});
}

absl::Status FindOpenOfHospital(const Reader& state, v1::PaidOut& paid) {
  const auto row = GetRow<v1::InstitutionRow>(state, Table::kInstitution, paid.institution_id());
  if (!row.ok()) return row.status();
  if (!row->has_value()) {
    return Refuse({.reason = v1::INSTITUTION_UNKNOWN,
                   .field = "institution_id",
                   .found = paid.institution_id()});
  }
  if ((*row)->last_close() == 0) {
    return Refuse({.reason = v1::PERIOD_NOT_CLOSED,
                   .field = "institution_id",
                   .found = paid.institution_id()});
  }
  paid.set_close((*row)->last_close());
  paid.set_previous_payout((*row)->last_payout());
  return SetPostings((*row)->owed(), paid);
}

absl::Status FindOpenOfPatient(const Reader& state, v1::PaidOut& paid) {
  const auto row = GetRow<v1::HolderRow>(state, Table::kHolder, PersonHolderKey(paid.person_no()));
  if (!row.ok()) return row.status();
  const v1::HolderRow holder = row->value_or(v1::HolderRow());
  paid.set_previous_payout(holder.last_payout());
  return SetPostings(holder.owed(), paid);
}

absl::StatusOr<v1::PayOutReply> ReplyOf(std::uint64_t number, const Situation& situation,
                                        const Reader& state) {
  const absl::StatusOr<v1::Entry> entry = ReadEntry(state, number);
  if (!entry.ok()) return entry.status();
  v1::PayOutReply reply;
  reply.set_number(number);
  v1::Payable& paid = *reply.mutable_paid();
  paid = ClearedBy(entry->paid_out());
  const absl::StatusOr<std::string> town = TownOfPayee(paid, situation.Today(), state);
  if (!town.ok()) return town.status();
  paid.set_town(*town);
  const absl::Status titled = SetTitles(state, situation.packs, paid);
  if (!titled.ok()) return titled;
  return reply;
}

}  // namespace

absl::StatusOr<v1::PayOutReply> DecidePayOut(const Caller& caller, const v1::PayOutRequest& request,
                                             const Situation& situation, Draft& draft) {
  const absl::Status form = CheckForm(request);
  if (!form.ok()) return form;
  absl::StatusOr<v1::PaidOut> paid = AskedOf(caller, request, situation, draft);
  if (!paid.ok()) return paid.status();
  const auto known = FindRequest(
      caller, {v1::MessageKeyRow::PAYOUT, request.request_id(), Bytes(PayoutRequestDigest(*paid))},
      draft);
  if (!known.ok()) return known.status();
  if (known->has_value()) {
    absl::StatusOr<v1::PayOutReply> reply = ReplyOf(**known, situation, draft);
    if (reply.ok()) reply->set_replayed(true);
    return reply;
  }
  const absl::Status open = paid->payee() == v1::HOSPITAL ? FindOpenOfHospital(draft, *paid)
                                                          : FindOpenOfPatient(draft, *paid);
  if (!open.ok()) return open;
  const absl::StatusOr<Hash32> authorized = CheckAuthorization(
      request.authorization(), {v1::PAY_OUT, Bytes(PayoutDigest(*paid)), request.request_id()},
      situation.posted_ms, draft);
  if (!authorized.ok()) return authorized.status();
  v1::Entry entry = NewEntry(caller, situation);
  *entry.mutable_paid_out() = *std::move(paid);
  *entry.mutable_paid_out()->mutable_authorization() = StoredForm(request.authorization());
  const auto number = draft.Post(std::move(entry), situation.packs);
  if (!number.ok()) return number.status();
  return ReplyOf(*number, situation, draft);
}

}  // namespace yizhan
