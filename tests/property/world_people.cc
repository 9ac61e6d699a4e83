#include "tests/property/world_people.h"

#include <algorithm>

#include "tests/property/words.h"

namespace yizhan::property {
namespace {

using DatedValues = google::protobuf::RepeatedPtrField<v1::DatedValue>;

void AddSpan(const std::string& value, int from_days, int until_days, DatedValues& values) {
  v1::DatedValue& dated = *values.Add();
  dated.set_value(value);
  dated.set_from(DayText(Day{from_days}));
  if (until_days < kOpenEnd.days) dated.set_until(DayText(Day{until_days}));
}

// Spans that may overlap, touch or leave gaps (R14).
void FillOverlapping(Dice& dice, const std::vector<std::string>& words, int spans_max,
                     DatedValues& values) {
  values.Clear();
  const int count = dice.Number(0, spans_max);
  for (int i = 0; i < count; ++i) {
    const bool early = dice.Chance(60);
    const int from = kFirstDay.days + (early ? -dice.Number(0, 600) : dice.Number(0, 1'000));
    const int until = dice.Chance(45) ? kOpenEnd.days : from + dice.Number(0, 500);
    AddSpan(dice.Pick(words), from, until, values);
  }
}

// At most one on any day; gaps are allowed.
void FillOneAtATime(Dice& dice, const std::vector<std::string>& words, DatedValues& values) {
  values.Clear();
  int from = kFirstDay.days - 400;
  while (from < kLastDay.days) {
    const bool last = dice.Chance(50);
    const int until = last ? kOpenEnd.days : from + dice.Number(100, 900);
    if (!dice.Chance(10)) AddSpan(dice.Pick(words), from, until, values);
    if (last) break;
    from = until + 1;
  }
}

// Approvals: half of them within one calendar year, which they then name (D4).
void FillApprovals(Dice& dice, const std::vector<std::string>& program_ids, DatedValues& values) {
  FillOverlapping(dice, program_ids, 4, values);
  for (int i = dice.Number(0, 3); i > 0; --i) {
    const std::string year = std::to_string(dice.Number(2011, 2014));
    const bool whole = dice.Chance(50);
    v1::DatedValue& dated = *values.Add();
    dated.set_value(dice.Pick(program_ids));
    dated.set_from(year + (whole ? "-01-01" : "-03-15"));
    dated.set_until(year + (dice.Chance(50) ? "-12-31" : "-09-30"));
  }
}

void FillIncomes(Dice& dice, const Scale& scale, v1::ImportPerson& person) {
  person.clear_household_incomes();
  int from = kFirstDay.days - 100;
  for (int i = dice.Number(0, 3); i > 0; --i) {
    const int until = i == 1 && dice.Chance(50) ? kOpenEnd.days : from + dice.Number(50, 700);
    v1::DatedAmount& income = *person.add_household_incomes();
    income.set_amount_fen(dice.Chance(8) ? 0 : std::min(scale.Around(dice, 1, 20), kAmountMaxFen));
    income.set_from(DayText(Day{from}));
    if (until < kOpenEnd.days) income.set_until(DayText(Day{until}));
    from = until + dice.Number(1, 100);
  }
}

void FillBirth(Dice& dice, v1::ImportPerson& person) {
  static const std::vector<std::string> kBirths = {"1952-02-29", "1953-06-15", "1996-02-29",
                                                   "1995-09-01", "2009-12-31", "1970-01-01",
                                                   "1940-05-05", "2012-07-01"};
  person.set_birth_date(dice.Chance(8) ? "" : dice.Pick(kBirths));
}

void FillHouseholds(Dice& dice, v1::ImportPerson& person) {
  FillOneAtATime(dice, kHouseholds, *person.mutable_households());
  if (dice.Chance(15)) person.clear_households();
}

}  // namespace

v1::ImportPerson MakePerson(Dice& dice, const Scale& scale, const std::string& card,
                            const std::vector<std::string>& program_ids) {
  v1::ImportPerson person;
  person.mutable_card()->set_cert_type("01");
  person.mutable_card()->set_cert_no(card);
  person.set_name("nobody");
  FillBirth(dice, person);
  FillHouseholds(dice, person);
  FillOneAtATime(dice, kTowns, *person.mutable_towns());
  FillOneAtATime(dice, kInsurances, *person.mutable_insurance_types());
  FillOverlapping(dice, kIdentities, 5, *person.mutable_identities());
  FillApprovals(dice, program_ids, *person.mutable_approvals());
  FillIncomes(dice, scale, person);
  return person;
}

v1::ImportPerson ChangePerson(Dice& dice, const Scale& scale,
                              const std::vector<std::string>& program_ids,
                              v1::ImportPerson person) {
  if (dice.Chance(10)) FillBirth(dice, person);
  if (dice.Chance(25)) FillHouseholds(dice, person);
  if (dice.Chance(25)) FillOneAtATime(dice, kTowns, *person.mutable_towns());
  if (dice.Chance(25)) FillOneAtATime(dice, kInsurances, *person.mutable_insurance_types());
  if (dice.Chance(40)) FillOverlapping(dice, kIdentities, 5, *person.mutable_identities());
  if (dice.Chance(40)) FillApprovals(dice, program_ids, *person.mutable_approvals());
  if (dice.Chance(30)) FillIncomes(dice, scale, person);
  return person;
}

}  // namespace yizhan::property
