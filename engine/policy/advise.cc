#include "engine/policy/advise.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace yizhan {

bool IsGiven(const WholePack& pack, const std::string& program) {
  return std::any_of(pack.composed.upstream_funds.begin(), pack.composed.upstream_funds.end(),
                     [&](const Placed<v1::UpstreamFund>& fund) {
                       return fund->treatment() == v1::GIVEN && fund->program() == program;
                     });
}

void Advise(const WholePack& pack, Findings& findings) {
  AdviseDates(pack, findings);
  AdviseConditions(pack, findings);
  AdviseReach(pack, findings);
  AdviseAlternatives(pack, findings);
  AdviseUnused(pack, findings);
  AdviseThresholds(pack, findings);
  AdviseSpelling(pack, findings);
}

void AdviseDates(const WholePack& pack, Findings& findings) {
  std::map<std::string, std::vector<std::size_t>> by_id;
  const std::vector<CompiledProgram>& programs = pack.compiled.programs;
  for (std::size_t i = 0; i < programs.size(); ++i) by_id[programs[i].id].push_back(i);
  for (auto& [id, places] : by_id) {
    std::sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
      return programs[a].in_force.from < programs[b].in_force.from;
    });
    for (std::size_t i = 1; i < places.size(); ++i) {
      const Day first{.days = programs[places[i - 1]].in_force.until.days + 1};
      const Day last{.days = programs[places[i]].in_force.from.days - 1};
      if (last < first) continue;
      const std::string from = DayText(first);
      const std::string until = DayText(last);
      findings.Warning(
          pack.composed.programs[places[i]].place.Field("in_force"),
          {.zh = absl::StrCat("“", id, "”在 ", from, " 至 ", until,
                              " 没有有效的版本,这些天的就医得不到这项救助"),
           .en = absl::StrCat("no version of '", id, "' is in force from ", from, " to ", until,
                              ": services of these days get nothing from it")});
    }
  }
}

}  // namespace yizhan
