// Sample: invented packs, people and bills for the second evaluator's own tests.
//
// Units:   fen; dates "YYYY-MM-DD".
// Threads: pure.
#pragma once

#include <string>
#include <vector>

#include "tests/property/second/plain.h"

namespace yizhan::second {

v1::PolicyPack PackOf(const std::string& text);
v1::PersonRecord RecordOf(const std::string& text);
// The pack of section 9's first table.
v1::PolicyPack WorkedPack();
// Holds that identity for ever.
v1::PersonRecord RecordWith(const std::string& identity);

struct Parts {
  Fen in_scope = 0;
  Fen pre_self_pay = 0;
  Fen over_limit = 0;
  Fen out_of_scope = 0;
};
// Person 1, inpatient, served and accounted on that day; its number is also visit and bill number.
BillInput InputOf(int number, const std::string& day, const Parts& parts,
                  const std::vector<Fen>& payments = {});

// One program over in_scope_self_pay, paying `tiers`, with accounts "base" and "cap" of the year.
v1::PolicyPack SimplePack(const std::string& more_of_program);

// By program id; fails the test when there is none.
const Step& StepOf(const Reply& reply, const std::string& program);
Fen ValueOf(const Numbers& numbers, const Key& key);

}  // namespace yizhan::second
