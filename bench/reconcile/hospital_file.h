// HospitalFile: booked rows as a hospital would send them, as CSV or as a workbook.
//
// Errors:   a file that cannot be written stops the program (CHECK).
// Threads:  pure.
// Format:   national interface 3202; amounts of the workbook are numbers, as spreadsheets keep
// them.
#pragma once

#include <string>
#include <vector>

#include "yizhan/v1/reconciliation.pb.h"

namespace yizhan::bench {

void WriteCsv(const std::vector<v1::BookedRow>& rows, const std::string& path);
void WriteXlsx(const std::vector<v1::BookedRow>& rows, const std::string& path);

}  // namespace yizhan::bench
