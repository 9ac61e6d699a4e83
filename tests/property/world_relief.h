// WorldRelief: what a relief office hears late: aid of other bodies, facts of the past, approvals.
//
// Threads:  pure but for the dice.
// Law:      adjudication.md rulings R8, R49, R50; D4.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/date.h"
#include "tests/property/dice.h"
#include "tests/property/scale.h"
#include "tests/property/world.pb.h"

namespace yizhan::property {

// In order for the most part. Half of it names a visit that bills may be of.
OutsideAid MakeOutside(Dice& dice, const Scale& scale, Day today, const v1::PolicyPack& pack);

// The same card; something turns out to have been otherwise long ago: an identity begins earlier,
// was never held, or is new from an early day on; now and then a household.
v1::ImportPerson KnownBetter(Dice& dice, v1::ImportPerson person);

// Programs that are settled on application, with the year of an approval this person has.
std::vector<std::pair<std::string, std::string>> FittingApplications(
    Dice& dice, Day today, const v1::PolicyPack& pack, const v1::ImportPerson& person);

}  // namespace yizhan::property
