#include "tests/property/second/person.h"

#include <set>

namespace yizhan::second {
namespace {

template <typename List>
std::vector<DatedText> ReadTexts(const List& list) {
  std::vector<DatedText> texts;
  for (const v1::DatedValue& dated : list) {
    texts.push_back({dated.value(), ParseSpan(dated.from(), dated.until())});
  }
  return texts;
}

// Household 0 is the person's own.
std::string HolderOf(std::uint64_t household_no, std::uint64_t person_no) {
  if (household_no == 0) return PersonHolder(person_no);
  return "H:" + std::to_string(household_no);
}

// Everything that holds on a day.
std::set<std::string> HeldOn(const std::vector<DatedText>& texts, Day day) {
  std::set<std::string> held;
  for (const DatedText& dated : texts) {
    if (dated.span.Holds(day)) held.insert(dated.value);
  }
  return held;
}

// Who is not born yet has none.
std::optional<int> AgeOf(const Person& person, const Civil& day) {
  if (!person.birth.has_value()) return {};
  const int years = second::AgeOn(*person.birth, day);
  return years < 0 ? std::optional<int>() : years;
}

}  // namespace

std::string PersonHolder(std::uint64_t number) { return "P:" + std::to_string(number); }

Person ReadPerson(std::uint64_t number, const v1::PersonRecord& record,
                  const std::vector<IncomeSpan>& incomes) {
  Person person;
  person.number = number;
  person.birth = ParseCivil(record.birth_date());
  for (const v1::DatedHousehold& dated : record.households()) {
    person.households.push_back(
        {HolderOf(dated.household_no(), number), ParseSpan(dated.from(), dated.until())});
  }
  person.towns = ReadTexts(record.towns());
  person.insurance_types = ReadTexts(record.insurance_types());
  person.identities = ReadTexts(record.identities());
  person.approvals = ReadTexts(record.approvals());
  for (const IncomeSpan& income : incomes) {
    person.incomes.push_back({HolderOf(income.household_no, number),
                              ParseSpan(income.from, income.until), income.yearly_income_fen});
  }
  return person;
}

std::string ValueOn(const std::vector<DatedText>& texts, Day day) {
  for (const DatedText& dated : texts) {
    if (dated.span.Holds(day)) return dated.value;
  }
  return "";
}

bool HasOn(const std::vector<DatedText>& texts, const std::string& value, Day day) {
  for (const DatedText& dated : texts) {
    if (dated.value == value && dated.span.Holds(day)) return true;
  }
  return false;
}

bool SameFacts(const Person& a, const Person& b, const Civil& end, const Span& stay) {
  for (Day day = stay.from; day <= stay.until; ++day) {
    if (HeldOn(a.identities, day) != HeldOn(b.identities, day)) return false;
    if (HeldOn(a.approvals, day) != HeldOn(b.approvals, day)) return false;
  }
  return HouseholdHolder(a, stay.until) == HouseholdHolder(b, stay.until) &&
         ValueOn(a.towns, stay.until) == ValueOn(b.towns, stay.until) &&
         ValueOn(a.insurance_types, stay.until) == ValueOn(b.insurance_types, stay.until) &&
         AgeOf(a, end) == AgeOf(b, end);
}

std::string HouseholdHolder(const Person& person, Day day) {
  const std::string household = ValueOn(person.households, day);
  return household.empty() ? PersonHolder(person.number) : household;
}

}  // namespace yizhan::second
