#include <optional>
#include <set>

#include "engine/base/refusal.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/policy/load_pack.h"
#include "engine/register/facts.h"
#include "engine/settlement/find_person.h"
#include "engine/settlement/queries.h"
#include "engine/settlement/result.h"

namespace yizhan {
namespace {

absl::StatusOr<Day> DayOf(const v1::VerifyRequest& request, Day today) {
  if (request.day().empty()) return today;
  const std::optional<Day> day = ParseDay(request.day());
  if (day.has_value()) return *day;
  return Refuse({.reason = v1::FIELD_MALFORMED, .field = "day", .expected = "YYYY-MM-DD"});
}

// A desk may ask about whoever stands before it; an officer about the people of his reach.
absl::StatusOr<FoundPerson> FindPatient(const Caller& caller, const v1::PersonRef& person,
                                        const IndexKey& index_key, Day today, const Reader& state) {
  Caller reaching = caller;
  if (caller.scope == Scope::kOwnInstitution) reaching.scope = Scope::kAll;
  return FindPerson(reaching, person, index_key, today, state);
}

// The deposit rows of the active pack, in its order.
absl::StatusOr<std::vector<v1::DepositRule>> DepositsOf(const Reader& state) {
  std::vector<v1::DepositRule> deposits;
  const auto row = GetRow<v1::PackRow>(state, Table::kPack, kActivePackKey);
  if (!row.ok()) return row.status();
  if (!row->has_value()) return deposits;
  const absl::StatusOr<v1::Entry> entry = ReadEntry(state, (*row)->number());
  if (!entry.ok()) return entry.status();
  const auto& files = entry->pack_activated().files();
  for (const v1::PolicyPack& pack :
       LoadPack(std::vector<v1::PackFile>(files.begin(), files.end())).packs) {
    deposits.insert(deposits.end(), pack.deposits().begin(), pack.deposits().end());
  }
  return deposits;
}

void FillDeposit(const std::vector<v1::DepositRule>& deposits,
                 const std::set<std::string>& identities, v1::VerifyReply& reply) {
  for (const v1::DepositRule& rule : deposits) {
    if (!identities.contains(rule.identity())) continue;
    if (reply.has_deposit() && reply.deposit().deposit_bp() <= rule.deposit_bp()) continue;
    *reply.mutable_deposit() = rule;
  }
}

}  // namespace

absl::StatusOr<v1::VerifyReply> Queries::Verify(const Caller& caller,
                                                const v1::VerifyRequest& request) {
  const std::shared_ptr<const View> view = store_.OpenView();
  const Day today = BusinessDay(clock_.NowMs());
  const absl::StatusOr<Day> day = DayOf(request, today);
  if (!day.ok()) return day.status();
  if (!v1::CareKind_IsValid(request.care_kind())) {
    return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                   .field = "care_kind",
                   .found = std::to_string(request.care_kind())});
  }
  const auto found = FindPatient(caller, request.person(), index_key_, today, *view);
  if (!found.ok()) return found.status();
  if (found->row.erased() != 0) {
    return Refuse({.reason = v1::PERSON_ERASED, .field = "person", .related = found->row.erased()});
  }
  v1::VerifyReply reply;
  reply.set_person_no(found->person_no);
  reply.set_day(DayText(*day));
  std::set<std::string> identities;
  for (const HeldFact& fact : IdentitiesOn(found->row.record(), *day)) {
    identities.insert(fact.value);
    reply.add_identities(fact.value);
    v1::DatedValue& held = *reply.add_held();
    held.set_value(fact.value);
    held.set_from(DayText(fact.span.from));
    if (fact.span.until != kOpenEnd) held.set_until(DayText(fact.span.until));
  }
  const bool pays_deposit =
      request.care_kind() == v1::CARE_KIND_UNSPECIFIED || request.care_kind() == v1::INPATIENT;
  if (!pays_deposit) return reply;
  const auto deposits = DepositsOf(*view);
  if (!deposits.ok()) return deposits.status();
  FillDeposit(*deposits, identities, reply);
  return reply;
}

}  // namespace yizhan
