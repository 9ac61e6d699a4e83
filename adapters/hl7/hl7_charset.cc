#include "adapters/hl7/hl7_charset.h"

#include <iconv.h>

#include <cctype>
#include <cstdint>

#include "engine/base/utf8.h"

namespace yizhan::hl7 {
namespace {

struct Name {
  std::string_view name;
  Charset charset;
};
constexpr Name kNames[] = {
    {"UNICODE UTF-8", Charset::kUtf8},
    {"UTF-8", Charset::kUtf8},
    {"UTF8", Charset::kUtf8},
    {"GB 18030-2000", Charset::kGb18030},
    {"GB18030-2000", Charset::kGb18030},
    {"GB18030", Charset::kGb18030},
    {"GBK", Charset::kGb18030},
    {"GB2312", Charset::kGb18030},
    {"8859/1", Charset::kLatin1},
    {"ISO8859/1", Charset::kLatin1},
    {"ASCII", Charset::kAscii},
};

const char* IconvName(Charset charset) {
  switch (charset) {
    case Charset::kUtf8:
      return "UTF-8";
    case Charset::kGb18030:
      return "GB18030";
    case Charset::kLatin1:
      return "ISO-8859-1";
    case Charset::kAscii:
      return "US-ASCII";
  }
  return "US-ASCII";
}

class Converter {
 public:
  Converter(const char* to, const char* from) : handle_(iconv_open(to, from)) {}
  ~Converter() {
    if (IsOpen()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  // Empty unless every character of `input` was converted.
  std::optional<std::string> Convert(std::string input) {
    if (!IsOpen()) return std::nullopt;
    std::string output(input.size() * 2 + 16, '\0');
    char* from = input.data();
    std::size_t from_bytes = input.size();
    char* to = output.data();
    std::size_t to_bytes = output.size();
    const std::size_t irreversible = iconv(handle_, &from, &from_bytes, &to, &to_bytes);
    if (irreversible != 0 || from_bytes != 0) return std::nullopt;
    output.resize(output.size() - to_bytes);
    return output;
  }

 private:
  bool IsOpen() const { return reinterpret_cast<std::intptr_t>(handle_) != -1; }
  iconv_t handle_;
};

}  // namespace

std::optional<Charset> CharsetOf(std::string_view name) {
  std::string upper(name);
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (const Name& known : kNames) {
    if (upper == known.name) return known.charset;
  }
  return std::nullopt;
}

std::optional<std::string> ToUtf8(std::string_view bytes, Charset charset) {
  if (charset == Charset::kUtf8) {
    if (!IsUtf8(bytes)) return std::nullopt;
    return std::string(bytes);
  }
  auto text = Converter("UTF-8", IconvName(charset)).Convert(std::string(bytes));
  if (text.has_value() && !IsUtf8(*text)) return std::nullopt;
  return text;
}

std::optional<std::string> FromUtf8(std::string_view text, Charset charset) {
  if (charset == Charset::kUtf8) return std::string(text);
  return Converter(IconvName(charset), "UTF-8").Convert(std::string(text));
}

}  // namespace yizhan::hl7
