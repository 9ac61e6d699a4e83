// ReportPage: a report as one self-contained page for A4 paper: tables, bar charts, no script, and
// nothing loaded from anywhere.
//
// Threads:  pure.
// Format:   HTML 5, UTF-8.
#pragma once

#include <string>

#include "tools/cli/report.h"

namespace yizhan::cli {

std::string ReportPage(const Report& report);

}  // namespace yizhan::cli
