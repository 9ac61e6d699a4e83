#include "adapters/hl7/hl7_charset.h"

#include <cctype>

#include "adapters/files/charset.h"
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
  auto text = files::Converted("UTF-8", IconvName(charset), std::string(bytes));
  if (text.has_value() && !IsUtf8(*text)) return std::nullopt;
  return text;
}

std::optional<std::string> FromUtf8(std::string_view text, Charset charset) {
  if (charset == Charset::kUtf8) return std::string(text);
  return files::Converted(IconvName(charset), "UTF-8", std::string(text));
}

}  // namespace yizhan::hl7
