#include "adapters/hl7/hl7_segments.h"

#include <optional>
#include <utility>

namespace yizhan::hl7 {

SegmentWriter::SegmentWriter(const Header& request)
    : separators_(request.separators),
      charset_(request.charset_known ? request.charset : Charset::kAscii) {}

SegmentWriter& SegmentWriter::Begin(std::string_view name) {
  fields_.clear();
  return Add(std::string(name));
}

SegmentWriter& SegmentWriter::Text(std::string_view utf8) { return Add(Said(utf8)); }

SegmentWriter& SegmentWriter::Echo(std::string_view bytes) { return Add(std::string(bytes)); }

SegmentWriter& SegmentWriter::Skip(std::size_t fields) {
  fields_.resize(fields_.size() + fields);
  return *this;
}

SegmentWriter& SegmentWriter::Parts(std::initializer_list<std::string_view> components) {
  return Add(Joined(components, separators_.component));
}

SegmentWriter& SegmentWriter::SubParts(std::initializer_list<std::string_view> subcomponents) {
  return Add(Joined(subcomponents, separators_.subcomponent));
}

SegmentWriter& SegmentWriter::PartsAndSub(std::initializer_list<std::string_view> components,
                                          std::initializer_list<std::string_view> subcomponents) {
  std::string field = Joined(components, separators_.component);
  if (separators_.component != 0) {
    field += separators_.component + Joined(subcomponents, separators_.subcomponent);
  }
  return Add(std::move(field));
}

SegmentWriter& SegmentWriter::End() {
  while (!fields_.empty() && fields_.back().empty()) fields_.pop_back();
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (i > 0) bytes_ += separators_.field;
    bytes_ += fields_[i];
  }
  bytes_ += '\r';
  fields_.clear();
  return *this;
}

std::string SegmentWriter::Said(std::string_view utf8) const {
  const std::string escaped = Escaped(utf8, separators_);
  std::optional<std::string> said = FromUtf8(escaped, charset_);
  if (said.has_value()) return *std::move(said);
  std::string ascii;
  for (const char c : escaped) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) ascii += c;
    if (byte >= 0xc0) ascii += '?';  // The first byte of a character.
  }
  return ascii;
}

// Without such a separator only the first part can be said.
std::string SegmentWriter::Joined(std::initializer_list<std::string_view> parts,
                                  char separator) const {
  std::string joined;
  bool first = true;
  for (const std::string_view part : parts) {
    if (!first && separator == 0) break;
    if (!std::exchange(first, false)) joined += separator;
    joined += Said(part);
  }
  while (separator != 0 && joined.ends_with(separator)) joined.pop_back();
  return joined;
}

SegmentWriter& SegmentWriter::Add(std::string bytes) {
  fields_.push_back(std::move(bytes));
  return *this;
}

}  // namespace yizhan::hl7
