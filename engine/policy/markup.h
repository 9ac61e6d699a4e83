// Markup: writes XHTML elements so that no text can break out of its place and none stays open.
//
// Owner:    the text is the writer's until Take.
// Errors:   a tag closed out of turn, or left open at Take, is a mistake of ours (CHECK).
// Threads:  one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yizhan {

// &, <, >, " and ' as entities. Control characters that XML forbids become spaces.
std::string EscapedText(std::string_view text);

class Markup {
 public:
  struct Attribute {
    const char* name;
    std::string value;  // Escaped here.
  };

  Markup& Open(const char* tag, const std::vector<Attribute>& attributes = {});
  Markup& Text(std::string_view text);  // Escaped; a line break becomes <br/>.
  Markup& Close(const char* tag);
  // An element that holds only text.
  Markup& Element(const char* tag, std::string_view text,
                  const std::vector<Attribute>& attributes = {});
  // Our own words, not escaped: a style sheet, a doctype.
  Markup& Raw(std::string_view ours);

  std::string Take();

 private:
  std::string text_;
  std::vector<std::string> open_;
};

}  // namespace yizhan
