// SheetRows: the XML of one sheet as rows of cells.
//
// Threads:  one.
// Format:   ECMA-376, worksheet: row, c, v, f, is.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "adapters/files/shared_texts.h"
#include "adapters/files/table_row.h"
#include "adapters/files/xml_events.h"

namespace yizhan::files {

class SheetRows : public XmlHandler {
 public:
  SheetRows(const SharedTexts& texts, const std::function<bool(const TableRow&)>& take)
      : texts_(texts), take_(take) {}

  void Begin(std::string_view name, const XmlAttributes& attributes) override;
  void End(std::string_view name) override;
  void Text(std::string_view text) override;
  bool done() const override { return stopped_ || malformed_; }

  // A row or a cell stands where none can.
  bool malformed() const { return malformed_; }

 private:
  void BeginRow(const XmlAttributes& attributes);
  void BeginCell(const XmlAttributes& attributes);
  void EndCell();
  TableCell::Kind KindOfCell(std::string& text) const;

  const SharedTexts& texts_;
  const std::function<bool(const TableRow&)>& take_;
  TableRow row_;
  std::size_t column_ = 0;  // Of the next cell that does not say.
  std::string type_;        // Of the cell.
  std::string text_;
  bool in_cell_ = false;
  bool in_text_ = false;
  bool aloud_ = false;
  bool has_value_ = false;
  bool has_formula_ = false;
  bool stopped_ = false;
  bool malformed_ = false;
};

}  // namespace yizhan::files
