#include "engine/register/facts.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"
#include "engine/register/spans.h"

namespace yizhan {
namespace {

Day MustParse(const std::string& text) {
  const std::optional<Day> day = ParseDay(text);
  YIZHAN_CHECK(day.has_value());
  return *day;
}

template <typename Dated>
Span SpanOf(const Dated& dated) {
  const Span span{MustParse(dated.from()),
                  dated.until().empty() ? kOpenEnd : MustParse(dated.until())};
  YIZHAN_CHECK(span.from <= span.until);
  return span;
}

using DatedValues = google::protobuf::RepeatedPtrField<v1::DatedValue>;

// The one value of that day, or "".
std::string ValueOn(const DatedValues& values, Day day) {
  for (const v1::DatedValue& value : values) {
    if (SpanOf(value).Contains(day)) return value.value();
  }
  return "";
}

std::uint64_t HouseholdOn(const v1::PersonRecord& record, Day day) {
  for (const v1::DatedHousehold& household : record.households()) {
    if (SpanOf(household).Contains(day)) return household.household_no();
  }
  return 0;
}

std::vector<HeldFact> HeldDuring(const DatedValues& values, Span stay) {
  std::vector<HeldFact> held;
  for (const v1::DatedValue& value : values) {
    const Span span = SpanOf(value);
    if (!span.Meets(stay)) continue;
    held.push_back(
        {value.value(), {std::max(span.from, stay.from), std::min(span.until, stay.until)}});
  }
  return MergeSpans(std::move(held));
}

// One not yet born on that day has no age: every age test fails, as for an unknown birth date.
std::optional<std::int32_t> AgeOn(const v1::PersonRecord& record, Day day) {
  if (record.birth_date().empty()) return std::nullopt;
  const std::int32_t years = AgeYears(MustParse(record.birth_date()), day);
  if (years < 0) return std::nullopt;
  return years;
}

void WriteHeld(const std::vector<HeldFact>& held, DatedValues* values) {
  for (const HeldFact& fact : held) {
    v1::DatedValue* value = values->Add();
    value->set_value(fact.value);
    value->set_from(DayText(fact.span.from));
    if (fact.span.until != kOpenEnd) value->set_until(DayText(fact.span.until));
  }
}

std::vector<HeldFact> ReadHeld(const DatedValues& values) {
  std::vector<HeldFact> held;
  held.reserve(static_cast<std::size_t>(values.size()));
  for (const v1::DatedValue& value : values) held.push_back({value.value(), SpanOf(value)});
  return held;
}

}  // namespace

PersonFacts FactsFor(std::uint64_t person_no, const v1::PersonRecord& record, Day service_start,
                     Day service_end) {
  YIZHAN_CHECK(service_start <= service_end);
  const Span stay{service_start, service_end};
  PersonFacts facts;
  facts.person_no = person_no;
  facts.household_no = HouseholdOn(record, service_end);
  facts.town = TownOn(record, service_end);
  facts.insurance_type = ValueOn(record.insurance_types(), service_end);
  facts.age_years = AgeOn(record, service_end);
  facts.identities = HeldDuring(record.identities(), stay);
  facts.approvals = HeldDuring(record.approvals(), stay);
  return facts;
}

std::vector<HeldFact> IdentitiesOn(const v1::PersonRecord& record, Day day) {
  std::vector<HeldFact> held = MergeSpans(ReadHeld(record.identities()));
  std::erase_if(held, [day](const HeldFact& fact) { return !fact.span.Contains(day); });
  return held;
}

std::string TownOn(const v1::PersonRecord& record, Day day) { return ValueOn(record.towns(), day); }

std::optional<Money> HouseholdIncomeOn(const v1::PersonRecord& record, std::uint64_t household_no,
                                       Day day) {
  for (const v1::DatedHousehold& household : record.households()) {
    if (household.household_no() != household_no || !SpanOf(household).Contains(day)) continue;
    if (!household.has_yearly_income_fen()) return std::nullopt;
    return Money::FromFen(household.yearly_income_fen());
  }
  return std::nullopt;
}

v1::PersonFacts ToMessage(const PersonFacts& facts) {
  v1::PersonFacts message;
  message.set_person_no(facts.person_no);
  message.set_household_no(facts.household_no);
  message.set_town(facts.town);
  message.set_insurance_type(facts.insurance_type);
  if (facts.age_years.has_value()) message.set_age_years(*facts.age_years);
  WriteHeld(facts.identities, message.mutable_identities());
  WriteHeld(facts.approvals, message.mutable_approvals());
  if (facts.household_income.has_value()) {
    message.set_household_income_fen(facts.household_income->fen());
  }
  return message;
}

PersonFacts FromMessage(const v1::PersonFacts& message) {
  PersonFacts facts;
  facts.person_no = message.person_no();
  facts.household_no = message.household_no();
  facts.town = message.town();
  facts.insurance_type = message.insurance_type();
  if (message.has_age_years()) facts.age_years = message.age_years();
  facts.identities = ReadHeld(message.identities());
  facts.approvals = ReadHeld(message.approvals());
  if (message.has_household_income_fen()) {
    facts.household_income = Money::FromFen(message.household_income_fen());
  }
  return facts;
}

}  // namespace yizhan
