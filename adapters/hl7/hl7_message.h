// Hl7Message: the bytes of one HL7 v2 message as segments, fields, repetitions, components and
// subcomponents.
//
// Errors:   a Refusal whose field is a place: "MSH", "MSH-2", "MSH-18", "FT1[2]-11". None repeats
//           what was read.
// Owner:    a message owns its text; what At returns points into it.
// Threads:  pure.
// Format:   segments end with CR; LF and CRLF are taken, too. Separators are those of MSH-1 and
//           MSH-2. NULs behind the message are dropped. Text is UTF-8 once it is read; a message
//           in GB 18030 is converted before it is split, for its second bytes may be separators.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/hl7/hl7_charset.h"

namespace yizhan::hl7 {

inline constexpr std::size_t kSegmentsMax = 10'000;
inline constexpr std::size_t kFieldsMax = 512;

// 0: the message has none.
struct Separators {
  char field = '|';
  char component = '^';
  char repetition = '~';
  char escape = '\\';
  char subcomponent = '&';
};

// The first segment as bytes, which can be read and echoed whatever is wrong with the others.
struct Header {
  Separators separators;
  Charset charset = Charset::kUtf8;
  bool charset_known = true;        // False: MSH-18 names a set that is not ours.
  std::vector<std::string> fields;  // fields[n] is MSH-n as it came; [0] is "MSH".

  // "" when absent.
  std::string_view Raw(std::size_t field) const;
  // One component of it, from 1, without escapes resolved: for codes.
  std::string_view Code(std::size_t field, std::size_t component = 1) const;
};

// "SEG[segment]-field[repetition].component.subcomponent"; all from 1.
struct Place {
  std::string segment;
  std::size_t occurrence = 1;
  std::size_t field = 0;
  std::size_t repetition = 1;
  std::size_t component = 1;
  std::size_t subcomponent = 1;
  bool component_named = false;
  friend bool operator==(const Place&, const Place&) = default;
};

// Empty when `text` is no place.
std::optional<Place> ParsePlace(const std::string& text);
// As people write it: what is 1 and was not named is left out.
std::string PlaceText(const Place& place);

class Segment {
 public:
  Segment(std::string name, std::vector<std::string> fields)
      : name_(std::move(name)), fields_(std::move(fields)) {}
  const std::string& name() const { return name_; }
  std::size_t field_count() const { return fields_.size(); }
  // Whole, as it came; "" when absent. MSH-1 is the separator itself.
  std::string_view Field(std::size_t field) const;

 private:
  std::string name_;
  std::vector<std::string> fields_;  // [0] is the name.
};

class Message {
 public:
  Message(Header header, std::vector<Segment> segments)
      : header_(std::move(header)), segments_(std::move(segments)) {}

  const Header& header() const { return header_; }
  const std::vector<Segment>& segments() const { return segments_; }
  // All of that name, in order.
  std::vector<const Segment*> All(std::string_view name) const;
  const Segment* Find(std::string_view name, std::size_t occurrence = 1) const;

  // The text at a place, escapes resolved and blanks at its ends cut; "" when absent. HL7's null
  // (two quotes) stays as it is.
  std::string Text(const Place& place) const;
  std::string Text(const Segment& segment, const Place& place) const;
  std::size_t Repetitions(const Segment& segment, std::size_t field) const;

 private:
  Header header_;
  std::vector<Segment> segments_;
};

inline constexpr std::string_view kNull = "\"\"";

// Fails when there is no MSH that can be read.
absl::StatusOr<Header> ReadHeader(const std::string& raw, Charset charset_default);
absl::StatusOr<Message> ReadMessage(const std::string& raw, Charset charset_default);
// MSH-10 of a message whose MSH cannot be read, to be echoed between bars; "" when there is none
// that can.
std::string ControlIdOf(const std::string& raw);

// Resolves \F\ \S\ \T\ \R\ \E\ and \X..\ ; \.br\ and \.sp\ become a blank, \H\ \N\ nothing. What
// is no escape of ours stays as it is.
std::string Unescaped(std::string_view text, const Header& header);
// Makes a UTF-8 text fit into a field; control characters become blanks.
std::string Escaped(std::string_view text, const Separators& separators);

}  // namespace yizhan::hl7
