// RegisterCsv: the invented register as the relief office's file, with some rows that are wrong on
// purpose: each is to be reported with its line and column while the rest goes on.
//
// Units:    dates as offices write them: mostly 2012-06-01, sometimes 2012/6/1 or 20120601.
// Threads:  pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tools/sample/dice.h"
#include "tools/sample/person.h"

namespace yizhan::sample {

struct RegisterText {
  std::string utf8;
  std::size_t bad_rows = 0;  // To be refused; none of their people is in `people`.
};

RegisterText WriteRegister(const std::vector<Person>& people, Dice& dice);

}  // namespace yizhan::sample
