// MakeXlsx: workbooks for tests, from the XML of their sheets: good ones and ones that no program
// would write.
//
// Errors:   what cannot be made stops the test program (CHECK).
// Threads:  pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace yizhan::files {

struct SheetXml {
  std::string name;
  std::string rows;        // What stands inside <sheetData>.
  std::string state = {};  // "hidden"; empty: visible.
};

// The bytes of a ZIP file with these parts.
std::string MakeZip(const std::vector<std::pair<std::string, std::string>>& parts);

// A workbook; `shared` are the texts that cells of type s name by number.
std::string MakeXlsx(const std::vector<SheetXml>& sheets, const std::string& shared = "");

// The parts of such a workbook, to be spoilt.
std::vector<std::pair<std::string, std::string>> XlsxParts(const std::vector<SheetXml>& sheets,
                                                           const std::string& shared = "");

// <row r="LINE"> of inline strings; a cell "#1.5" is the number 1.5, "" is no cell.
std::string RowXml(int line, const std::vector<std::string>& cells);

}  // namespace yizhan::files
