// CodeText: a C++ file as lines, and the same file with everything but code blanked out.
//
// Units:    widths in characters (code points), so that Chinese counts like Latin.
// Threads:  pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace yizhan::style {

std::vector<std::string> SplitLines(const std::string& text);

std::size_t WidthOf(const std::string& line);

// Comments, the insides of string and character literals and preprocessor lines become blanks;
// line breaks stay, so that line numbers are the file's own.
std::string CodeOnly(const std::string& text);

// Where `word` first stands as a whole word at or after `from`; npos when it does not.
std::size_t FindWord(const std::string& text, const std::string& word, std::size_t from = 0);

}  // namespace yizhan::style
