// ReportFiles: a report as a folder: a CSV a table, one printed page, one workbook.
//
// Errors:   a usage error when something cannot be written.
// Threads:  one.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "tools/cli/report.h"

namespace yizhan::cli {

// <table>.csv (training_<table>.csv of a training ledger), report.html, report.xlsx. The folder is
// made when it is not there.
absl::Status WriteReport(const Report& report, const std::string& folder);

}  // namespace yizhan::cli
