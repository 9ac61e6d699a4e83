// ExplainedText: a stored step as a clerk reads it in a terminal: who pays, how much, why, and by
// which law.
//
// Threads:  pure.
#pragma once

#include <string>

#include "yizhan/v1/settlement.pb.h"

namespace yizhan::cli {

std::string StepText(const v1::ExplainedStep& step);

}  // namespace yizhan::cli
