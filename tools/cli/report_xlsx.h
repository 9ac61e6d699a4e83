// ReportXlsx: a report as one workbook: a sheet of remarks, then a sheet a table. The same report
// gives the same bytes: the date of creation is fixed.
//
// Errors:   a usage error when the file cannot be written.
// Threads:  one.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "tools/cli/report.h"

namespace yizhan::cli {

absl::Status WriteReportXlsx(const Report& report, const std::string& path);

}  // namespace yizhan::cli
