// ReplayText: one entry run again, as an auditor reads it step by step, and as JSON.
//
// Units:    fen in, yuan shown; JSON keeps fen.
// Threads:  pure.
#pragma once

#include <string>

#include "engine/audit/replay.h"

namespace yizhan::cli {

// `training`: of a training ledger.
std::string ReplayText(const Replay& replay, bool training);
std::string ReplayJson(const Replay& replay, bool training);

}  // namespace yizhan::cli
