// Person: an invented beneficiary, as the relief office's file states him.
//
// Units:    dates "YYYY-MM-DD", both ends inclusive, an empty `until` is open.
// Threads:  values; InventPeople draws from one Dice.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tools/sample/dice.h"

namespace yizhan::sample {

// An identity category, or an approval when `is_approval`, for a span of days.
struct Standing {
  std::string value;
  bool is_approval = false;
  std::string from;
  std::string until;
};

struct Person {
  std::string cert_no;
  std::string name;
  std::string birth_date;
  std::string household;
  std::string town;
  std::string insurance_type;
  std::string since;  // From when household, town and insurance hold.
  std::vector<Standing> standings;
  // What the day's bills need to know.
  bool has_identity_on_day = false;
};

// 18 characters like an identity card, which it can never be: areas 000000 and 000001 do not exist,
// and the check character is not the right one. So no sample can hit a real person.
inline constexpr char kRegisterArea[] = "000000";
inline constexpr char kStrangerArea[] = "000001";
std::string InventCard(const std::string& area, const std::string& birth_date, std::size_t serial);

// People of the register, household by household. `day` is the pilot day.
std::vector<Person> InventPeople(std::size_t count, const std::string& day, Dice& dice);

// Somebody the register does not know.
Person InventStranger(std::size_t serial, Dice& dice);

}  // namespace yizhan::sample
