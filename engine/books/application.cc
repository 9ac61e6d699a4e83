#include "engine/books/application.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <set>

#include "engine/adjudicate/bill_form.h"
#include "engine/adjudicate/eligibility.h"
#include "engine/base/refusal.h"
#include "engine/books/chain.h"
#include "engine/books/keys.h"
#include "engine/books/recompute.h"
#include "engine/books/rows.h"
#include "engine/books/standing.h"
#include "engine/ledger/entry_codec.h"
#include "engine/register/facts.h"

namespace yizhan {
namespace {

Day LastDayOf(std::uint32_t year) {
  return ParseDay(std::to_string(year) + "-12-31").value_or(kOpenEnd);
}

Day FirstDayOf(std::uint32_t year) {
  return ParseDay(std::to_string(year) + "-01-01").value_or(kOpenEnd);
}

bool AddDue(const v1::Buckets& due, Buckets& residuals) {
  const std::array<std::int64_t, kBuckets> parts = {due.in_scope_self_pay_fen(),
                                                    due.pre_self_pay_fen(), due.over_limit_fen(),
                                                    due.out_of_scope_fen()};
  for (std::size_t i = 0; i < kBuckets; ++i) {
    const std::optional<Money> sum = residuals.amounts[i].TryAdd(Money::FromFen(parts[i]));
    if (!sum.has_value()) return false;
    residuals.amounts[i] = *sum;
  }
  return true;
}

// The household key of D5: a person without household is his own.
bool IsOfHolder(const CompiledAccount& base, const PersonFacts& person, const v1::PersonFacts& of) {
  if (base.holder == Holder::kPerson) return of.person_no() == person.person_no;
  if (of.household_no() != person.household_no) return false;
  return person.household_no != 0 || of.person_no() == person.person_no;
}

}  // namespace

namespace {

// It has no path: nothing is payable.
v1::Entry OutsideAsSettlement(v1::Entry entry) {
  const v1::OutsideAid aid = entry.outside_aid();
  v1::Settled& settled = *entry.mutable_settled();
  settled.mutable_bill()->set_institution_id(aid.institution_id());
  settled.mutable_bill()->set_visit_no(aid.visit_no());
  settled.mutable_bill()->set_bill_no(aid.bill_no());
  settled.mutable_bill()->set_message_id(aid.request_id());
  settled.mutable_bill()->set_service_start(aid.service_end());
  settled.mutable_bill()->set_service_end(aid.service_end());
  settled.mutable_bill()->set_accounting_date(aid.accounting_date());
  *settled.mutable_facts() = aid.facts();
  settled.set_pack_hash(aid.pack_hash());
  *settled.mutable_accounts() = aid.accounts();
  settled.set_previous_of_person(aid.previous_of_person());
  *settled.mutable_crossings() = aid.crossings();
  return entry;
}

}  // namespace

Bill ApplicationBill(const ApplicationKey& key, const std::string& request_id) {
  Bill bill;
  bill.message_id = request_id;
  bill.bill_no =
      key.program_id + "/" + std::to_string(key.year) + "/" + std::to_string(key.person_no);
  bill.accounting_date = LastDayOf(key.year);
  return bill;
}

v1::Entry AsSettlement(v1::Entry entry) {
  if (entry.has_outside_aid()) return OutsideAsSettlement(std::move(entry));
  if (!entry.has_application_settled()) return entry;
  const v1::ApplicationSettled application = entry.application_settled();
  v1::Settled& settled = *entry.mutable_settled();
  const Bill bill = ApplicationBill(
      {application.program_id(), application.year(), application.facts().person_no()},
      application.request_id());
  settled.mutable_bill()->set_message_id(bill.message_id);
  settled.mutable_bill()->set_bill_no(bill.bill_no);
  settled.mutable_bill()->set_accounting_date(DayText(bill.accounting_date));
  *settled.mutable_facts() = application.facts();
  settled.set_pack_hash(application.pack_hash());
  *settled.mutable_accounts() = application.accounts();
  *settled.mutable_funds() = application.funds();
  *settled.mutable_outcome()->add_steps() = application.step();
  settled.mutable_outcome()->set_aid_fen(application.step().figures().pay_fen());
  *settled.mutable_postings() = application.postings();
  *settled.mutable_crossings() = application.crossings();
  settled.set_path(v1::AFTER_THE_FACT);
  settled.set_previous_of_person(application.previous_of_person());
  *settled.mutable_crossings() = application.crossings();
  return entry;
}

bool IsOutside(const v1::Settled& settled) { return settled.path() == v1::PATH_UNSPECIFIED; }

bool IsApplication(const v1::Settled& settled) {
  return !IsOutside(settled) && settled.bill().institution_id().empty();
}

bool IsOfBill(const v1::Settled& settled) { return !IsOutside(settled) && !IsApplication(settled); }

absl::StatusOr<Bill> StoredBill(const v1::Settled& settled) {
  if (IsOfBill(settled)) return CheckBill(settled.bill(), kOpenEnd);
  const std::optional<Day> accounting_date = ParseDay(settled.bill().accounting_date());
  if (!accounting_date.has_value()) return absl::DataLossError("a stand-in names no year");
  Bill bill;
  bill.institution_id = settled.bill().institution_id();
  bill.visit_no = settled.bill().visit_no();
  if (IsOutside(settled)) {
    bill.service_end = ParseDay(settled.bill().service_end()).value_or(*accounting_date);
    bill.service_start = bill.service_end;
  }
  bill.message_id = settled.bill().message_id();
  bill.bill_no = settled.bill().bill_no();
  bill.accounting_date = *accounting_date;
  return bill;
}

absl::StatusOr<bool> CountBill(const Applied& applied, const v1::Settled& settled,
                               Buckets& residuals) {
  const CompiledProgram& program = applied.pack.programs[applied.program];
  const CompiledAccount& base = applied.pack.accounts[program.base_account];
  if (!IsOfHolder(base, applied.person, settled.facts())) return false;
  const absl::StatusOr<Bill> bill = StoredBill(settled);
  if (!bill.ok()) return bill.status();
  if (static_cast<std::uint32_t>(YearOf(bill->accounting_date)) != applied.year) return false;
  const Bill levelled = WithLevel(*bill, static_cast<HospitalLevel>(settled.institution_level()));
  if (TestConditions(program, levelled, FromMessage(settled.facts())) != v1::ELIGIBLE) return false;
  if (AddDue(settled.outcome().due(), residuals)) return true;
  return Refuse({.reason = v1::AMOUNT_OVERFLOW, .field = "residuals"});
}

absl::StatusOr<CountedBills> CountBills(const Applied& applied, const Reader& state) {
  const CompiledProgram& program = applied.pack.programs[applied.program];
  const bool shared = applied.pack.accounts[program.base_account].holder == Holder::kHousehold;
  const PersonFacts& person = applied.person;
  const auto members = MembersOf(person.person_no, shared ? person.household_no : 0, state);
  if (!members.ok()) return members.status();
  CountedBills counted;
  const Visit count = [&](const v1::Entry& entry) -> absl::StatusOr<bool> {
    // No bill is posted before its accounting date.
    if (BusinessDay(entry.posted_ms()) < FirstDayOf(applied.year)) return false;
    if (!entry.has_settled()) return true;
    const absl::StatusOr<bool> live = IsLive(entry, state);
    if (!live.ok()) return live.status();
    if (!*live) return true;
    const absl::StatusOr<v1::Settled> settled = AsAdjusted(entry, state);
    if (!settled.ok()) return settled.status();
    const auto counts = CountBill(applied, *settled, counted.residuals);
    if (!counts.ok()) return counts.status();
    if (*counts) counted.numbers.push_back(entry.number());
    return true;
  };
  for (const std::uint64_t member : *members) {
    const absl::Status walked = WalkPerson(member, state, count);
    if (!walked.ok()) return walked;
  }
  std::sort(counted.numbers.begin(), counted.numbers.end());
  return counted;
}

absl::StatusOr<std::uint64_t> ApplicationOver(const v1::Entry& settlement, const Reader& state) {
  const std::uint64_t person_no = settlement.settled().facts().person_no();
  const auto households = HouseholdsOf(settlement, state);
  if (!households.ok()) return households.status();
  std::set<std::uint64_t> people;
  for (const std::uint64_t household_no : *households) {
    const auto members = MembersOf(person_no, household_no, state);
    if (!members.ok()) return members.status();
    people.insert(members->begin(), members->end());
  }
  std::uint64_t found = 0;
  const Visit look = [&](const v1::Entry& entry) -> absl::StatusOr<bool> {
    if (entry.number() <= settlement.number()) return false;  // Older ones could not count it.
    if (!entry.has_application_settled()) return true;
    const auto& bills = entry.application_settled().bills();
    if (!std::binary_search(bills.begin(), bills.end(), settlement.number())) return true;
    const absl::StatusOr<bool> live = IsLive(AsSettlement(entry), state);
    if (!live.ok()) return live.status();
    if (*live) found = entry.number();
    return !*live;
  };
  for (const std::uint64_t member : people) {
    const absl::Status walked = WalkPerson(member, state, look);
    if (!walked.ok()) return walked;
    if (found != 0) break;
  }
  return found;
}

}  // namespace yizhan
