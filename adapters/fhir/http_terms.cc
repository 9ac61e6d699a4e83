#include "adapters/fhir/http_terms.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "adapters/national/json_reader.h"

namespace yizhan::fhir {
namespace {

constexpr std::size_t kTargetBytesMax = 1'024;
constexpr std::size_t kAcceptBytesMax = 1'024;

constexpr HttpProblem kNotAcceptable = {
    .status = 406,
    .code = "not-supported",
    .zh = "本接口只回答 JSON（application/fhir+json，R4）",
    .en = "answers are application/fhir+json of R4 (fhirVersion=4.0) only"};
constexpr HttpProblem kUnsupportedMedia = {
    .status = 415,
    .code = "not-supported",
    .zh = "本接口只接收 JSON（application/fhir+json，UTF-8，R4）",
    .en = "send application/fhir+json of R4 (fhirVersion=4.0) in UTF-8"};
constexpr HttpProblem kTooLarge = {.status = 413,
                                   .code = "too-long",
                                   .zh = "报文超过 1 MiB",
                                   .en = "the body is larger than 1 MiB"};

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> PercentDecoded(const std::string& text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? HexDigit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? HexDigit(text[i + 2]) : -1;
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

bool ReadQuery(const std::string& text, Target* target) {
  if (text.empty()) return true;
  for (const std::string& pair : std::vector<std::string>(absl::StrSplit(text, '&'))) {
    const std::size_t equals = pair.find('=');
    const std::optional<std::string> name = PercentDecoded(pair.substr(0, equals));
    const std::optional<std::string> value =
        PercentDecoded(equals == std::string::npos ? "" : pair.substr(equals + 1));
    if (!name.has_value() || !value.has_value()) return false;
    target->query.emplace_back(*name, *value);
  }
  return true;
}

// "application/fhir+json; fhirVersion=4.0", in lower case and without blanks.
struct MediaType {
  std::string name;
  std::string fhir_version;
  std::string charset;
  bool refused = false;  // q=0
};

MediaType ParseMediaType(const std::string& text) {
  MediaType type;
  bool first = true;
  for (std::string part : std::vector<std::string>(absl::StrSplit(text, ';'))) {
    part = absl::AsciiStrToLower(absl::StripAsciiWhitespace(part));
    const std::size_t equals = part.find('=');
    std::string value = equals == std::string::npos ? "" : part.substr(equals + 1);
    if (value.size() > 1 && value.front() == '"') value = value.substr(1, value.size() - 2);
    if (first) type.name = part;
    if (part.starts_with("fhirversion=")) type.fhir_version = value;
    if (part.starts_with("charset=")) type.charset = value;
    if (part == "q=0" || part == "q=0.0") type.refused = true;
    first = false;
  }
  return type;
}

bool IsJsonName(const std::string& name) {
  return name == "application/fhir+json" || name == "application/json" || name == "text/json" ||
         name == "json";
}

bool IsR4(const MediaType& type) { return type.fhir_version.empty() || type.fhir_version == "4.0"; }

bool IsTaken(const MediaType& type) {
  const bool any = type.name == "*/*" || type.name == "application/*";
  return (any || IsJsonName(type.name)) && IsR4(type) && !type.refused;
}

}  // namespace

std::string Target::Query(const std::string& name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return "";
}

std::optional<Target> ParseTarget(const std::string& target, const std::string& base) {
  if (target.size() > kTargetBytesMax || !target.starts_with(base)) return std::nullopt;
  const std::size_t mark = target.find('?');
  if (mark < base.size()) return std::nullopt;
  const std::string path = target.substr(0, mark).substr(base.size());
  Target parsed;
  if (mark != std::string::npos && !ReadQuery(target.substr(mark + 1), &parsed)) {
    return std::nullopt;
  }
  if (!path.empty() && path[0] != '/') return std::nullopt;
  for (const std::string& segment : std::vector<std::string>(absl::StrSplit(path, '/'))) {
    if (segment.empty()) continue;
    const std::optional<std::string> decoded = PercentDecoded(segment);
    if (!decoded.has_value()) return std::nullopt;
    parsed.segments.push_back(*decoded);
  }
  return parsed;
}

std::optional<HttpProblem> CheckAccept(const edge::HttpRequest& request, const Target& target) {
  std::string accept = target.Query("_format");
  // A '+' that was not encoded reads as a blank.
  for (char& c : accept) c = c == ' ' ? '+' : c;
  if (accept.empty()) accept = request.Header("accept");
  if (accept.empty()) return std::nullopt;
  if (accept.size() > kAcceptBytesMax) return kNotAcceptable;
  for (const std::string& type : std::vector<std::string>(absl::StrSplit(accept, ','))) {
    if (IsTaken(ParseMediaType(type))) return std::nullopt;
  }
  return kNotAcceptable;
}

std::optional<HttpProblem> CheckContent(const edge::HttpRequest& request) {
  if (request.body.size() > kJsonBytesMax) return kTooLarge;
  const MediaType type = ParseMediaType(request.Header("content-type"));
  const bool utf8 = type.charset.empty() || type.charset == "utf-8" || type.charset == "utf8";
  if (IsJsonName(type.name) && IsR4(type) && utf8) return std::nullopt;
  return kUnsupportedMedia;
}

}  // namespace yizhan::fhir
