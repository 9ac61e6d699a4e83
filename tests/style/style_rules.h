// StyleRules: STYLE.md as a function of one file's text.
//
// Units:    1-based lines.
// Errors:   none: what is wrong is a finding with file, line and rule.
// Threads:  pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace yizhan::style {

inline constexpr std::size_t kFileLinesMax = 400;
inline constexpr std::size_t kLineWidthMax = 100;
inline constexpr std::size_t kFunctionLinesMax = 60;

struct SourceFile {
  std::string path;  // From the root of the tree, with '/'.
  std::string text;
};

struct Finding {
  std::size_t line = 0;
  std::string rule;   // One word, the same as in the table of the test.
  std::string words;  // For the person who has to mend it.
};

// Files that are not source (by name) give no findings.
std::vector<Finding> CheckStyle(const SourceFile& file);

// True for files that CheckStyle has an opinion about.
bool IsSource(const std::string& path);

}  // namespace yizhan::style
