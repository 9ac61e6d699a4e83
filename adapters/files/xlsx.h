// Xlsx: the sheets of an XLSX workbook, row by row, with every cell as text. No number passes
// through a double, and a sheet is never in memory as a whole.
//
// Hidden sheets are left out; hidden and filtered rows are not: a filter is a way of looking. A
// merged area says its text in its first cell and nothing in the others.
//
// Units:    bytes are of the inflated XML.
// Owner:    the caller keeps the bytes alive. Memory: the texts that cells share.
// Errors:   a Refusal of the field "file": see zip_parts.h; FIELD_MALFORMED for what is no workbook
//           or damaged; FIELD_TOO_LONG, TOO_MANY_ITEMS beyond the limits below.
// Threads:  one.
// Format:   ECMA-376 (Office Open XML), transitional or strict.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/files/shared_texts.h"
#include "adapters/files/table_row.h"
#include "adapters/files/zip_parts.h"

namespace yizhan::files {

inline constexpr std::uint64_t kSheetBytesMax = std::uint64_t{2} << 30;
inline constexpr std::uint64_t kWorkbookBytesMax = std::uint64_t{1} << 20;  // Names, relations.
inline constexpr std::size_t kSheetsMax = 256;
inline constexpr std::uint32_t kSheetRowsMax = 1'048'576;
inline constexpr std::size_t kSheetColumnsMax = 256;  // Cells to the right are not looked at.

class Xlsx {
 public:
  static absl::StatusOr<Xlsx> Open(std::string_view bytes);

  // Of the visible sheets, in the order of their tabs.
  std::size_t sheets() const { return sheets_.size(); }
  const std::string& name(std::size_t sheet) const { return sheets_[sheet].name; }

  // Rows with a cell, from the top; `take` stops it with false.
  absl::Status ReadSheet(std::size_t sheet, const std::function<bool(const TableRow&)>& take) const;

 private:
  struct Sheet {
    std::string name;
    std::string part;
  };
  explicit Xlsx(ZipParts parts) : parts_(std::move(parts)) {}
  absl::Status ReadWorkbook();

  ZipParts parts_;
  std::vector<Sheet> sheets_;
  SharedTexts texts_;
};

// As the first bytes say: a ZIP file, or what older office programs wrote (XLS, and any workbook
// with a password).
bool LooksLikeZip(std::string_view bytes);
bool LooksLikeOldOffice(std::string_view bytes);

}  // namespace yizhan::files
