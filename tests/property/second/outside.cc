#include <algorithm>

#include "tests/property/second/office.h"

namespace yizhan::second {
namespace {

bool CountsVisits(const Rulebook& book, const v1::Program& law) {
  const auto by_visit = [&book](const std::string& account) {
    return book.accounts.at(account).period() == v1::VISIT;
  };
  return by_visit(law.base_account()) ||
         std::any_of(law.caps().begin(), law.caps().end(),
                     [&](const v1::Cap& cap) { return by_visit(cap.account()); });
}

Fault FaultOfAid(const Office& office, const OutsideAid& aid) {
  if (!IsAmount(aid.x_fen) || !IsAmount(aid.paid_fen)) return {Refusal::kForm, "out of bounds"};
  const std::optional<Day> end = ParseDay(aid.service_end);
  const std::optional<Day> accounting = ParseDay(aid.accounting_date);
  if (!end || !accounting || *end > *accounting) return {Refusal::kDates, "dates"};
  const std::optional<Day> today = ParseDay(aid.posting_date);  // R8
  if (today && *accounting > *today) return {Refusal::kDates, "in the future"};
  if (office.Find(aid.person_no) == nullptr) return {Refusal::kPersonUnknown, "unknown person"};
  if (!office.has_pack) return {Refusal::kNoPack, "no pack is active"};
  const Version* version = office.book.InForce(aid.program, *end);
  if (version == nullptr) return {Refusal::kProgramUnknown, "no such program that day"};
  const bool names_visit = !aid.institution.empty() && !aid.visit_no.empty();
  if (!names_visit && CountsVisits(office.book, version->law)) {
    return {Refusal::kForm, "an account of a visit, and no visit"};
  }
  return {};
}

// R49: x to the base, paid to the caps; what is due in its year falls by paid.
void Post(const OutsideAid& aid, const Version& version, Work* work) {
  const v1::Program& law = version.law;
  work->Move(AccountKey(*work->book, law.base_account(), work->whose), aid.x_fen);
  for (const v1::Cap& cap : law.caps()) {
    work->Move(AccountKey(*work->book, cap.account(), work->whose), aid.paid_fen);
  }
  const Whose& whose = work->whose;
  work->Move(MetricKey("year_after_aid", whose.person, whose.year), -aid.paid_fen);
  work->Move(MetricKey("household_year_after_aid", whose.household, whose.year), -aid.paid_fen);
}

}  // namespace

Reply PostOutside(const OutsideAid& aid, Office* office) {
  const Fault fault = FaultOfAid(*office, aid);
  if (fault.refusal != Refusal::kNone) return Refused(fault.refusal, fault.words);
  const Person& person = *office->Find(aid.person_no);
  Entry entry;
  entry.kind = Kind::kOutside;
  entry.program = aid.program;
  entry.which.person = person;
  entry.which.end = *ParseDay(aid.service_end);
  entry.which.year = ParseCivil(aid.accounting_date)->year;
  entry.which.household = HouseholdHolder(person, entry.which.end);
  entry.which.bill.set_institution_id(aid.institution);
  entry.which.bill.set_visit_no(aid.visit_no);
  Draft draft(*office);
  Work work{&office->book, WhoseOf(entry.which), {}, &draft.view, {}};
  Post(aid, *office->book.InForce(aid.program, entry.which.end), &work);
  entry.deltas = work.deltas;
  draft.born = {entry};
  return Commit(aid.posting_date, {{aid.person_no, work.deltas}}, &draft, office);
}

}  // namespace yizhan::second
