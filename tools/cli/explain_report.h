// ExplainReport: one settlement as a printed page: what it cost, which program paid what and why,
// by which law, and what is left. From the stored trace alone.
//
// Units:    fen in, yuan shown.
// Threads:  pure.
#pragma once

#include "tools/cli/report.h"
#include "yizhan/v1/settlement.pb.h"

namespace yizhan::cli {

// For ReportPage. No name, no card: who is meant is a number of the register.
Report ExplainReport(const v1::ExplainReply& reply);

}  // namespace yizhan::cli
