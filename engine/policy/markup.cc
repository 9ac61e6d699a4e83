#include "engine/policy/markup.h"

#include <utility>

#include "engine/base/check.h"

namespace yizhan {

std::string EscapedText(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t';
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += control ? ' ' : c;
    }
  }
  return escaped;
}

Markup& Markup::Open(const char* tag, const std::vector<Attribute>& attributes) {
  text_ += "<";
  text_ += tag;
  for (const Attribute& attribute : attributes) {
    text_ += " ";
    text_ += attribute.name;
    text_ += "=\"" + EscapedText(attribute.value) + "\"";
  }
  text_ += ">";
  open_.emplace_back(tag);
  return *this;
}

Markup& Markup::Text(std::string_view text) {
  for (const char c : EscapedText(text)) {
    if (c == '\n') {
      text_ += "<br/>";
    } else {
      text_ += c;
    }
  }
  return *this;
}

Markup& Markup::Close(const char* tag) {
  YIZHAN_CHECK(!open_.empty() && open_.back() == tag);
  open_.pop_back();
  text_ += "</";
  text_ += tag;
  text_ += ">\n";
  return *this;
}

Markup& Markup::Element(const char* tag, std::string_view text,
                        const std::vector<Attribute>& attributes) {
  return Open(tag, attributes).Text(text).Close(tag);
}

Markup& Markup::Raw(std::string_view ours) {
  text_ += ours;
  return *this;
}

std::string Markup::Take() {
  YIZHAN_CHECK(open_.empty());
  return std::move(text_);
}

}  // namespace yizhan
