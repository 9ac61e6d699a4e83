#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "engine/policy/page.h"
#include "engine/policy/page_model.h"
#include "engine/policy/page_words.h"

namespace yizhan {
namespace {

// One line, safe inside a table.
std::string OneLine(const std::string& text) {
  return absl::StrReplaceAll(text, {{"\n", " "}, {"|", "\\|"}});
}

std::string SourceText(const PageSource& source) {
  std::string text =
      absl::StrCat("依据:", OneLine(source.document), ",", OneLine(source.article), "。");
  if (!source.url.empty()) absl::StrAppend(&text, "<", OneLine(source.url), ">");
  absl::StrAppend(&text, "  \n可信程度:**", ConfidenceZh(source.confidence), "**\n\n> ",
                  absl::StrReplaceAll(source.quote, {{"\n", "\n> "}}), "\n\n");
  return text;
}

std::string ItemText(const PageItem& item) {
  std::string text = absl::StrCat("### ", OneLine(item.title));
  if (!item.id.empty()) absl::StrAppend(&text, " (", item.id, ")");
  absl::StrAppend(&text, "\n\n", item.source.has_value() ? SourceText(*item.source) : "",
                  "| 项目 | 规定 |\n|---|---|\n");
  for (const PageRow& row : item.rows) {
    absl::StrAppend(&text, "| ", row.name, " | ", OneLine(row.text), " |\n");
  }
  return absl::StrCat(text, "\n");
}

std::string TableText(const std::vector<std::vector<std::string>>& table) {
  std::string text;
  for (std::size_t i = 0; i < table.size(); ++i) {
    std::vector<std::string> cells;
    for (const std::string& cell : table[i]) cells.push_back(OneLine(cell));
    absl::StrAppend(&text, "| ", absl::StrJoin(cells, " | "), " |\n");
    if (i > 0) continue;
    absl::StrAppend(&text, "|");
    for (std::size_t j = 0; j < cells.size(); ++j) absl::StrAppend(&text, "---|");
    absl::StrAppend(&text, "\n");
  }
  return text;
}

std::string SectionText(const PageSection& section) {
  std::string text = absl::StrCat("## ", section.title, "\n\n");
  for (const PageItem& item : section.items) absl::StrAppend(&text, ItemText(item));
  for (const std::string& line : section.lines) absl::StrAppend(&text, "- ", OneLine(line), "\n");
  absl::StrAppend(&text, TableText(section.table));
  return section.items.empty() ? absl::StrCat(text, "\n") : text;
}

}  // namespace

std::string PageOfLaw(const std::vector<v1::PolicyPack>& packs, Day day) {
  const PageModel page = PageModelOf(packs, day);
  std::string text = absl::StrCat("# ", page.title, "\n\n");
  for (const std::string& pack : page.packs) absl::StrAppend(&text, "- ", OneLine(pack), "\n");
  absl::StrAppend(&text, "\n");
  for (const PageSection& section : page.sections) absl::StrAppend(&text, SectionText(section));
  return text;
}

}  // namespace yizhan
