// Person: what the register says of somebody, with days instead of texts.
//
// Threads: values.
// Law:     adjudication.md section 3, R11 to R14; D8.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/property/second/days.h"
#include "tests/property/second/plain.h"

namespace yizhan::second {

struct DatedText {
  std::string value = {};
  Span span = {};
};

struct DatedIncome {
  std::string household = {};  // Holder text.
  Span span = {};
  std::optional<Fen> income_fen = {};
};

struct Person {
  std::uint64_t number = 0;
  std::optional<Civil> birth = {};
  std::vector<DatedText> households = {};  // Holder texts.
  std::vector<DatedText> towns = {};
  std::vector<DatedText> insurance_types = {};
  std::vector<DatedText> identities = {};
  std::vector<DatedText> approvals = {};
  std::vector<DatedIncome> incomes = {};
};

Person ReadPerson(std::uint64_t number, const v1::PersonRecord& record,
                  const std::vector<IncomeSpan>& incomes);

// "P:12".
std::string PersonHolder(std::uint64_t number);
// The household on that day, or the person himself (R12).
std::string HouseholdHolder(const Person& person, Day day);
// The one that holds on that day; empty when none does.
std::string ValueOn(const std::vector<DatedText>& texts, Day day);
bool HasOn(const std::vector<DatedText>& texts, const std::string& value, Day day);

// Whether both records say the same of a stay: household, town, insurance and age on its last day,
// identities and approvals on each (R12, R13, R23 to R25). Incomes are no fact of a stay.
bool SameFacts(const Person& a, const Person& b, const Civil& end, const Span& stay);

}  // namespace yizhan::second
