// WorldPack: made-up rules that use every word of policy.proto, and what a decree makes of them.
//
// Errors:   none: what is made passes LoadPack (agree_test says so when it does not).
// Threads:  pure but for the dice.
// Law:      adjudication.md section 4, rulings R3, R16-R21.
#pragma once

#include <vector>

#include "engine/base/date.h"
#include "tests/property/dice.h"
#include "tests/property/scale.h"
#include "yizhan/v1/policy.pb.h"

namespace yizhan::property {

v1::PolicyPack MakePack(Dice& dice, const Scale& scale);

struct Decree {
  v1::PolicyPack pack;
  Day effective_from;  // What is served before this day is decided as ever (D11).
};

// The same pack after a decree of `today`: amounts and limits differ, versions end and begin,
// programs come, go and change places. Accounts keep their meaning (R18). One decree in three
// changes the past.
Decree ChangePack(Dice& dice, const Scale& scale, Day today, v1::PolicyPack pack);

// Versions end before `start` and others begin there; a group may join. What is served before
// `start` is decided as ever.
v1::PolicyPack WithLaterRules(Dice& dice, const Scale& scale, Day start, v1::PolicyPack pack);

// The pack as one file, or as two that are composed (R16).
std::vector<v1::PolicyPack> AsFiles(Dice& dice, const v1::PolicyPack& pack);

}  // namespace yizhan::property
