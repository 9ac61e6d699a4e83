// CompileThresholds: the engine's own metric accounts, and the thresholds that look at accounts and
// funds.
//
// Threads:  pure.
// Law:      adjudication.md section 7, rulings R52, R53, D8.
#pragma once

#include <string>

#include "engine/policy/compiled_pack.h"
#include "engine/policy/compose.h"

namespace yizhan {

// Ids of the engine's own accounts begin so; no pack may declare one.
inline constexpr char kMetricPrefix[] = "metric.";

// Behind the declared accounts, whatever thresholds the pack has: a threshold added next year looks
// back on the whole year.
void AddMetricAccounts(CompiledPack& compiled);

// `compiled` has all its accounts, funds and programs.
void CompileThresholds(const ComposedPack& pack, CompiledPack& compiled);

}  // namespace yizhan
