// Page: the rules in force on a day as a page of law (Chinese): layer by layer, each number beside
// its quote and source, confidence marked. One model, two writers.
//
// Threads:  pure.
// Format:   Markdown; or one HTML file in XHTML syntax that needs nothing else and prints on A4.
#pragma once

#include <string>
#include <vector>

#include "engine/base/date.h"
#include "yizhan/v1/policy.pb.h"

namespace yizhan {

std::string PageOfLaw(const std::vector<v1::PolicyPack>& packs, Day day);
std::string PageOfLawHtml(const std::vector<v1::PolicyPack>& packs, Day day);

}  // namespace yizhan
