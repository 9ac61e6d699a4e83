// Advise: what an officer should look at in a pack that could be activated. Warnings only: none of
// these pays a wrong sum by itself, all are likely to be something else than was meant.
//
// Errors:   warnings. Called for packs without errors: every id exists, every date can be read.
// Threads:  pure.
// Law:      adjudication.md sections 4, 5 and 7; rulings R17, R18, R26-R29, R52.
#pragma once

#include <string>

#include "engine/policy/compiled_pack.h"
#include "engine/policy/compose.h"
#include "engine/policy/findings.h"

namespace yizhan {

// One pack in both forms: programs, accounts and funds stand at the same places in both.
struct WholePack {
  const ComposedPack& composed;
  const CompiledPack& compiled;
};

// Whether aid paid upstream is taken as this program's: then it pays what no tier of its own says,
// and is chosen whatever another one would pay (D2).
bool IsGiven(const WholePack& pack, const std::string& program);

// All of the following.
void Advise(const WholePack& pack, Findings& findings);

// Days between two versions of one program on which none is in force.
void AdviseDates(const WholePack& pack, Findings& findings);
// Conditions that say nothing, and those that undo each other.
void AdviseConditions(const WholePack& pack, Findings& findings);
// Tiers, caps and whole programs whose figures never come to bear. Where another program, a fund
// or a minimum could still make them matter, nothing is said.
void AdviseReach(const WholePack& pack, Findings& findings);
// Programs that another one always beats, always leaves nothing to, or repeats.
void AdviseAlternatives(const WholePack& pack, Findings& findings);
// Accounts and funds that no program uses, identities that none includes.
void AdviseUnused(const WholePack& pack, Findings& findings);
// Thresholds that can never fire, or say the same twice.
void AdviseThresholds(const WholePack& pack, Findings& findings);
// Ids that differ from another one by a slip of the keyboard.
void AdviseSpelling(const WholePack& pack, Findings& findings);

}  // namespace yizhan
