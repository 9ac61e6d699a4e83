#include "tools/cli/report_csv.h"

#include <string_view>

namespace yizhan::cli {
namespace {

constexpr char kUtf8Mark[] = "\xEF\xBB\xBF";
constexpr char kTrainingCell[] = "培训 TRAINING";

std::string Escaped(const Cell& cell) {
  std::string text = CellText(cell);
  if (IsFigure(cell)) return text;
  if (!text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos) {
    text.insert(0, 1, '\'');
  }
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string Line(const Row& row) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) line += (i == 0 ? "" : ",") + Escaped(row[i]);
  return line + "\r\n";
}

}  // namespace

std::string ReportCsv(const ReportTable& table, bool training) {
  Row head;
  for (const BothWords& column : table.columns) head.emplace_back(Joined(column));
  const auto line = [training](Row row, const std::string& mark) {
    if (training) row.emplace_back(mark);
    return Line(row);
  };
  std::string text = kUtf8Mark + line(head, Joined(TrainingWords()));
  for (const Row& row : table.rows) text += line(row, kTrainingCell);
  if (table.whole.has_value()) text += line(*table.whole, kTrainingCell);
  return text;
}

}  // namespace yizhan::cli
