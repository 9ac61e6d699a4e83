// Page: the rules in force on a day as a page of law (Markdown, Chinese): layer by layer, each
// number beside its quote and source, confidence marked.
//
// Threads:  pure.
#pragma once

#include <string>
#include <vector>

#include "engine/base/date.h"
#include "yizhan/v1/policy.pb.h"

namespace yizhan {

std::string PageOfLaw(const std::vector<v1::PolicyPack>& packs, Day day);

}  // namespace yizhan
