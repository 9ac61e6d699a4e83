// XmlEvents: an XML text that comes in pieces, as what begins, ends and stands between.
//
// Names are local: "x:row" is "row". A document type, and with it every entity of its own, is
// refused, so nothing can grow beyond what was sent.
//
// Errors:   a Refusal FIELD_MALFORMED of the field "file".
// Threads:  one.
// Format:   XML 1.0 with namespaces; UTF-8 or UTF-16.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "absl/status/status.h"

struct XML_ParserStruct;

namespace yizhan::files {

class XmlAttributes {
 public:
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
  std::optional<std::string_view> Find(std::string_view name) const;

 private:
  const char** pairs_;  // Name, value, name, value, null.
};

class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void Begin(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual void End(std::string_view name) = 0;
  virtual void Text(std::string_view text) = 0;
  // Asked between pieces; true: nothing more is wanted.
  virtual bool done() const { return false; }
};

class XmlEvents {
 public:
  explicit XmlEvents(XmlHandler& handler);
  XmlEvents(const XmlEvents&) = delete;
  XmlEvents& operator=(const XmlEvents&) = delete;

  // False: stop, it is done or no XML.
  bool Feed(std::string_view piece);
  // After the last piece.
  absl::Status Finish();

 private:
  struct Free {
    void operator()(XML_ParserStruct* parser) const;
  };

  XmlHandler& handler_;
  std::unique_ptr<XML_ParserStruct, Free> parser_;
  bool broken_ = false;
};

}  // namespace yizhan::files
