// ProgramFigures: what one eligible program would pay on the state it meets, and what applying it
// does to that state.
//
// Units:    fen.
// Errors:   empty or false when an account or entitlement would leave int64 (R1).
// Threads:  pure.
// Law:      adjudication.md section 5, rulings R9, R26, R29, R30.
#pragma once

#include <optional>
#include <vector>

#include "engine/adjudicate/outcome.h"

namespace yizhan {

// The state a program meets: what groups before it left (R26).
struct Running {
  Buckets left;
  std::vector<Money> accounts;  // As in CompiledPack::accounts.
  std::vector<Money> funds;     // As in CompiledPack::funds.
};

std::optional<ProgramFigures> FiguresOf(const CompiledProgram& program, const Running& running);

// R9: upstream has paid `given`; the program pays min(given, x), whatever its limits.
std::optional<ProgramFigures> GivenFiguresOf(const CompiledProgram& program, const Running& running,
                                             Money given);

// Draws the payment, moves base account, cap accounts and fund (not of a given payment); fills
// figures.draw.
bool Apply(const CompiledProgram& program, ProgramFigures& figures, Running& running);

}  // namespace yizhan
