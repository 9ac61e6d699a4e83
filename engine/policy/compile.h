// Compile: a pack without errors becomes flat tables.
//
// Owner:    the compiled pack owns everything it holds.
// Threads:  pure.
// Law:      rulings R17, R27; ICD-10 prefixes as R25 compares them.
#pragma once

#include "engine/policy/compiled_pack.h"
#include "engine/policy/compose.h"

namespace yizhan {

// `pack` has passed every check.
CompiledPack Compile(const ComposedPack& pack, const Hash32& hash);

}  // namespace yizhan
