// SimulationReport: what a simulation found, as tables for people.
//
// Units:    fen.
// Threads:  pure.
// Law:      adjudication.md section 6: sentences are made of the figures of the simulated steps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/simulate/simulation.h"
#include "tools/cli/report.h"

namespace yizhan::cli {

struct SimulationContext {
  std::vector<BothWords> remarks = {};  // Where the bills come from, what was left out.
  std::size_t people_max = 50;          // Of gainers and of losers.
  bool people_by_line = false;          // Person numbers are lines of a register file.
};

// As people read a person's number: hex like on slips, or the line.
std::string PersonName(std::uint64_t person_no, const SimulationContext& context);

// `done` is finished.
Report SimulationReport(const Simulation& done, const SimulationContext& context);

}  // namespace yizhan::cli
