// SimulationCases: the bills that change most, each with what both sides say about it.
//
// Threads:  pure.
// Law:      adjudication.md section 6.
#pragma once

#include "engine/simulate/simulation.h"
#include "tools/cli/report.h"
#include "tools/cli/simulation_report.h"

namespace yizhan::cli {

ReportTable CasesTable(const Simulation& done, const SimulationContext& context);

}  // namespace yizhan::cli
