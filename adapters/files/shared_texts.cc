#include "adapters/files/shared_texts.h"

#include <charconv>
#include <limits>

#include "adapters/files/xml_events.h"
#include "engine/base/refusal.h"

namespace yizhan::files {
namespace {

static_assert(kSharedTextsBytesMax <= std::numeric_limits<std::uint32_t>::max());

// <si><t>..</t></si>, or in parts: <si><r><t>..</t></r> .. </si>. How a word is read aloud (rPh)
// is none of it.
class TextHandler : public XmlHandler {
 public:
  TextHandler(std::string& bytes, std::vector<std::uint32_t>& ends) : bytes_(bytes), ends_(ends) {}

  void Begin(std::string_view name, const XmlAttributes& /*attributes*/) override {
    if (name == "si") start_ = bytes_.size();
    if (name == "rPh") aloud_ = true;
    in_text_ = name == "t" && !aloud_;
  }
  void End(std::string_view name) override {
    if (name == "t") in_text_ = false;
    if (name == "rPh") aloud_ = false;
    if (name == "si") ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
  }
  void Text(std::string_view text) override {
    if (!in_text_) return;
    const std::size_t used = bytes_.size() - start_;
    if (used < kCellTextBytesMax) bytes_.append(text.substr(0, kCellTextBytesMax - used));
  }
  bool done() const override { return ends_.size() > kSharedTextsMax; }

 private:
  std::string& bytes_;
  std::vector<std::uint32_t>& ends_;
  std::size_t start_ = 0;
  bool in_text_ = false;
  bool aloud_ = false;
};

}  // namespace

absl::Status SharedTexts::Read(const ZipParts& parts, const std::string& part) {
  TextHandler handler(bytes_, ends_);
  XmlEvents events(handler);
  const absl::Status read = parts.Read(part, kSharedTextsBytesMax,
                                       [&](std::string_view piece) { return events.Feed(piece); });
  if (!read.ok()) return read;
  if (!handler.done()) return events.Finish();
  return Refuse({.reason = v1::TOO_MANY_ITEMS,
                 .field = "file",
                 .expected = "<= " + std::to_string(kSharedTextsMax) + " 文本/texts"});
}

std::optional<std::string_view> SharedTexts::At(std::string_view number) const {
  std::size_t place = 0;
  const char* const end = number.data() + number.size();
  const auto parsed = std::from_chars(number.data(), end, place);
  if (parsed.ec != std::errc() || parsed.ptr != end || place >= ends_.size()) return std::nullopt;
  const std::size_t from = place == 0 ? 0 : ends_[place - 1];
  return std::string_view(bytes_).substr(from, ends_[place] - from);
}

}  // namespace yizhan::files
