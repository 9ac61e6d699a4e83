#include "adapters/files/sheet_rows.h"

#include <charconv>
#include <optional>

#include "adapters/files/xlsx.h"

namespace yizhan::files {
namespace {

constexpr std::size_t kLettersMax = 3;

// "AB12" is column 27 (from 0). Empty: no place in a sheet.
std::optional<std::size_t> ColumnOf(std::string_view place) {
  std::size_t column = 0;
  std::size_t letters = 0;
  for (; letters < place.size() && place[letters] >= 'A' && place[letters] <= 'Z'; ++letters) {
    column = column * 26 + static_cast<std::size_t>(place[letters] - 'A') + 1;
    if (letters == kLettersMax) return std::nullopt;
  }
  if (letters == 0) return std::nullopt;
  return column - 1;
}

std::optional<std::uint32_t> LineOf(std::string_view text) {
  std::uint32_t line = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), line);
  const bool whole = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
  if (!whole || line == 0 || line > kSheetRowsMax) return std::nullopt;
  return line;
}

}  // namespace

void SheetRows::Begin(std::string_view name, const XmlAttributes& attributes) {
  if (name == "row") return BeginRow(attributes);
  if (name == "c") return BeginCell(attributes);
  if (!in_cell_) return;
  if (name == "rPh") aloud_ = true;
  if (name == "f") has_formula_ = true;
  if (name == "v" || (name == "t" && !aloud_)) in_text_ = has_value_ = true;
}

void SheetRows::BeginRow(const XmlAttributes& attributes) {
  const std::optional<std::string_view> place = attributes.Find("r");
  const std::optional<std::uint32_t> line =
      place.has_value() ? LineOf(*place) : LineOf(std::to_string(row_.line + 1));
  malformed_ = malformed_ || !line.has_value();
  row_.line = line.value_or(row_.line);
  row_.cells.clear();
  column_ = 0;
}

void SheetRows::BeginCell(const XmlAttributes& attributes) {
  const std::optional<std::string_view> place = attributes.Find("r");
  const std::optional<std::size_t> column = place.has_value() ? ColumnOf(*place) : column_;
  malformed_ = malformed_ || !column.has_value();
  column_ = column.value_or(column_);
  type_ = attributes.Find("t").value_or("n");
  text_.clear();
  in_cell_ = true;
  has_value_ = has_formula_ = false;
}

void SheetRows::Text(std::string_view text) {
  if (!in_text_ || text_.size() >= kCellTextBytesMax) return;
  text_.append(text.substr(0, kCellTextBytesMax - text_.size()));
}

void SheetRows::End(std::string_view name) {
  if (name == "v" || name == "t") in_text_ = false;
  if (name == "rPh") aloud_ = false;
  if (name == "c") EndCell();
  if (name == "row" && !done() && !row_.cells.empty()) stopped_ = !take_(row_);
}

void SheetRows::EndCell() {
  in_cell_ = false;
  const std::size_t column = column_++;
  if (column >= kSheetColumnsMax) return;
  TableCell cell{.text = std::move(text_)};
  cell.kind = KindOfCell(cell.text);
  if (row_.cells.size() <= column) row_.cells.resize(column + 1);
  row_.cells[column] = std::move(cell);
  text_.clear();
}

TableCell::Kind SheetRows::KindOfCell(std::string& text) const {
  using Kind = TableCell::Kind;
  if (!has_value_) return has_formula_ ? Kind::kUnknown : Kind::kText;
  if (type_ == "s") {
    const std::optional<std::string_view> shared = texts_.At(text);
    text = shared.value_or("");
    return shared.has_value() ? Kind::kText : Kind::kUnknown;
  }
  if (type_ == "e") return Kind::kUnknown;
  return type_ == "n" ? Kind::kNumber : Kind::kText;
}

}  // namespace yizhan::files
