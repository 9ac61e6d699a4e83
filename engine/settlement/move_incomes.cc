#include "engine/settlement/move_incomes.h"

#include <optional>

#include "engine/register/facts.h"

namespace yizhan {

void MoveIncomes::Add(const v1::PersonRecord& record, const v1::PlacedMove& move, Day today) {
  const std::optional<Money> income = HouseholdIncomeOn(record, move.household_no(), today);
  if (!income.has_value()) return;
  incomes_.emplace(std::pair(move.household_no(), move.person_no()), *income);
}

void MoveIncomes::AppendTo(google::protobuf::RepeatedPtrField<v1::HouseholdIncome>& message) const {
  for (const auto& [household, income] : incomes_) {
    v1::HouseholdIncome& known = *message.Add();
    known.set_household_no(household.first);
    known.set_person_no(household.second);
    known.set_income_fen(income.fen());
  }
}

}  // namespace yizhan
