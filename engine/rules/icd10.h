// Icd10: how diagnosis codes are compared (R25).
//
// Threads:  pure.
#pragma once

#include <string>

namespace yizhan {

// Upper-cased; spaces, dots and trailing '*', '+' and dagger (U+2020) removed. Both the pack's
// prefixes and the bill's codes go through it before a plain prefix comparison.
std::string NormalizeIcd10(const std::string& code);

}  // namespace yizhan
