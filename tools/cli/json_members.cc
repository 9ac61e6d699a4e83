#include "tools/cli/json_members.h"

#include <cstddef>
#include <string_view>
#include <utility>

#include "engine/base/refusal.h"

namespace yizhan::cli {
namespace {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    if (text_.substr(0, kMark.size()) == kMark) at_ = kMark.size();
  }

  void Spaces() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }
  bool End() const { return at_ == text_.size(); }

  bool Take(char letter) {
    Spaces();
    if (End() || text_[at_] != letter) return false;
    ++at_;
    return true;
  }

  // A string with its quotes; empty when there is none.
  std::string_view String() {
    Spaces();
    const std::size_t from = at_;
    if (!Take('"')) return {};
    for (; !End(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == '"') {
        ++at_;
        return text_.substr(from, at_ - from);
      }
      if (End()) break;
    }
    return {};
  }

  // Any value, to its end by counting brackets outside strings; empty when there is none.
  std::string_view Value() {
    Spaces();
    const std::size_t from = at_;
    std::size_t depth = 0;
    while (!End()) {
      const char letter = text_[at_];
      if (letter == '"') {
        if (String().empty()) return {};
        continue;
      }
      const bool closes = letter == '}' || letter == ']';
      if (depth == 0 && (closes || letter == ',')) break;
      if (letter == '{' || letter == '[') ++depth;
      if (closes) --depth;
      ++at_;
    }
    const std::string_view value = text_.substr(from, at_ - from);
    return value.substr(0, value.find_last_not_of(" \t\r\n") + 1);
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

absl::Status NotAnObject() {
  return Refuse({.reason = v1::FIELD_MALFORMED, .field = "JSON", .expected = "{...}"});
}

}  // namespace

absl::StatusOr<std::vector<JsonMember>> JsonMembers(const std::string& json) {
  Scanner scanner(json);
  std::vector<JsonMember> members;
  if (!scanner.Take('{')) return NotAnObject();
  bool closed = scanner.Take('}');
  while (!closed) {
    const std::string_view key = scanner.String();
    if (key.size() < 2 || !scanner.Take(':')) return NotAnObject();
    const std::string_view value = scanner.Value();
    if (value.empty()) return NotAnObject();
    members.push_back({std::string(key.substr(1, key.size() - 2)), std::string(value)});
    closed = scanner.Take('}');
    if (!closed && !scanner.Take(',')) return NotAnObject();
  }
  scanner.Spaces();
  if (!scanner.End()) return NotAnObject();
  return members;
}

std::optional<std::string> MemberText(const std::vector<JsonMember>& members,
                                      const std::string& key) {
  for (const JsonMember& member : members) {
    if (member.key != key) continue;
    const std::string& value = member.value;
    const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
    return quoted ? value.substr(1, value.size() - 2) : value;
  }
  return std::nullopt;
}

}  // namespace yizhan::cli
