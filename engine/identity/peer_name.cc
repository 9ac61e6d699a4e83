#include "engine/identity/peer_name.h"

#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/utf8.h"

namespace yizhan {
namespace {

constexpr std::string_view kScheme = "yizhan://";
constexpr std::size_t kSegmentBytesMax = 64;
constexpr std::string_view kHexDigits = "0123456789ABCDEF";

bool IsUnreserved(char c) {  // RFC 3986, 2.3
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

std::string Encoded(std::string_view segment) {
  std::string text;
  for (const char c : segment) {
    const auto byte = static_cast<unsigned char>(c);
    if (IsUnreserved(c)) {
      text += c;
    } else {
      text += {'%', kHexDigits[byte >> 4], kHexDigits[byte & 0xF]};
    }
  }
  return text;
}

std::optional<std::string> Decoded(std::string_view text) {
  std::string segment;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      segment += text[at];
      continue;
    }
    if (text.size() - at < 3) return std::nullopt;
    const std::size_t high = kHexDigits.find(text[at + 1]);
    const std::size_t low = kHexDigits.find(text[at + 2]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    segment += static_cast<char>(high << 4 | low);
    at += 2;
  }
  return segment;
}

absl::Status Wrong(std::string_view uri, const std::string& what) {
  // The URI comes from outside: shown without what a terminal would obey, and not at any length.
  std::string shown;
  for (const char c : uri.substr(0, 300)) shown += c > ' ' && c <= '~' ? c : '?';
  return absl::InvalidArgumentError(absl::StrCat("peer URI \"", shown, "\": ", what));
}

// What is wrong with a decoded segment; empty: nothing.
std::string SegmentFault(const std::string& segment) {
  if (segment.empty()) return "a part is empty";
  if (segment.size() > kSegmentBytesMax) return "a part is longer than 64 bytes";
  if (!IsUtf8(segment)) return "a part is not UTF-8";
  if (HasControlCharacter(segment)) return "a part has control characters";
  if (segment.find('/') != std::string::npos) return "a part has a \"/\" in it";
  return "";
}

std::vector<std::string_view> Split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t slash = text.find('/');
    parts.push_back(text.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    text.remove_prefix(slash + 1);
  }
}

}  // namespace

std::string PeerName::Text() const {
  std::string text(RoleName(role));
  if (HasScope(role)) text += "/" + scope;
  return text + "/" + name;
}

bool HasScope(Role role) {
  return role == Role::kTerminal || role == Role::kEdge || role == Role::kDoor ||
         role == Role::kTown;
}

std::string UriOf(const PeerName& name) {
  std::string uri(kScheme);
  uri += RoleName(name.role);
  if (HasScope(name.role)) uri += "/" + Encoded(name.scope);
  return uri + "/" + Encoded(name.name);
}

absl::StatusOr<PeerName> ParsePeerUri(std::string_view uri) {
  if (uri.substr(0, kScheme.size()) != kScheme) return Wrong(uri, "must begin with yizhan://");
  const std::vector<std::string_view> parts = Split(uri.substr(kScheme.size()));
  const std::optional<Role> role = RoleNamed(parts[0]);
  if (!role) return Wrong(uri, "unknown role");
  if (parts.size() != (HasScope(*role) ? 3U : 2U)) {
    return Wrong(uri, HasScope(*role) ? "this role has two parts: institution or town, and name"
                                      : "this role has one part: the name");
  }
  std::vector<std::string> segments;
  for (std::size_t at = 1; at < parts.size(); ++at) {
    const std::optional<std::string> segment = Decoded(parts[at]);
    if (!segment) return Wrong(uri, "% must be followed by two upper-case hex digits");
    const std::string fault = SegmentFault(*segment);
    if (!fault.empty()) return Wrong(uri, fault);
    segments.push_back(*segment);
  }
  PeerName name{.role = *role, .scope = {}, .name = segments.back()};
  if (segments.size() == 2) name.scope = segments.front();
  // One name, one spelling: nobody is two peers by another encoding of himself.
  if (UriOf(name) != uri) return Wrong(uri, "not in its usual spelling");
  return name;
}

}  // namespace yizhan
