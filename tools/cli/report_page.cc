#include "tools/cli/report_page.h"

#include <algorithm>

#include "engine/base/check.h"
#include "tools/cli/bar_chart.h"

namespace yizhan::cli {
namespace {

// More rows than this are read in the table.
constexpr std::size_t kChartRowsMax = 40;

constexpr char kStyle[] =
    "@page { size: A4; margin: 15mm }\n"
    "body { font: 10pt/1.4 'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', sans-serif;"
    " color: #000; max-width: 180mm; margin: 0 auto }\n"
    "h1 { font-size: 16pt; margin: 0 0 2mm } h2 { font-size: 12pt; margin: 6mm 0 2mm }\n"
    "small, .en { color: #444; font-size: 8.5pt; font-weight: normal }\n"
    "table { border-collapse: collapse; width: 100%; font-size: 9pt }\n"
    "th, td { border-bottom: 0.2mm solid #999; padding: 0.8mm 1.5mm; text-align: left;"
    " vertical-align: top; overflow-wrap: anywhere }\n"
    "thead { display: table-header-group } tr { break-inside: avoid }\n"
    "th { border-bottom: 0.5mm solid #000 }\n"
    ".n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }\n"
    ".whole td { font-weight: bold; border-top: 0.5mm solid #000 }\n"
    ".words td { border-bottom: 0.4mm solid #000; font-size: 8.5pt }\n"
    ".said td { border-bottom: none; font-weight: bold }\n"
    "svg { width: 100%; break-inside: avoid } svg text { font-size: 10px }\n"
    ".today { fill: #ddd; stroke: #000; stroke-width: 0.5 } .draft { fill: #333 }\n"
    ".mark { border: 0.6mm solid #000; padding: 2mm; font-weight: bold; text-align: center }\n";

constexpr char kSign[] =
    ".sign { display: flex; gap: 6mm; margin-top: 12mm; break-inside: avoid }\n"
    ".sign div { flex: 1; border-top: 0.3mm solid #000; padding-top: 1mm; line-height: 2.2 }\n";

// Fixed boxes are printed on every page.
constexpr char kEachPage[] =
    ".each-page { position: fixed; top: 0; right: 0; border: 0.6mm solid #000; padding: 1mm 4mm;"
    " font-size: 14pt; font-weight: bold; background: #fff }\n";
constexpr char kLandscape[] =
    "@page { size: A4 landscape; margin: 12mm } body { max-width: 270mm }\n";

std::string Both(const BothWords& words) {
  std::string text = MarkupText(words.zh);
  if (!words.en.empty()) text += " <span class=\"en\">" + MarkupText(words.en) + "</span>";
  return text;
}

std::string Paragraph(const BothWords& words) {
  if (words.zh.empty()) return "";
  return "<p>" + MarkupText(words.zh) + "<br><small>" + MarkupText(words.en) + "</small></p>\n";
}

std::size_t PlainColumns(const ReportTable& table) {
  return table.sentences_from == 0 ? table.columns.size() : table.sentences_from;
}

bool IsFigureColumn(const ReportTable& table, std::size_t column) {
  return std::any_of(table.rows.begin(), table.rows.end(),
                     [column](const Row& row) { return IsFigure(row.at(column)); });
}

std::string Head(const ReportTable& table) {
  std::string html = "<thead><tr>";
  for (std::size_t i = 0; i < PlainColumns(table); ++i) {
    html += IsFigureColumn(table, i) ? "<th class=\"n\">" : "<th>";
    html += MarkupText(table.columns[i].zh) + "<br><small>" + MarkupText(table.columns[i].en) +
            "</small></th>";
  }
  return html + "</tr></thead>\n";
}

std::string Line(const ReportTable& table, const Row& row, const char* kind) {
  YIZHAN_CHECK(row.size() == table.columns.size());
  std::string html = std::string("<tr") + kind + ">";
  for (std::size_t i = 0; i < PlainColumns(table); ++i) {
    html +=
        (IsFigure(row[i]) ? "<td class=\"n\">" : "<td>") + MarkupText(CellText(row[i])) + "</td>";
  }
  return html + "</tr>\n";
}

// Each line of a cell on a line of its own.
std::string Lines(const std::string& text) {
  std::string html;
  std::size_t start = 0;
  for (;;) {
    const std::size_t end = text.find('\n', start);
    html += MarkupText(text.substr(start, end - start));
    if (end == std::string::npos) return html;
    html += "<br>";
    start = end + 1;
  }
}

std::string Sentences(const ReportTable& table, const Row& row) {
  std::string html =
      "<tr class=\"words\"><td colspan=\"" + std::to_string(PlainColumns(table)) + "\">";
  for (std::size_t i = table.sentences_from; i < row.size(); ++i) {
    html += "<p><b>" + MarkupText(Joined(table.columns[i])) + "</b><br>" + Lines(CellText(row[i])) +
            "</p>";
  }
  return html + "</td></tr>\n";
}

std::int64_t Size(const Cell& cell) {
  if (const auto* amount = std::get_if<Money>(&cell)) return amount->fen();
  return std::get<std::int64_t>(cell);
}

std::string Chart(const ReportTable& table) {
  if (!table.chart.has_value() || table.rows.size() > kChartRowsMax) return "";
  std::vector<BarRow> bars;
  for (const Row& row : table.rows) {
    const Cell& today = row.at(table.chart->today_column);
    const Cell& draft = row.at(table.chart->draft_column);
    bars.push_back({.label = CellText(row.front()),
                    .today = Size(today),
                    .draft = Size(draft),
                    .today_text = CellText(today),
                    .draft_text = CellText(draft)});
  }
  const bool single = table.chart->today_column == table.chart->draft_column;
  return BarChart(bars, single ? Bars::kDraftOnly : Bars::kBoth);
}

std::string Section(const ReportTable& table) {
  std::string html = "<section id=\"" + table.name + "\">\n<h2>" + Both(table.title) + "</h2>\n" +
                     Paragraph(table.note) + Chart(table);
  if (table.rows.empty()) return html + "<p>无 <small>none</small></p>\n</section>\n";
  html += "<table>\n" + Head(table) + "<tbody>\n";
  for (const Row& row : table.rows) {
    html += Line(table, row, table.sentences_from == 0 ? "" : " class=\"said\"");
    if (table.sentences_from != 0) html += Sentences(table, row);
  }
  if (table.whole.has_value()) html += Line(table, *table.whole, " class=\"whole\"");
  return html + "</tbody></table>\n</section>\n";
}

std::string Signatures(const Report& report) {
  if (report.signatures.empty()) return "";
  std::string html = "<div class=\"sign\">\n";
  for (const BothWords& who : report.signatures) {
    html +=
        "<div>" + Both(who) +
        "<br>日期 <span class=\"en\">date</span><br>盖章 <span class=\"en\">seal</span></div>\n";
  }
  return html + "</div>\n";
}

std::string Style(const Report& report) {
  std::string style = kStyle;
  if (report.landscape) style += kLandscape;
  if (!report.mark.zh.empty()) style += kEachPage;
  if (!report.signatures.empty()) style += kSign;
  return style;
}

}  // namespace

std::string ReportPage(const Report& report) {
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head><meta charset=\"utf-8\"><title>" +
      MarkupText(report.title.zh) + "</title>\n<style>\n" + Style(report) +
      "</style></head>\n<body>\n";
  if (!report.mark.zh.empty()) {
    html += "<div class=\"each-page\">" + MarkupText(Joined(report.mark)) + "</div>\n";
  }
  html += "<h1>" + Both(report.title) + "</h1>\n";
  if (report.training) html += "<p class=\"mark\">" + Both(TrainingWords()) + "</p>\n";
  if (report.illustrative) html += "<p class=\"mark\">" + Both(IllustrativeWords()) + "</p>\n";
  for (const BothWords& remark : report.remarks) html += Paragraph(remark);
  for (const ReportTable& table : report.tables) html += Section(table);
  return html + Signatures(report) + "</body>\n</html>\n";
}

}  // namespace yizhan::cli
