// Check: everything that is looked at before a pack may decide about money.
//
// Errors:   findings; a check goes on after a finding, so that an officer sees them all at once.
// Threads:  pure.
// Law:      adjudication.md section 4, rulings R1, R3, R16-R19, R21.
#pragma once

#include "engine/policy/compose.h"
#include "engine/policy/findings.h"

namespace yizhan {

// Every amount (*_fen) and ratio (*_bp) is in range, every closed word is known and stated.
void CheckValues(const ComposedPack& pack, Findings& findings);

// Ids are well formed and unique across the files (R16).
void CheckIds(const ComposedPack& pack, Findings& findings);

// One version by itself: title, source, dates, who, what, base, tiers.
void CheckProgram(const Placed<v1::Program>& program, Findings& findings);
void CheckWho(const v1::Who& who, const Place& place, Findings& findings);
void CheckWhat(const v1::What& what, const Place& place, Findings& findings);
void CheckTiers(const Placed<v1::Program>& program, Findings& findings);

// Accounts and funds exist and are used as R19 says.
void CheckAccounts(const ComposedPack& pack, Findings& findings);

// Versions of one id, and members of one group, fit together (R17-R19).
void CheckVersions(const ComposedPack& pack, Findings& findings);

void CheckThresholds(const ComposedPack& pack, Findings& findings);
void CheckDeposits(const ComposedPack& pack, Findings& findings);

// Every upstream fund code stands once and leads to one program and one treatment (R9, D1, D2).
void CheckUpstream(const ComposedPack& pack, Findings& findings);

// `holder` is the place of the message whose field `source` this is.
void CheckSource(bool written, const v1::Source& source, const Place& holder, Findings& findings);

}  // namespace yizhan
