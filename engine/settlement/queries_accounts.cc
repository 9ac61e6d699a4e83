#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/refusal.h"
#include "engine/books/holder.h"
#include "engine/books/keys.h"
#include "engine/books/rows.h"
#include "engine/register/facts.h"
#include "engine/rules/identity.h"
#include "engine/settlement/find_person.h"
#include "engine/settlement/queries.h"

namespace yizhan {
namespace {

constexpr std::uint32_t kYearMin = 2000;
constexpr std::uint32_t kYearMax = 2999;

absl::Status CheckYear(std::uint32_t year) {
  if (year == 0) return Refuse({.reason = v1::FIELD_MISSING, .field = "year"});
  if (year >= kYearMin && year <= kYearMax) return absl::OkStatus();
  return Refuse({.reason = v1::FIELD_MALFORMED,
                 .field = "year",
                 .expected = std::to_string(kYearMin) + " .. " + std::to_string(kYearMax),
                 .found = std::to_string(year)});
}

// Today, or the day of that year next to it: whose version of a program caps the year.
Day DayInYear(std::uint32_t year, Day today) {
  const Day first = ParseDay(std::to_string(year) + "-01-01").value();
  const Day last = ParseDay(std::to_string(year) + "-12-31").value();
  return std::clamp(today, first, last);
}

struct AskedPerson {
  std::vector<HeldFact> identities;  // Of today.
  Day today;
  Day in_year;
};

bool IsOpenTo(const CompiledProgram& program, const AskedPerson& person) {
  if (!program.in_force.Contains(person.in_year)) return false;
  const IdentityTest test{.included = program.identities,
                          .excluded = program.excluded_identities,
                          .days = {person.today, person.today}};
  return FirstGoodDay(test, person.identities).has_value();
}

std::optional<Money> LimitOn(std::uint32_t account, const CompiledPack& pack,
                             const AskedPerson& person) {
  std::optional<Money> limit;
  for (const CompiledProgram& program : pack.programs) {
    if (!IsOpenTo(program, person)) continue;
    for (const CompiledCap& cap : program.caps) {
      if (cap.account == account) limit = std::min(limit.value_or(cap.limit), cap.limit);
    }
  }
  return limit;
}

}  // namespace

absl::StatusOr<v1::ListAccountsReply> Queries::ListAccounts(
    const Caller& caller, const v1::ListAccountsRequest& request) {
  const absl::Status year = CheckYear(request.year());
  if (!year.ok()) return year;
  const std::shared_ptr<const View> view = store_.OpenView();
  const Day today = BusinessDay(clock_.NowMs());
  const auto found = FindPerson(caller, request.person(), index_key_, today, *view);
  if (!found.ok()) return found.status();
  const auto pack = packs_.Active(*view);
  if (!pack.ok()) return pack.status();
  const auto row = GetRow<v1::HolderRow>(*view, Table::kHolder, PersonHolderKey(found->person_no));
  if (!row.ok()) return row.status();
  const v1::HolderRow held = row->value_or(v1::HolderRow());
  const AskedPerson person{
      .identities = FactsFor(found->person_no, found->row.record(), today, today).identities,
      .today = today,
      .in_year = DayInYear(request.year(), today)};
  v1::ListAccountsReply reply;
  reply.set_person_no(found->person_no);
  reply.set_year(request.year());
  reply.set_as_of(view->size());
  for (std::uint32_t place = 0; place < (*pack)->accounts.size(); ++place) {
    const CompiledAccount& account = (*pack)->accounts[place];
    if (account.holder != Holder::kPerson || account.period != Period::kYear) continue;
    v1::YearAccount& listed = *reply.add_accounts();
    listed.set_account_id(account.id);
    listed.set_title(account.title);
    const v1::AccountValue* value = FindValue(held, account.id, request.year());
    listed.set_value_fen(value != nullptr ? value->value_fen() : 0);
    const std::optional<Money> limit = LimitOn(place, **pack, person);
    if (limit.has_value()) listed.set_limit_fen(limit->fen());
  }
  return reply;
}

}  // namespace yizhan
