// TableRow: one row of a table in a file, before anybody knows what its columns mean.
//
// Units:    lines are 1-based, as the file or the sheet counts them.
// Threads:  values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace yizhan::files {

struct TableCell {
  enum class Kind : std::uint8_t {
    kText,
    kNumber,   // A spreadsheet's: `text` is what its file says, e.g. 1.2345E3.
    kUnknown,  // A formula that was never computed, an error, a text that is not there.
  };
  std::string text{};
  Kind kind = Kind::kText;
};

struct TableRow {
  std::uint32_t line = 0;
  std::vector<TableCell> cells{};
};

// No cell says anything.
bool IsBlank(const TableRow& row);

}  // namespace yizhan::files
