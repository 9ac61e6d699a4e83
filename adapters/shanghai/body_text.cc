#include "adapters/shanghai/body_text.h"

#include <iconv.h>

#include <cstdint>
#include <optional>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/refusal.h"
#include "engine/base/utf8.h"

namespace yizhan::shanghai {
namespace {

class Converter {
 public:
  Converter(const char* to, const char* from) : handle_(iconv_open(to, from)) {}
  ~Converter() {
    if (IsOpen()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  // Empty when not every byte has a counterpart.
  std::optional<std::string> Convert(std::string bytes) {
    if (!IsOpen()) return std::nullopt;
    std::string text(bytes.size() * 2 + 16, '\0');  // No character more than doubles.
    char* from = bytes.data();
    std::size_t from_bytes = bytes.size();
    char* to = text.data();
    std::size_t to_bytes = text.size();
    const std::size_t irreversible = iconv(handle_, &from, &from_bytes, &to, &to_bytes);
    if (irreversible != 0 || from_bytes != 0) return std::nullopt;
    text.resize(text.size() - to_bytes);
    return text;
  }

 private:
  bool IsOpen() const { return reinterpret_cast<std::intptr_t>(handle_) != -1; }
  iconv_t handle_;
};

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

absl::Status NotUtf8(const char* expected) {
  return Refuse({.reason = v1::FIELD_NOT_UTF8, .field = "body", .expected = expected});
}

}  // namespace

absl::StatusOr<Charset> CharsetOf(const std::string& content_type) {
  const std::string type = Lower(content_type);
  const std::size_t at = type.find("charset=");
  if (at == std::string::npos) return Charset::kUtf8;
  std::string name;
  for (const char c : type.substr(at + 8)) {
    if (c == ';' || c == ' ') break;
    if (c != '"') name += c;
  }
  if (name == "utf-8" || name == "utf8") return Charset::kUtf8;
  if (name == "gb18030" || name == "gbk" || name == "gb2312") return Charset::kGb18030;
  return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                 .field = "Content-Type",
                 .expected = "UTF-8, GB18030, GBK, GB2312"});
}

absl::StatusOr<std::string> ToUtf8(const std::string& bytes, Charset charset) {
  if (charset == Charset::kUtf8) {
    if (!IsUtf8(bytes)) return NotUtf8("UTF-8");
    return bytes;
  }
  std::optional<std::string> text = Converter("UTF-8", "GB18030").Convert(bytes);
  if (!text.has_value() || !IsUtf8(*text)) return NotUtf8("GB18030");
  return *std::move(text);
}

std::string FromUtf8(const std::string& text, Charset charset) {
  if (charset == Charset::kUtf8) return text;
  std::optional<std::string> bytes = Converter("GB18030", "UTF-8").Convert(text);
  YIZHAN_CHECK(bytes.has_value());  // GB18030 holds every character of Unicode.
  return *std::move(bytes);
}

}  // namespace yizhan::shanghai
