// RulesKept: whether a pack decides what happened before its effective date as the active one does.
//
// Errors:   findings that name program, version and field; empty when nothing earlier changes.
// Threads:  pure.
// Law:      D11, RULINGS.md.
#pragma once

#include <vector>

#include "engine/base/date.h"
#include "engine/policy/compiled_pack.h"
#include "yizhan/v1/policy_service.pb.h"

namespace yizhan {

// Compared is, for every service end before `effective_from`, what decides about money: which
// versions are in force, all their conditions and figures, the accounts and funds they use, and the
// order in which groups and their members stand. Titles and sources may be corrected at any time.
std::vector<v1::Finding> RulesKeptBefore(const CompiledPack& active, const CompiledPack& next,
                                         Day effective_from);

}  // namespace yizhan
