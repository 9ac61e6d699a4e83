// MoveIncomes: what the households earn whose accounts an entry moves (D8).
//
// Threads:  not safe for several.
#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "engine/base/date.h"
#include "engine/base/money.h"
#include "yizhan/v1/entry.pb.h"
#include "yizhan/v1/register.pb.h"

namespace yizhan {

// By household and, in an own household, person.
class MoveIncomes {
 public:
  // As the register says today of him whose bill moves it. Where two persons of a household
  // differ, the first added counts.
  void Add(const v1::PersonRecord& record, const v1::PlacedMove& move, Day today);

  void AppendTo(google::protobuf::RepeatedPtrField<v1::HouseholdIncome>& message) const;

 private:
  std::map<std::pair<std::uint64_t, std::uint64_t>, Money> incomes_;
};

}  // namespace yizhan
