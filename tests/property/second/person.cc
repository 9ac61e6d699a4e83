#include "tests/property/second/person.h"

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

std::string HouseholdHolder(const Person& person, Day day) {
  const std::string household = ValueOn(person.households, day);
  return household.empty() ? PersonHolder(person.number) : household;
}

}  // namespace yizhan::second
