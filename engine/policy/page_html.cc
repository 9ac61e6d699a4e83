#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/policy/markup.h"
#include "engine/policy/page.h"
#include "engine/policy/page_model.h"
#include "engine/policy/page_words.h"

namespace yizhan {
namespace {

// No file beside it, no font from elsewhere. Marks differ by their border, too: paper is grey.
constexpr char kStyle[] = R"css(
@page { size: A4; margin: 18mm 16mm 20mm 16mm; }
body { font-family: "Noto Serif CJK SC", "Source Han Serif SC", "SimSun", serif; font-size: 10.5pt;
  line-height: 1.6; color: #1a1a1a; max-width: 178mm; margin: 0 auto; padding: 8mm 4mm; }
h1 { font-size: 18pt; text-align: center; margin: 0 0 4mm; }
h2 { font-size: 14pt; border-bottom: 0.5mm solid #1a1a1a; margin: 10mm 0 4mm; }
h3 { font-size: 11.5pt; margin: 0 0 2mm; }
code { font-family: "Noto Sans Mono", monospace; font-size: 9pt; color: #555; }
ul.packs { list-style: none; padding: 0; text-align: center; color: #555; margin: 0; }
section.rule { break-inside: avoid; margin: 0 0 7mm; }
div.beside { display: grid; grid-template-columns: 58% 1fr; gap: 5mm; }
table { border-collapse: collapse; width: 100%; font-size: 9.5pt; }
th, td { border: 0.2mm solid #999; padding: 1mm 2mm; text-align: left; vertical-align: top; }
th { font-weight: normal; color: #555; white-space: nowrap; }
thead th { background: #eee; }
blockquote { margin: 0 0 2mm; padding: 0 0 0 3mm; border-left: 1mm solid #999; }
p.source { margin: 0; font-size: 9pt; color: #555; overflow-wrap: anywhere; }
span.mark { font-size: 9pt; padding: 0 1.5mm; margin-left: 2mm; border: 0.3mm solid; }
span.verified { color: #14532d; border-style: solid; }
span.secondary { color: #7c2d12; border-style: dashed; }
span.illustrative { color: #7f1d1d; border-style: dotted; font-weight: bold; }
@media print { body { padding: 0; max-width: none; } h2 { break-after: avoid; }
  tr { break-inside: avoid; } a { color: inherit; text-decoration: none; } }
)css";

const char* MarkClass(v1::Confidence confidence) {
  if (confidence == v1::VERIFIED) return "mark verified";
  return confidence == v1::SECONDARY ? "mark secondary" : "mark illustrative";
}

// Nothing but the web: a pack cannot put a script behind a link.
bool IsWebAddress(const std::string& url) {
  return absl::StartsWith(url, "https://") || absl::StartsWith(url, "http://");
}

void WriteSource(const PageSource& source, Markup& to) {
  to.Open("div");
  to.Element("blockquote", source.quote);
  to.Open("p", {{"class", "source"}});
  to.Text(absl::StrCat("依据:", source.document, ",", source.article, "。"));
  if (IsWebAddress(source.url)) {
    to.Element("a", source.url, {{"href", source.url}});
  } else {
    to.Text(source.url);
  }
  to.Raw("<br/>").Text(absl::StrCat("可信程度:", ConfidenceZh(source.confidence)));
  to.Close("p").Close("div");
}

void WriteRows(const std::vector<PageRow>& rows, Markup& to) {
  to.Open("table").Open("tbody");
  for (const PageRow& row : rows) {
    to.Open("tr").Element("th", row.name).Element("td", row.text).Close("tr");
  }
  to.Close("tbody").Close("table");
}

void WriteItem(const PageItem& item, Markup& to) {
  to.Open("section", {{"class", "rule"}}).Open("h3").Text(item.title);
  if (!item.id.empty()) to.Text(" ").Element("code", item.id);
  if (item.source.has_value()) {
    const v1::Confidence confidence = item.source->confidence;
    to.Element("span", ConfidenceMarkZh(confidence), {{"class", MarkClass(confidence)}});
  }
  to.Close("h3").Open("div", {{"class", "beside"}});
  WriteRows(item.rows, to);
  if (item.source.has_value()) WriteSource(*item.source, to);
  to.Close("div").Close("section");
}

void WriteTable(const std::vector<std::vector<std::string>>& table, Markup& to) {
  to.Open("table").Open("thead").Open("tr");
  for (const std::string& name : table.front()) to.Element("th", name);
  to.Close("tr").Close("thead").Open("tbody");
  for (std::size_t i = 1; i < table.size(); ++i) {
    to.Open("tr");
    for (const std::string& cell : table[i]) to.Element("td", cell);
    to.Close("tr");
  }
  to.Close("tbody").Close("table");
}

void WriteLines(const std::vector<std::string>& lines, const char* kind, Markup& to) {
  to.Open("ul", {{"class", kind}});
  for (const std::string& line : lines) to.Element("li", line);
  to.Close("ul");
}

void WriteSection(const PageSection& section, Markup& to) {
  to.Element("h2", section.title);
  for (const PageItem& item : section.items) WriteItem(item, to);
  if (!section.lines.empty()) WriteLines(section.lines, "lines", to);
  if (!section.table.empty()) WriteTable(section.table, to);
}

}  // namespace

std::string PageOfLawHtml(const std::vector<v1::PolicyPack>& packs, Day day) {
  const PageModel page = PageModelOf(packs, day);
  Markup to;
  to.Raw("<!DOCTYPE html>\n");
  to.Open("html", {{"xmlns", "http://www.w3.org/1999/xhtml"}, {"lang", "zh-CN"}}).Open("head");
  to.Raw("<meta charset=\"utf-8\"/>\n").Element("title", page.title);
  to.Open("style").Raw(kStyle).Close("style");
  to.Close("head").Open("body").Element("h1", page.title);
  if (!page.packs.empty()) WriteLines(page.packs, "packs", to);
  for (const PageSection& section : page.sections) WriteSection(section, to);
  to.Close("body").Close("html");
  return to.Take();
}

}  // namespace yizhan
