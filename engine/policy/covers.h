// Covers: whether one program takes everybody and everything that another one takes, and gives no
// less for it.
//
// Errors:   none: "false" also means that it cannot be proved from the pack alone.
// Threads:  pure.
// Law:      adjudication.md sections 4 and 5; rulings R21, R23-R26, R28.
#pragma once

#include "engine/policy/compiled_pack.h"

namespace yizhan {

// Every bill and person that `narrow` takes, `wide` takes on the same day.
bool TakesAllOf(const CompiledProgram& wide, const CompiledProgram& narrow);

// From the same state and bill `more` pays what `less` pays, or more; but for one fen of rounding.
bool GivesNoLess(const CompiledProgram& more, const CompiledProgram& less);

// The same base, account, deductible, tiers, caps, fund and minimum.
bool SameFigures(const CompiledProgram& a, const CompiledProgram& b);

}  // namespace yizhan
