#include "tests/style/code_text.h"

#include <cctype>

namespace yizhan::style {
namespace {

bool IsWordChar(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Walks the file once; each Skip* blanks one thing and leaves `at_` behind it.
class Blanker {
 public:
  explicit Blanker(const std::string& text) : text_(text) {}

  std::string Run() {
    while (at_ < text_.size()) Step();
    return std::move(text_);
  }

 private:
  void Step() {
    const char c = text_[at_];
    if (c == '\n') line_is_blank_ = true;
    if (StartsWith("//")) return SkipUntil("\n");
    if (StartsWith("/*")) return SkipUntil("*/");
    if (c == '#' && line_is_blank_) return SkipDirective();
    if (StartsWith("R\"")) return SkipRawText();
    if (c == '"') return SkipQuoted('"');
    if (c == '\'' && !IsDigitSeparator()) return SkipQuoted('\'');
    if (std::isspace(static_cast<unsigned char>(c)) == 0) line_is_blank_ = false;
    ++at_;
  }

  bool StartsWith(const char* prefix) const { return text_.compare(at_, 2, prefix) == 0; }

  bool IsDigitSeparator() const {
    return at_ > 0 && std::isxdigit(static_cast<unsigned char>(text_[at_ - 1])) != 0;
  }

  void BlankTo(std::size_t end) {
    for (; at_ < end && at_ < text_.size(); ++at_) {
      if (text_[at_] != '\n') text_[at_] = ' ';
    }
  }

  void SkipUntil(const std::string& mark) {
    const std::size_t found = text_.find(mark, at_ + 2);
    BlankTo(found == std::string::npos ? text_.size() : found + (mark == "\n" ? 0 : mark.size()));
  }

  void SkipDirective() {
    std::size_t end = text_.find('\n', at_);
    while (end != std::string::npos && text_[end - 1] == '\\') end = text_.find('\n', end + 1);
    BlankTo(end == std::string::npos ? text_.size() : end);
  }

  void SkipRawText() {
    const std::size_t open = text_.find('(', at_);
    if (open == std::string::npos) return BlankTo(text_.size());
    const std::string close = ")" + text_.substr(at_ + 2, open - at_ - 2) + "\"";
    const std::size_t end = text_.find(close, open);
    BlankTo(end == std::string::npos ? text_.size() : end + close.size());
  }

  void SkipQuoted(char quote) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
      end += text_[end] == '\\' ? 2U : 1U;
    }
    BlankTo(end + 1);
  }

  std::string text_;
  std::size_t at_ = 0;
  bool line_is_blank_ = true;
};

}  // namespace

std::vector<std::string> SplitLines(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t start = 0;
  while (start < text.size()) {
    std::size_t end = text.find('\n', start);
    if (end == std::string::npos) end = text.size();
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

std::size_t WidthOf(const std::string& line) {
  std::size_t width = 0;
  for (const char c : line) {
    const bool continues = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
    if (!continues) ++width;
  }
  return width;
}

std::string CodeOnly(const std::string& text) { return Blanker(text).Run(); }

std::size_t FindWord(const std::string& text, const std::string& word, std::size_t from) {
  for (std::size_t at = text.find(word, from); at != std::string::npos;
       at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool starts = at == 0 || !IsWordChar(text[at - 1]);
    const bool ends = end == text.size() || !IsWordChar(text[end]);
    if (starts && ends) return at;
  }
  return std::string::npos;
}

}  // namespace yizhan::style
