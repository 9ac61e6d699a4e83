#include "tools/cli/bar_chart.h"

#include <algorithm>

#include "engine/base/money.h"
#include "tools/cli/width.h"

namespace yizhan::cli {
namespace {

// In units of the picture; the page scales it to the width of the paper.
constexpr std::int64_t kLabelWidth = 230;
constexpr std::int64_t kPlotWidth = 380;
constexpr std::int64_t kTextWidth = 110;
constexpr std::int64_t kBarHeight = 11;
constexpr std::int64_t kRowHeight = 34;
constexpr std::int64_t kSingleHeight = 18;
constexpr std::int64_t kLegendHeight = 22;
constexpr std::size_t kLabelColumnsMax = 32;

std::string Number(const char* name, std::int64_t value) {
  return std::string(" ") + name + "=\"" + std::to_string(value) + "\"";
}

std::string TextAt(std::int64_t x, std::int64_t y, const std::string& text, const char* more = "") {
  return "<text" + Number("x", x) + Number("y", y) + more + ">" + MarkupText(text) + "</text>\n";
}

std::string Bar(std::int64_t y, std::int64_t width, const char* kind) {
  return "<rect" + Number("x", kLabelWidth) + Number("y", y) + Number("width", width) +
         Number("height", kBarHeight) + " class=\"" + kind + "\"/>\n";
}

// A sliver for every amount above 0, so that little is not shown as nothing.
std::int64_t WidthOf(std::int64_t value, std::int64_t most) {
  if (value <= 0 || most <= 0) return 0;
  const Int128 width = static_cast<Int128>(value) * kPlotWidth / most;
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(width));
}

std::string SingleAt(std::int64_t top, const BarRow& row, std::int64_t most) {
  const std::int64_t width = WidthOf(row.draft, most);
  return TextAt(kLabelWidth - 6, top + 11, Wrap(row.label, kLabelColumnsMax).front(),
                " text-anchor=\"end\"") +
         Bar(top + 2, width, "draft") + TextAt(kLabelWidth + width + 4, top + 11, row.draft_text);
}

std::string RowAt(std::int64_t top, const BarRow& row, std::int64_t most) {
  const std::int64_t today = WidthOf(row.today, most);
  const std::int64_t draft = WidthOf(row.draft, most);
  const std::string label = Wrap(row.label, kLabelColumnsMax).front();
  return TextAt(kLabelWidth - 6, top + 16, label, " text-anchor=\"end\"") +
         Bar(top + 2, today, "today") + TextAt(kLabelWidth + today + 4, top + 12, row.today_text) +
         Bar(top + 2 + kBarHeight, draft, "draft") +
         TextAt(kLabelWidth + draft + 4, top + 12 + kBarHeight, row.draft_text);
}

std::string Legend() {
  return Bar(4, 24, "today") + TextAt(kLabelWidth + 30, 14, "现行 today") +
         "<g transform=\"translate(130 0)\">" + Bar(4, 24, "draft") +
         TextAt(kLabelWidth + 30, 14, "草案 draft") + "</g>\n";
}

}  // namespace

std::string MarkupText(const std::string& text) {
  std::string safe;
  for (const char c : Printable(text)) {
    if (c == '<') {
      safe += "&lt;";
    } else if (c == '>') {
      safe += "&gt;";
    } else if (c == '&') {
      safe += "&amp;";
    } else if (c == '"') {
      safe += "&quot;";
    } else {
      safe += c;
    }
  }
  return safe;
}

std::string BarChart(const std::vector<BarRow>& rows, Bars bars) {
  if (rows.empty()) return "";
  const bool both = bars == Bars::kBoth;
  std::int64_t most = 0;
  for (const BarRow& row : rows) most = std::max({most, both ? row.today : 0, row.draft});
  const std::int64_t step = both ? kRowHeight : kSingleHeight;
  std::int64_t top = both ? kLegendHeight : 0;
  const std::int64_t height = top + step * static_cast<std::int64_t>(rows.size());
  std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " +
                    std::to_string(kLabelWidth + kPlotWidth + kTextWidth) + " " +
                    std::to_string(height) + "\">\n" + (both ? Legend() : "");
  for (const BarRow& row : rows) {
    svg += both ? RowAt(top, row, most) : SingleAt(top, row, most);
    top += step;
  }
  return svg + "</svg>\n";
}

}  // namespace yizhan::cli
