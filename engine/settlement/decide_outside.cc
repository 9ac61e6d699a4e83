#include <optional>

#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/application.h"
#include "engine/books/crossings.h"
#include "engine/books/outside.h"
#include "engine/register/facts.h"
#include "engine/settlement/decide_office.h"
#include "engine/settlement/evaluate.h"
#include "engine/settlement/find_person.h"
#include "engine/settlement/find_request.h"
#include "engine/settlement/new_entry.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

constexpr std::size_t kTextCharactersMax = 64;

absl::Status CheckAmount(const std::string& field, std::int64_t amount_fen) {
  const Money amount = Money::FromFen(amount_fen);
  if (amount < Money()) {
    return Refuse({.reason = v1::AMOUNT_NEGATIVE, .field = field, .found = YuanText(amount)});
  }
  if (amount <= kAmountMax) return absl::OkStatus();
  return Refuse({.reason = v1::AMOUNT_TOO_LARGE, .field = field, .found = YuanText(amount)});
}

absl::Status CheckForm(const v1::OutsideAidRequest& request) {
  absl::Status status = CheckPersonForm(request.person());
  if (status.ok()) status = CheckId("program_id", request.program_id());
  if (status.ok()) status = CheckId("request_id", request.request_id());
  if (status.ok()) status = CheckAmount("base_fen", request.base_fen());
  if (status.ok()) status = CheckAmount("paid_fen", request.paid_fen());
  if (status.ok()) status = CheckText("bill_no", request.bill_no(), kTextCharactersMax);
  if (status.ok()) {
    status = CheckText("institution_id", request.institution_id(), kTextCharactersMax);
  }
  if (status.ok()) status = CheckText("visit_no", request.visit_no(), kTextCharactersMax);
  if (status.ok()) status = CheckReference("reference", request.reference(), /*required=*/false);
  return status;
}

struct Dates {
  Day service_end;
  Day accounting_date;
};

absl::StatusOr<Day> DateOf(const std::string& field, const std::string& text) {
  if (text.empty()) return Refuse({.reason = v1::FIELD_MISSING, .field = field});
  const std::optional<Day> day = ParseDay(text);
  if (day.has_value()) return *day;
  return Refuse(
      {.reason = v1::FIELD_MALFORMED, .field = field, .expected = "YYYY-MM-DD", .found = text});
}

// As a bill's (R8).
absl::StatusOr<Dates> DatesOf(const v1::OutsideAidRequest& request, Day today) {
  const absl::StatusOr<Day> service_end = DateOf("service_end", request.service_end());
  if (!service_end.ok()) return service_end.status();
  const absl::StatusOr<Day> accounting = DateOf("accounting_date", request.accounting_date());
  if (!accounting.ok()) return accounting.status();
  if (*accounting < *service_end) {
    return Refuse({.reason = v1::ACCOUNTING_BEFORE_SERVICE,
                   .field = "accounting_date",
                   .expected = "not before " + request.service_end(),
                   .found = request.accounting_date()});
  }
  if (today < *accounting) {
    return Refuse({.reason = v1::ACCOUNTING_IN_FUTURE,
                   .field = "accounting_date",
                   .expected = "not after " + DayText(today),
                   .found = request.accounting_date()});
  }
  return Dates{*service_end, *accounting};
}

absl::StatusOr<std::uint32_t> ProgramOf(const v1::OutsideAidRequest& request, Day service_end,
                                        const CompiledPack& pack) {
  const std::string& id = request.program_id();
  const std::optional<std::uint32_t> version = VersionOn(pack, id, service_end);
  if (!version.has_value()) {
    for (const CompiledProgram& program : pack.programs) {
      if (program.id != id) continue;
      return Refuse({.reason = v1::PROGRAM_NOT_IN_FORCE,
                     .field = "service_end",
                     .found = request.service_end()});
    }
    return Refuse({.reason = v1::PROGRAM_UNKNOWN, .field = "program_id", .found = id});
  }
  const bool visit_named = !request.institution_id().empty() && !request.visit_no().empty();
  if (visit_named || !NeedsVisit(pack, *version)) return *version;
  return Refuse({.reason = v1::FIELD_MISSING,
                 .field = request.institution_id().empty() ? "institution_id" : "visit_no"});
}

v1::OutsideAid StatedOf(const v1::OutsideAidRequest& request, const PersonFacts& person) {
  v1::OutsideAid aid;
  *aid.mutable_facts() = ToMessage(person);
  aid.set_service_end(request.service_end());
  aid.set_accounting_date(request.accounting_date());
  aid.set_base_fen(request.base_fen());
  aid.set_paid_fen(request.paid_fen());
  aid.set_bill_no(request.bill_no());
  aid.set_institution_id(request.institution_id());
  aid.set_visit_no(request.visit_no());
  aid.set_reference(request.reference());
  aid.set_request_id(request.request_id());
  return aid;
}

absl::Status AddMoves(const CompiledPack& pack, const Reader& state, v1::Entry& entry) {
  v1::OutsideAid& aid = *entry.mutable_outside_aid();
  const absl::StatusOr<Bill> bill = StoredBill(AsSettlement(entry).settled());
  if (!bill.ok()) return bill.status();
  const auto holdings = LoadHoldings(pack, *bill, FromMessage(aid.facts()), state);
  if (!holdings.ok()) return holdings.status();
  aid.set_previous_of_person(holdings->previous_of_person);
  const std::vector<OutsideDelta> deltas = OutsideDeltas(
      pack, aid.program(), Money::FromFen(aid.base_fen()), Money::FromFen(aid.paid_fen()));
  for (const OutsideDelta& delta : deltas) {
    const std::uint64_t newest_before = holdings->account_newest[delta.account];
    v1::AccountMove& move = *aid.add_accounts();
    move.set_account(delta.account);
    move.set_before_fen(holdings->account_values[delta.account].fen());
    move.set_delta_fen(delta.delta.fen());
    move.set_newest_before(newest_before);
    move.set_newest(delta.metric ? newest_before : entry.number());
    if (!holdings->account_values[delta.account].TryAdd(delta.delta).has_value()) {
      return Refuse({.reason = v1::AMOUNT_OVERFLOW, .field = pack.accounts[delta.account].id});
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::OutsideAidReply> ReplyOf(std::uint64_t number, bool replayed,
                                            const Situation& situation, const Reader& state) {
  const auto result = ResultOf(number, state, situation.packs);
  if (!result.ok()) return result.status();
  v1::OutsideAidReply reply;
  *reply.mutable_result() = *result;
  reply.mutable_result()->set_replayed(replayed);
  reply.set_replayed(replayed);
  return reply;
}

// R31: a known key comes first, whatever else is wrong with the request. Empty: it is new.
absl::StatusOr<std::optional<std::uint64_t>> FindFirst(const Caller& caller,
                                                       const v1::OutsideAidRequest& request,
                                                       const Situation& situation,
                                                       const Reader& state) {
  const absl::Status form = CheckId("request_id", request.request_id());
  if (!form.ok()) return form;
  const auto person_no = ResolvePerson(request.person(), state, situation.index_key);
  const bool unknown = ReasonOf(person_no.status()) != v1::REASON_UNSPECIFIED;
  if (!person_no.ok() && !unknown) return person_no.status();
  std::string content;  // Of somebody unknown: not that of any request before.
  if (person_no.ok()) {
    PersonFacts person;
    person.person_no = *person_no;
    content = Bytes(OutsideAidDigest(request.program_id(), StatedOf(request, person)));
  }
  return FindRequest(caller, {v1::MessageKeyRow::OUTSIDE_AID, request.request_id(), content},
                     state);
}

}  // namespace

absl::StatusOr<v1::OutsideAidReply> DecideOutsideAid(const Caller& caller,
                                                     const v1::OutsideAidRequest& request,
                                                     const Situation& situation, Draft& draft) {
  const auto known = FindFirst(caller, request, situation, draft);
  if (!known.ok()) return known.status();
  if (known->has_value()) {
    const auto seen =  // He may live in another town by now.
        FindPerson(caller, request.person(), situation.index_key, situation.Today(), draft);
    if (!seen.ok()) return seen.status();
    return ReplyOf(**known, /*replayed=*/true, situation, draft);
  }
  const absl::Status form = CheckForm(request);
  if (!form.ok()) return form;
  const absl::StatusOr<Dates> dates = DatesOf(request, situation.Today());
  if (!dates.ok()) return dates.status();
  const absl::StatusOr<FoundPerson> found =
      FindPerson(caller, request.person(), situation.index_key, situation.Today(), draft);
  if (!found.ok()) return found.status();
  PersonFacts person =
      FactsFor(found->person_no, found->row.record(), dates->service_end, dates->service_end);
  person.household_income =
      HouseholdIncomeOn(found->row.record(), person.household_no, situation.Today());
  v1::Entry entry = NewEntry(caller, situation);
  entry.set_number(draft.size());
  *entry.mutable_outside_aid() = StatedOf(request, person);
  if (found->row.erased() != 0) {
    return Refuse({.reason = v1::PERSON_ERASED, .field = "person", .related = found->row.erased()});
  }
  const auto pack = situation.packs.Active(draft);
  if (!pack.ok()) return pack.status();
  const auto program = ProgramOf(request, dates->service_end, **pack);
  if (!program.ok()) return program.status();
  entry.mutable_outside_aid()->set_program(*program);
  entry.mutable_outside_aid()->set_pack_hash(Bytes((*pack)->hash));
  const absl::Status moved = AddMoves(**pack, draft, entry);
  if (!moved.ok()) return moved;
  const auto crossings = CrossingsOf(entry, draft, situation.packs);
  if (!crossings.ok()) return crossings.status();
  for (const v1::Crossing& crossing : *crossings) {
    *entry.mutable_outside_aid()->add_crossings() = crossing;
  }
  const auto number = draft.Post(std::move(entry), situation.packs);
  if (!number.ok()) return number.status();
  return ReplyOf(*number, /*replayed=*/false, situation, draft);
}

}  // namespace yizhan
