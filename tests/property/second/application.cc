#include "tests/property/second/office.h"

namespace yizhan::second {
namespace {

// D4: the last day of the approval that lies within that year; of several, of the latest.
std::optional<Day> LastApprovedDay(const Person& person, const Application& application) {
  const Day first = DayOf({application.year, 1, 1});
  const Day last = DayOf({application.year, 12, 31});
  std::optional<Day> latest;
  for (const DatedText& approval : person.approvals) {
    if (approval.value != application.program) continue;
    if (approval.span.from < first || approval.span.until > last) continue;
    if (approval.span.from > approval.span.until) continue;
    if (!latest || approval.span.until > *latest) latest = approval.span.until;
  }
  return latest;
}

bool AlreadyApplied(const Office& office, const Application& application) {
  for (const Handle handle : office.live_applications) {
    const Entry& entry = office.At(handle);
    if (entry.which.person.number == application.person_no &&
        entry.which.year == application.year && entry.program == application.program) {
      return true;
    }
  }
  return false;
}

Fault FaultOfApplication(const Office& office, const Application& application) {
  const Person* person = office.Find(application.person_no);
  if (person == nullptr) return {Refusal::kPersonUnknown, "unknown person"};
  if (!office.has_pack) return {Refusal::kNoPack, "no pack is active"};
  const Day last = DayOf({application.year, 12, 31});
  const Version* version = office.book.InForce(application.program, last);
  if (version == nullptr) return {Refusal::kProgramUnknown, "not in force that year"};
  if (version->law.mode() != v1::YEAR_ON_APPLICATION) {
    return {Refusal::kNotOnApplication, "decided bill by bill"};
  }
  if (!LastApprovedDay(*person, application)) return {Refusal::kNoApproval, "no approval"};
  if (AlreadyApplied(office, application)) return {Refusal::kAlreadyApplied, "already applied"};
  return {};
}

// D5: bills of the holder of the base account that pass the tests of section 6.
std::vector<Handle> BillsOf(const Office& office, const Version& version, const Entry& entry) {
  const auto account = office.book.accounts.find(version.law.base_account());
  const bool by_household =
      account != office.book.accounts.end() && account->second.holder() == v1::HOUSEHOLD;
  std::vector<Handle> bills;
  for (Handle handle = 1; handle <= office.entries.size(); ++handle) {
    const Entry& bill = office.At(handle);
    if (bill.kind != Kind::kSettlement || !bill.live) continue;
    if (bill.which.year != entry.which.year) continue;
    const bool is_holders = by_household ? bill.which.household == entry.which.household
                                         : bill.which.person.number == entry.which.person.number;
    if (!is_holders) continue;
    if (FirstFailing(version.law, bill.which) != NotEligible::kEligible) continue;
    bills.push_back(handle);
  }
  return bills;
}

// D6
void Decide(const Office& office, const Version& version, Entry* entry, Draft* draft) {
  Work work{&office.book, WhoseOf(entry->which), {}, &draft->view, {}};
  work.whose.visit = "";
  for (const Handle handle : entry->counted) {
    const Buckets& due = office.At(handle).outcome.due_fen;
    for (std::size_t i = 0; i < due.size(); ++i) work.left[i] += due[i];
  }
  const Step step = Apply(version, Figure(version, work), &work);
  const Whose& whose = work.whose;
  work.Move(MetricKey("year_after_aid", whose.person, whose.year), -step.pay_fen);
  work.Move(MetricKey("household_year_after_aid", whose.household, whose.year), -step.pay_fen);
  entry->deltas = work.deltas;
  Outcome outcome;
  outcome.steps = {step};
  outcome.aid_fen = step.pay_fen;
  outcome.due_fen = work.left;
  outcome.patient_due_fen = SumOf(work.left);
  draft->reply.outcome = outcome;
}

}  // namespace

Reply PostApplication(const Application& application, Office* office) {
  const Fault fault = FaultOfApplication(*office, application);
  if (fault.refusal != Refusal::kNone) return Refused(fault.refusal, fault.words);
  const Person& person = *office->Find(application.person_no);
  const Day last = DayOf({application.year, 12, 31});
  const Version& version = *office->book.InForce(application.program, last);
  Entry entry;
  entry.kind = Kind::kApplication;
  entry.program = application.program;
  entry.which.person = person;
  entry.which.year = application.year;
  entry.which.end = *LastApprovedDay(person, application);
  entry.which.household = HouseholdHolder(person, entry.which.end);
  entry.counted = BillsOf(*office, version, entry);
  // D5 sums over bills; without one there is nothing to decide, and a later bill may still come.
  if (entry.counted.empty()) return Refused(Refusal::kNoBills, "no bill of the year counts");
  Draft draft(*office);
  Decide(*office, version, &entry, &draft);
  draft.born = {entry};
  return Commit(application.posting_date, {{application.person_no, draft.born.front().deltas}},
                &draft, office);
}

}  // namespace yizhan::second
