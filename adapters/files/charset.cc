#include "adapters/files/charset.h"

#include <iconv.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "engine/base/refusal.h"
#include "engine/base/utf8.h"

namespace yizhan::files {
namespace {

class Converter {
 public:
  Converter(const char* to, const char* from) : handle_(iconv_open(to, from)) {}
  ~Converter() {
    if (IsOpen()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  // Empty when the bytes are not of `from` from the first to the last.
  std::optional<std::string> Convert(std::string bytes) {
    if (!IsOpen()) return std::nullopt;
    std::string text(bytes.size() * 2 + 16, '\0');  // No character doubles its bytes.
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

}  // namespace

std::optional<std::string> Converted(const char* to, const char* from, const std::string& bytes) {
  return Converter(to, from).Convert(bytes);
}

absl::StatusOr<std::string> ToUtf8(const std::string& bytes) {
  static constexpr char kByteOrderMark[] = "\xef\xbb\xbf";
  if (CountCharacters(bytes).has_value()) {
    return bytes.rfind(kByteOrderMark, 0) == 0 ? bytes.substr(3) : bytes;
  }
  std::optional<std::string> text = Converter("UTF-8", "GB18030").Convert(bytes);
  if (!text.has_value() || !CountCharacters(*text).has_value()) {
    return Refuse({.reason = v1::FIELD_NOT_UTF8, .field = "file", .expected = "UTF-8, GB18030"});
  }
  if (text->rfind(kByteOrderMark, 0) == 0) text->erase(0, 3);
  return *std::move(text);
}

absl::StatusOr<std::string> ToGb18030(const std::string& text) {
  std::optional<std::string> bytes = Converter("GB18030", "UTF-8").Convert(text);
  if (bytes.has_value()) return *std::move(bytes);
  return Refuse({.reason = v1::FIELD_NOT_UTF8, .expected = "UTF-8"});
}

}  // namespace yizhan::files
