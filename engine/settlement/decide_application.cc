#include <optional>

#include "engine/adjudicate/application.h"
#include "engine/adjudicate/bill_form.h"
#include "engine/base/refusal.h"
#include "engine/base/text_form.h"
#include "engine/books/application.h"
#include "engine/books/crossings.h"
#include "engine/books/keys.h"
#include "engine/books/postings.h"
#include "engine/books/rows.h"
#include "engine/register/facts.h"
#include "engine/settlement/decide_office.h"
#include "engine/settlement/evaluate.h"
#include "engine/settlement/find_person.h"
#include "engine/settlement/find_request.h"
#include "engine/settlement/new_entry.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

constexpr std::uint32_t kYearMin = 2000;
constexpr std::uint32_t kYearMax = 2999;

absl::Status CheckForm(const v1::SettleApplicationRequest& request) {
  absl::Status status = CheckPersonForm(request.person());
  if (status.ok()) status = CheckId("program_id", request.program_id());
  if (status.ok()) status = CheckId("request_id", request.request_id());
  if (!status.ok()) return status;
  if (request.year() >= kYearMin && request.year() <= kYearMax) return absl::OkStatus();
  return Refuse({.reason = v1::FIELD_MALFORMED,
                 .field = "year",
                 .expected = std::to_string(kYearMin) + " .. " + std::to_string(kYearMax),
                 .found = std::to_string(request.year())});
}

// The program's version of that year (D4).
absl::StatusOr<std::uint32_t> FindProgram(const v1::SettleApplicationRequest& request,
                                          const CompiledPack& pack) {
  const std::string& id = request.program_id();
  bool known = false;
  for (const CompiledProgram& program : pack.programs) known = known || program.id == id;
  if (!known) return Refuse({.reason = v1::PROGRAM_UNKNOWN, .field = "program_id", .found = id});
  const std::optional<std::uint32_t> version = VersionOfYear(pack, id, request.year());
  if (!version.has_value()) {
    return Refuse({.reason = v1::PROGRAM_NOT_IN_FORCE,
                   .field = "year",
                   .found = std::to_string(request.year())});
  }
  if (pack.programs[*version].year_on_application) return *version;
  return Refuse({.reason = v1::PROGRAM_PAID_BY_BILL, .field = "program_id", .found = id});
}

// The approval that names the year: it lies within it. Of several the one that ends last (D4).
absl::StatusOr<Span> FindApproval(const v1::SettleApplicationRequest& request,
                                  const v1::PersonRecord& record) {
  const std::string year = std::to_string(request.year());
  const std::optional<Day> first = ParseDay(year + "-01-01");
  const std::optional<Day> last = ParseDay(year + "-12-31");
  std::optional<Span> found;
  std::string too_long;
  for (const v1::DatedValue& approval : record.approvals()) {
    if (approval.value() != request.program_id()) continue;
    const Span span{ParseDay(approval.from()).value_or(kOpenEnd),
                    ParseDay(approval.until()).value_or(kOpenEnd)};
    if (span.until < *first || *last < span.from) continue;
    if (span.from < *first || *last < span.until) {
      too_long = approval.from() + ".." + approval.until();
    } else if (!found.has_value() || found->until < span.until) {
      found = span;
    }
  }
  if (found.has_value()) return *found;
  if (!too_long.empty()) {
    return Refuse({.reason = v1::APPLICATION_YEAR_NOT_NAMED,
                   .field = "year",
                   .expected = year,
                   .found = too_long});
  }
  return Refuse({.reason = v1::APPLICATION_NOT_APPROVED, .field = "year", .found = year});
}

absl::Status CheckNotSettled(const Bill& bill, const Reader& state) {
  const auto row = GetRow<v1::NaturalKeyRow>(state, Table::kNaturalKey, NaturalKey(bill));
  if (!row.ok()) return row.status();
  if (!row->has_value()) return absl::OkStatus();
  return Refuse({.reason = v1::APPLICATION_SETTLED, .field = "year", .related = (*row)->number()});
}

// What is decided from, and what came out.
struct Decided {
  PackCatalog::Pack pack;
  std::uint32_t program = 0;
  PersonFacts person = {};
  Bill bill = {};  // The stand-in of books/application.h.
  CountedBills counted = {};
  Holdings holdings = {};
  Outcome outcome = {};
};

absl::StatusOr<Decided> Decide(const v1::SettleApplicationRequest& request,
                               const FoundPerson& found, const Bill& bill,
                               const Situation& situation, const Reader& state) {
  const auto pack = situation.packs.Active(state);
  if (!pack.ok()) return pack.status();
  Decided decided{.pack = *pack, .bill = bill};
  const absl::StatusOr<std::uint32_t> program = FindProgram(request, **pack);
  if (!program.ok()) return program.status();
  decided.program = *program;
  const absl::StatusOr<Span> approval = FindApproval(request, found.row.record());
  if (!approval.ok()) return approval.status();
  const absl::Status unsettled = CheckNotSettled(bill, state);
  if (!unsettled.ok()) return unsettled;
  decided.person = FactsFor(found.person_no, found.row.record(), approval->from, approval->until);
  decided.person.household_income =
      HouseholdIncomeOn(found.row.record(), decided.person.household_no, situation.Today());
  auto counted = CountBills({**pack, *program, request.year(), decided.person}, state);
  if (!counted.ok()) return counted.status();
  if (counted->numbers.empty()) {
    return Refuse({.reason = v1::APPLICATION_WITHOUT_BILLS,
                   .field = "year",
                   .found = std::to_string(request.year())});
  }
  decided.counted = *std::move(counted);
  auto holdings = LoadHoldings(**pack, bill, decided.person, state);
  if (!holdings.ok()) return holdings.status();
  decided.holdings = *std::move(holdings);
  auto outcome =
      AdjudicateApplication(**pack, *program, decided.counted.residuals,
                            decided.holdings.account_values, decided.holdings.fund_balances);
  if (!outcome.ok()) return outcome.status();
  decided.outcome = *std::move(outcome);
  return decided;
}

// A metric has no newest entry, as in a settlement.
bool IsMetric(const CompiledPack& pack, std::uint32_t account) {
  return pack.first_metric.has_value() && account >= *pack.first_metric;
}

void AddMoves(const Decided& decided, std::uint64_t number, v1::ApplicationSettled& settled) {
  for (std::uint32_t i = 0; i < decided.pack->accounts.size(); ++i) {
    if (!decided.outcome.account_touched[i]) continue;
    v1::AccountMove& move = *settled.add_accounts();
    move.set_account(i);
    move.set_before_fen(decided.holdings.account_values[i].fen());
    move.set_delta_fen(decided.outcome.account_delta[i].fen());
    move.set_newest_before(decided.holdings.account_newest[i]);
    move.set_newest(IsMetric(*decided.pack, i) ? decided.holdings.account_newest[i] : number);
  }
  for (std::uint32_t i = 0; i < decided.pack->funds.size(); ++i) {
    if (!decided.outcome.fund_touched[i]) continue;
    v1::FundMove& move = *settled.add_funds();
    move.set_fund(i);
    move.set_before_fen(decided.holdings.fund_balances[i].fen());
    move.set_delta_fen(decided.outcome.fund_delta[i].fen());
    move.set_granted_fen(decided.holdings.fund_granted[i].fen());
  }
}

v1::Buckets ToMessage(const Buckets& buckets) {
  v1::Buckets message;
  message.set_in_scope_self_pay_fen(buckets[Bucket::kInScopeSelfPay].fen());
  message.set_pre_self_pay_fen(buckets[Bucket::kPreSelfPay].fen());
  message.set_over_limit_fen(buckets[Bucket::kOverLimit].fen());
  message.set_out_of_scope_fen(buckets[Bucket::kOutOfScope].fen());
  return message;
}

absl::StatusOr<v1::Entry> EntryOf(const Caller& caller, const v1::SettleApplicationRequest& request,
                                  const Decided& decided, const Situation& situation,
                                  const Reader& state) {
  v1::Entry entry = NewEntry(caller, situation);
  entry.set_number(state.size());
  v1::ApplicationSettled& settled = *entry.mutable_application_settled();
  *settled.mutable_facts() = yizhan::ToMessage(decided.person);
  settled.set_pack_hash(Bytes(decided.pack->hash));
  settled.set_program_id(request.program_id());
  settled.set_year(request.year());
  for (const std::uint64_t bill : decided.counted.numbers) settled.add_bills(bill);
  *settled.mutable_residuals() = ToMessage(decided.counted.residuals);
  const v1::Outcome outcome = yizhan::ToMessage(decided.outcome);
  *settled.mutable_step() = outcome.steps(0);
  AddMoves(decided, entry.number(), settled);
  for (v1::Posting& posting : PostingsOf(outcome, v1::AFTER_THE_FACT)) {
    *settled.add_postings() = std::move(posting);
  }
  settled.set_request_id(request.request_id());
  settled.set_previous_of_person(decided.holdings.previous_of_person);
  const auto crossings = CrossingsOf(entry, state, situation.packs);
  if (!crossings.ok()) return crossings.status();
  for (const v1::Crossing& crossing : *crossings) *settled.add_crossings() = crossing;
  return entry;
}

absl::StatusOr<v1::SettleApplicationReply> ReplyOf(std::uint64_t number, bool replayed,
                                                   const Situation& situation,
                                                   const Reader& state) {
  const auto result = ResultOf(number, state, situation.packs);
  if (!result.ok()) return result.status();
  v1::SettleApplicationReply reply;
  *reply.mutable_result() = *result;
  reply.mutable_result()->set_replayed(replayed);
  reply.set_replayed(replayed);
  return reply;
}

}  // namespace

absl::StatusOr<v1::SettleApplicationReply> DecideApplication(
    const Caller& caller, const v1::SettleApplicationRequest& request, const Situation& situation,
    Draft& draft) {
  const absl::Status form = CheckForm(request);
  if (!form.ok()) return form;
  const absl::StatusOr<FoundPerson> found =
      FindPerson(caller, request.person(), situation.index_key, situation.Today(), draft);
  if (!found.ok()) return found.status();
  const Bill bill = ApplicationBill({request.program_id(), request.year(), found->person_no},
                                    request.request_id());
  const auto known = FindRequest(caller,
                                 {v1::MessageKeyRow::APPLICATION, request.request_id(),
                                  Bytes(BillFingerprint(bill, found->person_no))},
                                 draft);
  if (!known.ok()) return known.status();
  if (known->has_value()) return ReplyOf(**known, /*replayed=*/true, situation, draft);
  if (found->row.erased() != 0) {
    return Refuse({.reason = v1::PERSON_ERASED, .field = "person", .related = found->row.erased()});
  }
  const absl::StatusOr<Decided> decided = Decide(request, *found, bill, situation, draft);
  if (!decided.ok()) return decided.status();
  absl::StatusOr<v1::Entry> entry = EntryOf(caller, request, *decided, situation, draft);
  if (!entry.ok()) return entry.status();
  const auto number = draft.Post(*std::move(entry), situation.packs);
  if (!number.ok()) return number.status();
  return ReplyOf(*number, /*replayed=*/false, situation, draft);
}

}  // namespace yizhan
