#include "engine/settlement/evaluate.h"

#include <map>

#include "engine/adjudicate/adjudicate.h"
#include "engine/adjudicate/bill_form.h"
#include "engine/base/refusal.h"
#include "engine/books/holder.h"
#include "engine/books/keys.h"
#include "engine/books/recompute.h"
#include "engine/books/rows.h"
#include "engine/register/facts.h"
#include "engine/settlement/find_person.h"

namespace yizhan {
namespace {

absl::Status CheckAccess(const Caller& caller, const v1::Bill& bill, v1::Path path) {
  // A town records after the fact, for its own people: CheckTown, once the person is known.
  const bool town_may = path == v1::AFTER_THE_FACT && caller.scope == Scope::kOwnTown;
  if (town_may) return absl::OkStatus();
  if (caller.SeesInstitution(bill.institution_id())) return absl::OkStatus();
  return Refuse({.reason = v1::NOT_ALLOWED,
                 .field = "bill.institution_id",
                 .expected = caller.institution_id,
                 .found = bill.institution_id()});
}

absl::Status CheckTown(const Caller& caller, const v1::PersonRecord& record, Day today) {
  if (caller.scope != Scope::kOwnTown) return absl::OkStatus();
  const std::string town = TownOn(record, today);
  if (caller.SeesTown(town)) return absl::OkStatus();
  return Refuse({.reason = v1::NOT_ALLOWED, .field = "person", .expected = caller.town});
}

// The institution's registered level, when it may settle this bill. After the fact any institution
// may that is known: it need not be live yet, nor any more.
absl::StatusOr<HospitalLevel> CheckInstitution(const Bill& bill, v1::Path path,
                                               const Reader& state) {
  const auto row = GetRow<v1::InstitutionRow>(state, Table::kInstitution, bill.institution_id);
  if (!row.ok()) return row.status();
  const std::string field = "bill.institution_id";
  if (!row->has_value()) {
    return Refuse(
        {.reason = v1::INSTITUTION_UNKNOWN, .field = field, .found = bill.institution_id});
  }
  const v1::Institution& institution = (*row)->institution();
  const auto level = static_cast<HospitalLevel>(institution.level());
  if (path == v1::AFTER_THE_FACT) return level;
  if (institution.state() == v1::SUSPENDED) {
    return Refuse(
        {.reason = v1::INSTITUTION_SUSPENDED, .field = field, .found = bill.institution_id});
  }
  // R8: ISO dates compare as text.
  const std::string accounting_date = DayText(bill.accounting_date);
  if (institution.state() != v1::LIVE || accounting_date < institution.live_from()) {
    return Refuse({.reason = v1::INSTITUTION_NOT_LIVE,
                   .field = field,
                   .expected = institution.live_from(),
                   .found = accounting_date});
  }
  return level;
}

absl::Status CheckNaturalKey(const Bill& bill, const Reader& state) {
  const auto row = GetRow<v1::NaturalKeyRow>(state, Table::kNaturalKey, NaturalKey(bill));
  if (!row.ok()) return row.status();
  if (!row->has_value()) return absl::OkStatus();
  return Refuse({.reason = v1::BILL_ALREADY_SETTLED,
                 .field = "bill.bill_no",
                 .found = bill.bill_no.empty() ? bill.message_id : bill.bill_no,
                 .related = (*row)->number()});
}

}  // namespace

absl::StatusOr<Holdings> LoadHoldings(const CompiledPack& pack, const Bill& bill,
                                      const PersonFacts& person, const Reader& state) {
  Holdings holdings;
  std::map<std::string, v1::HolderRow> rows;
  const std::string person_key = PersonHolderKey(person.person_no);
  const auto load = [&](const std::string& key) -> absl::Status {
    if (rows.contains(key)) return absl::OkStatus();
    const auto row = GetRow<v1::HolderRow>(state, Table::kHolder, key);
    if (!row.ok()) return row.status();
    rows[key] = row->value_or(v1::HolderRow());
    return absl::OkStatus();
  };
  absl::Status status = load(person_key);
  if (!status.ok()) return status;
  holdings.previous_of_person = rows[person_key].last_entry();
  for (const CompiledAccount& account : pack.accounts) {
    const AccountPlace place = PlaceOf(account, bill, person);
    status = load(place.holder_key);
    if (!status.ok()) return status;
    const v1::AccountValue* value = FindValue(rows[place.holder_key], account.id, place.year);
    holdings.account_values.push_back(Money::FromFen(value != nullptr ? value->value_fen() : 0));
    holdings.account_newest.push_back(value != nullptr ? value->newest() : 0);
  }
  for (const CompiledFund& fund : pack.funds) {
    const auto row = GetRow<v1::FundRow>(state, Table::kFund, fund.id);
    if (!row.ok()) return row.status();
    const v1::FundRow held = row->value_or(v1::FundRow());
    holdings.fund_balances.push_back(Money::FromFen(held.balance_fen()));
    holdings.fund_granted.push_back(Money::FromFen(held.granted_fen()));
  }
  return holdings;
}

absl::StatusOr<Evaluated> Evaluate(const Caller& caller, const AskedBill& asked,
                                   const Situation& situation, const Reader& state) {
  absl::Status status = CheckPersonForm(asked.person);
  if (!status.ok()) return status;
  absl::StatusOr<Bill> checked = CheckBill(asked.bill, situation.Today());
  if (!checked.ok()) return checked.status();
  status = CheckAccess(caller, asked.bill, asked.path);
  if (!status.ok()) return status;
  Evaluated evaluated{.bill = *std::move(checked), .path = asked.path};
  const absl::StatusOr<HospitalLevel> level = CheckInstitution(evaluated.bill, asked.path, state);
  if (!level.ok()) return level.status();
  evaluated.institution_level = *level;
  status = CheckNaturalKey(evaluated.bill, state);
  if (!status.ok()) return status;

  const absl::StatusOr<std::uint64_t> person_no =
      ResolvePerson(asked.person, state, situation.index_key);
  if (!person_no.ok()) return person_no.status();
  const auto registered = GetRow<v1::PersonRow>(state, Table::kPerson, NumberKey(*person_no));
  if (!registered.ok()) return registered.status();
  if (!registered->has_value()) return Refuse({.reason = v1::PERSON_UNKNOWN, .field = "person"});
  if ((*registered)->erased() != 0) {
    return Refuse(
        {.reason = v1::PERSON_ERASED, .field = "person", .related = (*registered)->erased()});
  }
  status = CheckTown(caller, (*registered)->record(), situation.Today());
  if (!status.ok()) return status;
  evaluated.person = FactsFor(*person_no, (*registered)->record(), evaluated.bill.service_start,
                              evaluated.bill.service_end);
  evaluated.person.household_income =
      HouseholdIncomeOn((*registered)->record(), evaluated.person.household_no, situation.Today());
  evaluated.fingerprint = BillFingerprint(evaluated.bill, *person_no);

  const auto pack = situation.packs.Active(state);
  if (!pack.ok()) return pack.status();
  evaluated.pack = *pack;
  absl::StatusOr<Holdings> holdings = LoadHoldings(**pack, evaluated.bill, evaluated.person, state);
  if (!holdings.ok()) return holdings.status();
  evaluated.holdings = *std::move(holdings);
  absl::StatusOr<Outcome> outcome =
      Adjudicate(**pack, WithLevel(evaluated.bill, *level), evaluated.person,
                 evaluated.holdings.account_values, evaluated.holdings.fund_balances);
  if (!outcome.ok()) return outcome.status();
  evaluated.outcome = *std::move(outcome);
  evaluated.quote_digest = QuoteDigest(evaluated.fingerprint, **pack, ToMessage(evaluated.outcome));
  return evaluated;
}

}  // namespace yizhan
