#include "adapters/hl7/hl7_message.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "engine/base/refusal.h"
#include "engine/base/utf8.h"

namespace yizhan::hl7 {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kLineEnds("\r\n\0", 3);
constexpr std::size_t kCharsetField = 18;
constexpr std::size_t kControlIdField = 10;
constexpr std::size_t kEchoedBytesMax = 199;

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  if (separator == 0) return {text};
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// The n-th part, from 1; "" when there are fewer.
std::string_view Part(std::string_view text, char separator, std::size_t number) {
  if (separator == 0) return number == 1 ? text : std::string_view();
  for (; number > 1; --number) {
    const std::size_t end = text.find(separator);
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find(separator));
}

std::string_view Trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(' ');
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(' ') + 1 - from);
}

// What stands before the first segment and behind the last is no part of them.
std::string_view Core(std::string_view raw) {
  if (raw.starts_with(kByteOrderMark)) raw.remove_prefix(kByteOrderMark.size());
  const std::size_t from = raw.find_first_not_of(kLineEnds);
  if (from == std::string_view::npos) return {};
  return raw.substr(from, raw.find_last_not_of(kLineEnds) + 1 - from);
}

bool CanSeparate(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > ' ' && byte < 0x7f && std::isalnum(byte) == 0 && c != '"';
}

// Splits at a byte, but not within a character of two or four bytes of GB 18030.
std::vector<std::string> SplitBytes(std::string_view bytes, char separator, bool in_gb18030) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    if (in_gb18030 && lead >= 0x81 && lead <= 0xfe) {
      // Half a character at the end would swallow the separator behind it in an answer.
      if (i + 1 < bytes.size()) parts.back().append(bytes.substr(i, 2));
      ++i;
    } else if (bytes[i] == separator) {
      parts.emplace_back();
    } else {
      parts.back() += bytes[i];
    }
  }
  return parts;
}

absl::Status Malformed(const std::string& field, const std::string& expected) {
  return Refuse({.reason = v1::FIELD_MALFORMED, .field = field, .expected = expected});
}

absl::StatusOr<Separators> ReadSeparators(std::string_view msh) {
  Separators separators{
      .field = msh[3], .component = 0, .repetition = 0, .escape = 0, .subcomponent = 0};
  if (!CanSeparate(separators.field)) return Malformed("MSH-1", "a separator");
  const std::string_view rest = msh.substr(4);
  const std::string_view codes = rest.substr(0, rest.find(separators.field));
  // The fifth is the truncation character of 2.7.
  if (codes.empty() || codes.size() > 5) return Malformed("MSH-2", "1 to 5 characters");
  char* const targets[] = {&separators.component, &separators.repetition, &separators.escape,
                           &separators.subcomponent};
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const bool again = codes.substr(0, i).find(codes[i]) != std::string_view::npos;
    if (!CanSeparate(codes[i]) || codes[i] == separators.field || again) {
      return Malformed("MSH-2", "separators that differ");
    }
    if (i < 4) *targets[i] = codes[i];
  }
  return separators;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// "C4E3BAC3": bytes in the message's own set.
std::optional<std::string> HexBytes(std::string_view digits, Charset charset) {
  if (digits.empty() || digits.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = HexDigit(digits[i]);
    const int low = HexDigit(digits[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return ToUtf8(bytes, charset);
}

// What stands between two escape characters; empty when it is none of ours.
std::optional<std::string> Resolve(std::string_view code, const Header& header) {
  const Separators& separators = header.separators;
  if (code == "F") return std::string(1, separators.field);
  if (code == "S" && separators.component != 0) return std::string(1, separators.component);
  if (code == "R" && separators.repetition != 0) return std::string(1, separators.repetition);
  if (code == "T" && separators.subcomponent != 0) return std::string(1, separators.subcomponent);
  if (code == "E") return std::string(1, separators.escape);
  if (code == "H" || code == "N") return std::string();
  if (code == ".br" || code.starts_with(".sp")) return std::string(" ");
  if (code.starts_with('X')) return HexBytes(code.substr(1), header.charset);
  return std::nullopt;
}

absl::StatusOr<Segment> ReadSegment(std::string_view line, std::size_t number, char separator) {
  const std::string field = "segment " + std::to_string(number);
  const std::vector<std::string_view> parts = Split(line, separator);
  const std::string_view name = parts[0];
  const bool named = name.size() == 3 && std::all_of(name.begin(), name.end(), [](char c) {
                       return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
                     });
  if (!named) return Malformed(field, "a name of three letters or digits");
  if (parts.size() > kFieldsMax) {
    return Refuse({.reason = v1::TOO_MANY_ITEMS,
                   .field = field,
                   .expected = "<= " + std::to_string(kFieldsMax),
                   .found = std::to_string(parts.size())});
  }
  std::vector<std::string> fields(parts.begin(), parts.end());
  if (name == "MSH") fields.insert(fields.begin() + 1, std::string(1, separator));
  return Segment(std::string(name), std::move(fields));
}

// Digits of a place; 0 when they are none or too many.
std::size_t Number(std::string_view digits) {
  if (digits.empty() || digits.size() > 4) return 0;
  std::size_t number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return 0;
    number = number * 10 + static_cast<std::size_t>(c - '0');
  }
  return number;
}

// Takes "[n]" off the end of `text`; 1 without it, 0 when it is wrong.
std::size_t TakeIndex(std::string_view& text) {
  const std::size_t open = text.find('[');
  if (open == std::string_view::npos) return 1;
  if (!text.ends_with(']')) return 0;
  const std::size_t number = Number(text.substr(open + 1, text.size() - open - 2));
  text = text.substr(0, open);
  return number;
}

}  // namespace

std::string_view Header::Raw(std::size_t field) const {
  return field < fields.size() ? std::string_view(fields[field]) : std::string_view();
}

std::string_view Header::Code(std::size_t field, std::size_t component) const {
  const std::string_view first = Part(Raw(field), separators.repetition, 1);
  return Trimmed(Part(first, separators.component, component));
}

std::optional<Place> ParsePlace(const std::string& text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string::npos) return std::nullopt;
  std::string_view segment = std::string_view(text).substr(0, dash);
  Place place;
  place.occurrence = TakeIndex(segment);
  place.segment = std::string(segment);
  const bool named = segment.size() == 3 && std::all_of(segment.begin(), segment.end(), [](char c) {
                       return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
                     });
  const std::vector<std::string_view> parts = Split(std::string_view(text).substr(dash + 1), '.');
  if (!named || parts.size() > 3) return std::nullopt;
  std::string_view field = parts[0];
  place.repetition = TakeIndex(field);
  place.field = Number(field);
  place.component_named = parts.size() > 1;
  if (parts.size() > 1) place.component = Number(parts[1]);
  if (parts.size() > 2) place.subcomponent = Number(parts[2]);
  const bool whole = place.occurrence != 0 && place.field != 0 && place.repetition != 0 &&
                     place.component != 0 && place.subcomponent != 0 && place.field <= kFieldsMax;
  if (!whole) return std::nullopt;
  return place;
}

std::string PlaceText(const Place& place) {
  std::string text = place.segment;
  if (place.occurrence != 1) text += "[" + std::to_string(place.occurrence) + "]";
  text += "-" + std::to_string(place.field);
  if (place.repetition != 1) text += "[" + std::to_string(place.repetition) + "]";
  const bool has_sub = place.subcomponent != 1;
  if (place.component_named || place.component != 1 || has_sub) {
    text += "." + std::to_string(place.component);
  }
  if (has_sub) text += "." + std::to_string(place.subcomponent);
  return text;
}

std::string_view Segment::Field(std::size_t field) const {
  return field < fields_.size() ? std::string_view(fields_[field]) : std::string_view();
}

std::vector<const Segment*> Message::All(std::string_view name) const {
  std::vector<const Segment*> found;
  for (const Segment& segment : segments_) {
    if (segment.name() == name) found.push_back(&segment);
  }
  return found;
}

const Segment* Message::Find(std::string_view name, std::size_t occurrence) const {
  for (const Segment& segment : segments_) {
    if (segment.name() == name && --occurrence == 0) return &segment;
  }
  return nullptr;
}

std::string Message::Text(const Place& place) const {
  const Segment* segment = Find(place.segment, place.occurrence);
  return segment != nullptr ? Text(*segment, place) : "";
}

std::string Message::Text(const Segment& segment, const Place& place) const {
  std::string_view text = segment.Field(place.field);
  const bool of_separators = segment.name() == "MSH" && place.field <= 2;
  if (of_separators) return std::string(text);
  text = Part(text, header_.separators.repetition, place.repetition);
  text = Part(text, header_.separators.component, place.component);
  text = Part(text, header_.separators.subcomponent, place.subcomponent);
  return Unescaped(Trimmed(text), header_);
}

std::size_t Message::Repetitions(const Segment& segment, std::size_t field) const {
  const std::string_view text = segment.Field(field);
  return text.empty() ? 0 : Split(text, header_.separators.repetition).size();
}

absl::StatusOr<Header> ReadHeader(const std::string& raw, Charset charset_default) {
  const std::string_view core = Core(raw);
  if (!core.starts_with("MSH") || core.size() < 8) return Malformed("MSH", "MSH|^~\\&|");
  const std::string_view msh = core.substr(0, core.find_first_of("\r\n"));
  if (msh.size() < 8) return Malformed("MSH", "MSH|^~\\&|");
  const absl::StatusOr<Separators> separators = ReadSeparators(msh);
  if (!separators.ok()) return separators.status();
  Header header{.separators = *separators, .charset = charset_default, .fields = {}};
  header.fields = SplitBytes(msh, separators->field, /*in_gb18030=*/!IsUtf8(msh));
  if (header.fields.size() > kFieldsMax) return Malformed("MSH", "fewer fields");
  header.fields.insert(header.fields.begin() + 1, std::string(1, separators->field));
  const std::string_view name = header.Code(kCharsetField);
  if (name.empty()) return header;
  const std::optional<Charset> charset = CharsetOf(name);
  header.charset_known = charset.has_value();
  header.charset = charset.value_or(charset_default);
  return header;
}

absl::StatusOr<Message> ReadMessage(const std::string& raw, Charset charset_default) {
  absl::StatusOr<Header> header = ReadHeader(raw, charset_default);
  if (!header.ok()) return header.status();
  if (!header->charset_known) {
    return Refuse({.reason = v1::FIELD_UNKNOWN_VALUE,
                   .field = "MSH-18",
                   .expected = "UNICODE UTF-8, GB 18030-2000, 8859/1, ASCII"});
  }
  const std::optional<std::string> text = ToUtf8(Core(raw), header->charset);
  if (!text.has_value()) return Refuse({.reason = v1::FIELD_NOT_UTF8, .field = "MSH-18"});
  std::vector<Segment> segments;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of("\r\n"), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.find_first_not_of(std::string_view(" \0", 2)) == std::string_view::npos) continue;
    if (segments.size() == kSegmentsMax) {
      return Refuse({.reason = v1::TOO_MANY_ITEMS,
                     .field = "message",
                     .expected = "<= " + std::to_string(kSegmentsMax) + " segments"});
    }
    absl::StatusOr<Segment> segment =
        ReadSegment(line, segments.size() + 1, header->separators.field);
    if (!segment.ok()) return segment.status();
    if (segment->name() == "MSH" && !segments.empty()) {
      return Malformed("message", "one message in a frame");
    }
    segments.push_back(*std::move(segment));
  }
  return Message(*std::move(header), std::move(segments));
}

std::string ControlIdOf(const std::string& raw) {
  const std::string_view core = Core(raw);
  const std::string_view msh = core.substr(0, core.find_first_of("\r\n"));
  if (!msh.starts_with("MSH") || msh.size() < 4 || !CanSeparate(msh[3])) return "";
  // MSH-1 is the separator itself.
  const std::string id(Part(msh, msh[3], kControlIdField));
  const bool plain = std::all_of(id.begin(), id.end(), [](char c) {
    return static_cast<unsigned char>(c) >= ' ' && c != '\x7f' && c != '|';
  });
  return plain && IsUtf8(id) && id.size() <= kEchoedBytesMax ? id : "";
}

std::string Unescaped(std::string_view text, const Header& header) {
  const char escape = header.separators.escape;
  if (escape == 0 || text.find(escape) == std::string_view::npos) return std::string(text);
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find(escape);
    out.append(text.substr(0, open));
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find(escape, open + 1);
    std::optional<std::string> resolved;
    if (close != std::string_view::npos) {
      resolved = Resolve(text.substr(open + 1, close - open - 1), header);
    }
    if (resolved.has_value()) {
      out += *resolved;
      text.remove_prefix(close + 1);
    } else {
      out += escape;
      text.remove_prefix(open + 1);
    }
  }
  return out;
}

std::string Escaped(std::string_view text, const Separators& separators) {
  std::string out;
  const auto escaped = [&separators](char code) {
    return separators.escape == 0 ? std::string(" ")
                                  : std::string({separators.escape, code, separators.escape});
  };
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') {
      out += ' ';
    } else if (c == separators.field) {
      out += escaped('F');
    } else if (c == separators.component) {
      out += escaped('S');
    } else if (c == separators.repetition) {
      out += escaped('R');
    } else if (c == separators.escape) {
      out += escaped('E');
    } else if (c == separators.subcomponent) {
      out += escaped('T');
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace yizhan::hl7
