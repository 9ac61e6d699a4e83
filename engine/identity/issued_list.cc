#include "engine/identity/issued_list.h"

#include <charconv>
#include <string_view>

#include "absl/strings/str_cat.h"

namespace yizhan {
namespace {

constexpr std::string_view kNone = "-";

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool ParseSeconds(std::string_view text, std::int64_t& time_s) {
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, time_s);
  return error == std::errc() && stopped == end && !text.empty();
}

bool IsSerial(std::string_view text) {
  return !text.empty() && text.size() <= 40 &&
         text.find_first_not_of("0123456789ABCDEF") == std::string_view::npos;
}

bool ParseLine(std::string_view text, IssuedLine& line) {
  const std::vector<std::string_view> fields = Split(text, '\t');
  if (fields.size() != 6 || !IsSerial(fields[0]) || fields[4].empty()) return false;
  line.serial = fields[0];
  if (fields[4] != kNone) line.reason = fields[4];
  line.uri = fields[5];
  if (fields[3] != kNone && !ParseSeconds(fields[3], line.revoked_s)) return false;
  return ParseSeconds(fields[1], line.issued_s) && ParseSeconds(fields[2], line.until_s);
}

}  // namespace

std::string IssuedText(const std::vector<IssuedLine>& lines) {
  std::string text;
  for (const IssuedLine& line : lines) {
    const std::string revoked =
        line.revoked_s == 0 ? std::string(kNone) : std::to_string(line.revoked_s);
    const std::string reason = line.reason.empty() ? std::string(kNone) : line.reason;
    absl::StrAppend(&text, line.serial, "\t", line.issued_s, "\t", line.until_s, "\t");
    absl::StrAppend(&text, revoked, "\t", reason, "\t", line.uri, "\n");
  }
  return text;
}

absl::StatusOr<std::vector<IssuedLine>> ParseIssued(const std::string& text) {
  std::vector<IssuedLine> lines;
  if (text.empty()) return lines;
  if (text.back() != '\n') return absl::InvalidArgumentError("the last line is not complete");
  for (const std::string_view part :
       Split(std::string_view(text).substr(0, text.size() - 1), '\n')) {
    IssuedLine line;
    if (!ParseLine(part, line)) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", lines.size() + 1, " is not a line of issued certificates"));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace yizhan
