// ReportCsv: one table as a CSV file that office programs open: UTF-8 with a mark, CRLF, amounts in
// yuan. Words that a spreadsheet would run as a formula get a leading quote.
//
// Threads:  pure.
// Format:   RFC 4180
#pragma once

#include <string>

#include "tools/cli/report.h"

namespace yizhan::cli {

// `training`: a last column says so in every row.
std::string ReportCsv(const ReportTable& table, bool training = false);

}  // namespace yizhan::cli
