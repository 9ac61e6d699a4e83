#include "adapters/shanghai/body_text.h"

#include <utility>

#include "adapters/files/charset.h"
#include "engine/base/check.h"
#include "engine/base/refusal.h"
#include "engine/base/utf8.h"

namespace yizhan::shanghai {
namespace {

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// Some 24 characters for private use, U+E78D to U+E864, have lost their place in GB 18030 to
// characters that were standardised later. With U+E000 to U+EFFF escaped the rest has one.
std::string WithoutPrivateUse(const std::string& json) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t at = 0; at < json.size(); ++at) {
    if (json[at] != '\xee') {
      text += json[at];
      continue;
    }
    const auto second = static_cast<unsigned char>(json[++at]);
    const auto third = static_cast<unsigned char>(json[++at]);
    text += "\\ue";
    text += kDigits[second >> 2 & 0xf];
    text += kDigits[(second & 0x3) << 2 | (third >> 4 & 0x3)];
    text += kDigits[third & 0xf];
  }
  return text;
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
  if (charset == Charset::kGb18030) return files::ToUtf8(bytes);
  if (IsUtf8(bytes)) return bytes;
  return Refuse({.reason = v1::FIELD_NOT_UTF8, .field = "body", .expected = "UTF-8"});
}

std::string FromUtf8(const std::string& json, Charset charset) {
  if (charset == Charset::kUtf8) return json;
  absl::StatusOr<std::string> bytes = files::ToGb18030(json);
  if (!bytes.ok()) bytes = files::ToGb18030(WithoutPrivateUse(json));
  YIZHAN_CHECK(bytes.ok());
  return *std::move(bytes);
}

}  // namespace yizhan::shanghai
