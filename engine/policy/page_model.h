// PageModel: the rules in force on a day as headings, rows and sources, in Chinese, before anybody
// has decided how they look. Texts are plain: whoever writes them out escapes them.
//
// Threads:  pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/date.h"
#include "yizhan/v1/policy.pb.h"

namespace yizhan {

struct PageRow {
  std::string name;
  std::string text;
};

struct PageSource {
  std::string document;
  std::string article;
  std::string url;  // May be empty.
  std::string quote;
  v1::Confidence confidence = v1::CONFIDENCE_UNSPECIFIED;
};

// One rule: what the source says beside what we made of it.
struct PageItem {
  std::string title;
  std::string id;  // Empty where the title is the id.
  std::optional<PageSource> source;
  std::vector<PageRow> rows;
};

// Items, or lines, or a table; never two of them.
struct PageSection {
  std::string title;
  std::vector<PageItem> items{};
  std::vector<std::string> lines{};
  std::vector<std::vector<std::string>> table{};  // The first row names the columns.
};

struct PageModel {
  std::string title;
  std::vector<std::string> packs;
  std::vector<PageSection> sections;
};

PageModel PageModelOf(const std::vector<v1::PolicyPack>& packs, Day day);

}  // namespace yizhan
