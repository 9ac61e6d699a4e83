// WellFormed: whether a text is XML as browsers and printers read it without guessing. Knows what
// our writer may write: one doctype, elements, attributes in double quotes, five entities.
//
// Threads:  pure.
#pragma once

#include <cctype>
#include <string>
#include <vector>

namespace yizhan {

inline bool GoodEntities(const std::string& text) {
  for (std::size_t at = text.find('&'); at != std::string::npos; at = text.find('&', at + 1)) {
    bool known = false;
    for (const char* entity : {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"}) {
      known = known || text.compare(at, std::string(entity).size(), entity) == 0;
    }
    if (!known) return false;
  }
  return text.find('>') == std::string::npos;
}

// `tag` is what stands between < and >: a name, then name="value" any number of times.
inline bool GoodTag(const std::string& tag, std::string& name) {
  std::size_t at = 0;
  while (at < tag.size() && std::isalnum(static_cast<unsigned char>(tag[at])) != 0) ++at;
  name = tag.substr(0, at);
  while (at < tag.size()) {
    const std::size_t quote = tag.find("=\"", at);
    if (tag[at] != ' ' || quote == std::string::npos) return false;
    const std::size_t end = tag.find('"', quote + 2);
    if (end == std::string::npos) return false;
    if (!GoodEntities(tag.substr(quote + 2, end - quote - 2))) return false;
    at = end + 1;
  }
  return !name.empty();
}

// What is wrong, or nothing.
inline std::string FaultOf(std::string text) {
  const std::string doctype = "<!DOCTYPE html>\n";
  if (text.compare(0, doctype.size(), doctype) != 0) return "no doctype";
  std::vector<std::string> open;
  std::size_t at = doctype.size();
  for (std::size_t next = text.find('<', at); next != std::string::npos;
       next = text.find('<', at)) {
    const bool styled = !open.empty() && open.back() == "style";
    if (!styled && !GoodEntities(text.substr(at, next - at))) {
      return "text: " + text.substr(at, next - at);
    }
    const std::size_t end = text.find('>', next);
    if (end == std::string::npos) return "a tag without end";
    std::string tag = text.substr(next + 1, end - next - 1);
    at = end + 1;
    if (tag[0] == '/') {
      if (open.empty() || open.back() != tag.substr(1)) return "closed out of turn: " + tag;
      open.pop_back();
      if (open.empty() && text.substr(at) != "\n") return "more after the end";
      continue;
    }
    const bool single = tag.back() == '/';
    if (single) tag.pop_back();
    std::string name;
    if (!GoodTag(tag, name)) return "tag: " + tag;
    if (!single) open.push_back(name);
  }
  return open.empty() ? "" : "left open: " + open.back();
}

}  // namespace yizhan
