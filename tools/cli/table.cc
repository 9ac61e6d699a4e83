#include "tools/cli/table.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/base/check.h"
#include "tools/cli/width.h"

namespace yizhan::cli {
namespace {

constexpr std::size_t kGapColumns = 2;

std::string Line(const std::vector<Column>& columns, const std::vector<std::string>& cells,
                 const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line.append(kGapColumns, ' ');
    const bool right = columns[i].align == Align::kRight;
    line += right ? PadLeft(cells[i], widths[i]) : PadRight(cells[i], widths[i]);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

void Table::AddRow(std::vector<std::string> cells) {
  YIZHAN_CHECK(cells.size() == columns_.size());
  for (std::string& cell : cells) cell = Printable(cell);
  rows_.push_back(std::move(cells));
}

void Table::AddRule() { rows_.emplace_back(); }

std::vector<std::size_t> Table::WidthsColumns() const {
  std::vector<std::size_t> widths;
  for (const Column& column : columns_) widths.push_back(WidthColumns(column.title));
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], WidthColumns(row[i]));
    }
  }
  return widths;
}

std::string Table::Text() const {
  const std::vector<std::size_t> widths = WidthsColumns();
  const std::size_t all_columns = std::accumulate(widths.begin(), widths.end(), std::size_t{0}) +
                                  kGapColumns * (widths.size() - 1);
  const std::string rule = std::string(all_columns, '-') + "\n";

  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  std::string text = Line(columns_, titles, widths) + rule;
  for (const auto& row : rows_) text += row.empty() ? rule : Line(columns_, row, widths);
  return text;
}

}  // namespace yizhan::cli
