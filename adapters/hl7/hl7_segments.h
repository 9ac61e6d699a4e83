// Hl7Segments: writes segments in the separators and the character set of the message that is
// answered.
//
// Errors:   none: what the set cannot say is written as '?'.
// Threads:  one.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/hl7/hl7_message.h"

namespace yizhan::hl7 {

class SegmentWriter {
 public:
  explicit SegmentWriter(const Header& request);

  SegmentWriter& Begin(std::string_view name);
  SegmentWriter& Text(std::string_view utf8);   // A field of ours, escaped.
  SegmentWriter& Echo(std::string_view bytes);  // A field as it came.
  SegmentWriter& Skip(std::size_t fields);      // Empty ones.
  SegmentWriter& Parts(std::initializer_list<std::string_view> components);
  // One component of subcomponents.
  SegmentWriter& SubParts(std::initializer_list<std::string_view> subcomponents);
  // Components, the last of them of subcomponents.
  SegmentWriter& PartsAndSub(std::initializer_list<std::string_view> components,
                             std::initializer_list<std::string_view> subcomponents);
  // Ends the segment; empty fields at its end are left out.
  SegmentWriter& End();

  bool chinese() const { return HoldsChinese(charset_); }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string Said(std::string_view utf8) const;
  std::string Joined(std::initializer_list<std::string_view> parts, char separator) const;
  SegmentWriter& Add(std::string bytes);

  const Separators separators_;
  const Charset charset_;
  std::vector<std::string> fields_;
  std::string bytes_;
};

}  // namespace yizhan::hl7
