// CaseRunner: plays the bills of a Case through the loader and Adjudicate, with accounts in a map.
//
// Errors:   what differs from the case is a list of sentences; empty = the case holds.
// Threads:  pure but for reading the pack files.
#pragma once

#include <string>
#include <vector>

#include "tests/support/case.pb.h"

namespace yizhan::test {

// `packs_folder` holds the pack files that cases name.
std::vector<std::string> DifferencesOf(const Case& played, const std::string& packs_folder);

}  // namespace yizhan::test
