// Readme: the fenced blocks of one section of a Markdown file, and how an edit that it shows is
// made to a file.
//
// Threads:  pure.
#pragma once

#include <string>
#include <vector>

namespace yizhan::testing_support {

// From the line that begins with `heading` to the next heading of the same depth or above.
inline std::string SectionOf(const std::string& text, const std::string& heading) {
  const std::size_t from = text.find("\n" + heading);
  if (from == std::string::npos) return "";
  std::size_t until = from;
  do {
    until = text.find("\n#", until + 1);
  } while (until != std::string::npos && text.compare(until + 1, 4, "####") == 0);
  return text.substr(from + 1, until == std::string::npos ? until : until - from);
}

// What stands between "```LANGUAGE" and "```".
inline std::vector<std::string> BlocksOf(const std::string& section, const std::string& language) {
  std::vector<std::string> blocks;
  const std::string fence = "\n```" + language + "\n";
  for (std::size_t at = section.find(fence); at != std::string::npos;
       at = section.find(fence, at)) {
    at += fence.size();
    const std::size_t end = section.find("\n```\n", at);
    if (end == std::string::npos) break;
    blocks.push_back(section.substr(at, end + 1 - at));
    at = end + 4;
  }
  return blocks;
}

// `text` after a change shown as lines with ' ', '-' and '+' before them. Empty: the lines that
// it starts from do not stand there exactly once.
inline std::string Changed(const std::string& text, const std::string& change) {
  std::string before;
  std::string after;
  for (std::size_t at = 0; at < change.size();) {
    const std::size_t end = change.find('\n', at);
    const std::string line = change.substr(at + 1, end - at);
    if (change[at] != '+') before += line;
    if (change[at] != '-') after += line;
    at = end + 1;
  }
  const std::size_t place = text.find(before);
  if (place == std::string::npos || text.find(before, place + 1) != std::string::npos) return "";
  return text.substr(0, place) + after + text.substr(place + before.size());
}

}  // namespace yizhan::testing_support
