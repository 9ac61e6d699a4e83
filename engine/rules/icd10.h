// Icd10: how diagnosis codes are compared (R25).
//
// Threads:  pure.
// Law:      ruling R25.
#pragma once

#include <span>
#include <string>

namespace yizhan {

// Upper-cased; spaces, dots and trailing '*', '+' and dagger (U+2020) removed. Both the pack's
// prefixes and the bill's codes go through it before a plain prefix comparison.
std::string NormalizeIcd10(const std::string& code);

// True when a diagnosis as received (the first one only, if `principal_only`) begins with one of
// the normalised `prefixes`. A bill without diagnosis never does.
bool MeetsIcd10(std::span<const std::string> diagnoses, std::span<const std::string> prefixes,
                bool principal_only);

}  // namespace yizhan
