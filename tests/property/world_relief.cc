#include "tests/property/world_relief.h"

#include <algorithm>

#include "tests/property/words.h"

namespace yizhan::property {
namespace {

void FillDates(Dice& dice, Day today, OutsideAid& aid) {
  int accounting = today.days - (dice.Chance(50) ? dice.Number(0, 30) : dice.Number(0, 400));
  int end = accounting - (dice.Chance(60) ? 0 : dice.Number(0, 40));
  if (dice.Chance(2)) accounting = today.days + dice.Number(0, 2);
  if (dice.Chance(2)) end = accounting + dice.Number(0, 2);
  aid.set_service_end(dice.Chance(1) ? "2013-02-29" : DayText(Day{end}));
  aid.set_accounting_date(DayText(Day{accounting}));
}

}  // namespace

OutsideAid MakeOutside(Dice& dice, const Scale& scale, Day today, const v1::PolicyPack& pack) {
  OutsideAid aid;
  FillDates(dice, today, aid);
  std::vector<std::string> in_force;
  for (const v1::Program& program : pack.programs()) {
    const v1::DateRange& range = program.in_force();
    const bool ended = !range.until().empty() && range.until() < aid.service_end();
    if (range.from() <= aid.service_end() && !ended) in_force.push_back(program.id());
  }
  aid.set_program("nothing");
  if (!pack.programs().empty() && dice.Chance(98)) {
    aid.set_program(pack.programs(dice.Number(0, pack.programs_size() - 1)).id());
  }
  if (!in_force.empty() && dice.Chance(90)) aid.set_program(dice.Pick(in_force));
  aid.set_base_fen(std::min(scale.Around(dice, 0, 7), kAmountMaxFen));
  aid.set_paid_fen(dice.Chance(70) ? aid.base_fen() / dice.Between(1, 4)
                                   : std::min(scale.Around(dice, 0, 4), kAmountMaxFen));
  if (dice.Chance(1)) aid.set_base_fen(-1);
  if (dice.Chance(1)) aid.set_paid_fen(kAmountMaxFen + dice.Between(0, 1));
  if (!dice.Chance(85)) return aid;
  aid.set_institution(dice.Chance(97) ? dice.Pick(kHospitals) : "elsewhere");
  if (!dice.Chance(2)) aid.set_visit("V" + std::to_string(dice.Number(1, 4)));
  return aid;
}

v1::ImportPerson KnownBetter(Dice& dice, v1::ImportPerson person) {
  const std::string early = DayText(Day{kFirstDay.days - dice.Number(0, 100)});
  auto& identities = *person.mutable_identities();
  const int kind = dice.Number(0, 9);
  if (kind < 3 && !identities.empty()) {
    // Never held.
    identities.SwapElements(dice.Number(0, identities.size() - 1), identities.size() - 1);
    identities.RemoveLast();
  } else if (kind < 5 && !identities.empty()) {
    v1::DatedValue& identity = identities[dice.Number(0, identities.size() - 1)];
    identity.set_from(std::min(identity.from(), early));
  } else {
    v1::DatedValue& identity = *identities.Add();
    identity.set_value(dice.Pick(kIdentities));
    identity.set_from(early);
    if (dice.Chance(40)) identity.set_until(DayText(Day{kFirstDay.days + dice.Number(200, 900)}));
  }
  if (!dice.Chance(15)) return person;
  // He lived elsewhere all the time.
  person.clear_households();
  v1::DatedValue& household = *person.add_households();
  household.set_value(dice.Pick(kHouseholds));
  household.set_from(early);
  return person;
}

std::vector<std::pair<std::string, std::string>> FittingApplications(
    Dice& dice, Day today, const v1::PolicyPack& pack, const v1::ImportPerson& person) {
  std::vector<std::pair<std::string, std::string>> fitting;
  for (const v1::Program& program : pack.programs()) {
    if (program.mode() != v1::YEAR_ON_APPLICATION) continue;
    for (const v1::DatedValue& approval : person.approvals()) {
      const bool one_year = approval.until().substr(0, 4) == approval.from().substr(0, 4);
      const bool begun = approval.from() <= DayText(today);
      const bool likely = one_year && begun && program.in_force().from() <= approval.until();
      if (approval.value() != program.id() || (!likely && !dice.Chance(5))) continue;
      fitting.push_back({program.id(), approval.from().substr(0, 4)});
    }
  }
  return fitting;
}

}  // namespace yizhan::property
