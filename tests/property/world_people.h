// WorldPeople: a made-up register: people whose facts come, go, overlap and change.
//
// Threads:  pure but for the dice.
// Law:      adjudication.md section 3, rulings R11-R15, R24.
#pragma once

#include <string>
#include <vector>

#include "tests/property/dice.h"
#include "tests/property/scale.h"
#include "yizhan/v1/register.pb.h"

namespace yizhan::property {

// `program_ids`: what approvals may be for.
v1::ImportPerson MakePerson(Dice& dice, const Scale& scale, const std::string& card,
                            const std::vector<std::string>& program_ids);

// The same card, stated anew: some facts differ.
v1::ImportPerson ChangePerson(Dice& dice, const Scale& scale,
                              const std::vector<std::string>& program_ids, v1::ImportPerson person);

}  // namespace yizhan::property
