// RuleParts: what of a version decides about money, part by part, as comparable texts.
//
// Threads:  pure.
// Law:      adjudication.md section 4; D11, RULINGS.md.
#pragma once

#include <string>
#include <vector>

#include "engine/policy/compiled_pack.h"

namespace yizhan {

// `path` is the field's inside the program; `values` are equal exactly when the part is.
struct RulePart {
  std::string path;
  std::vector<std::string> values;
};

// Always the same parts in the same order. Dates, titles and sources are none of them.
std::vector<RulePart> RulePartsOf(const CompiledPack& pack, const CompiledProgram& program);

}  // namespace yizhan
