#include "engine/books/mismatch.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"

namespace yizhan {
namespace {

namespace pb = google::protobuf;
using Path = std::vector<pb::util::MessageDifferencer::SpecificField>;

constexpr char kNone[] = "-";

// Keeps the first difference it is told of.
class First : public pb::util::MessageDifferencer::Reporter {
 public:
  explicit First(std::string root) : root_(std::move(root)) {}

  void ReportAdded(const pb::Message&, const pb::Message& found, const Path& path) override {
    if (!first_.has_value()) first_ = Mismatch{Named(path), kNone, ValueOf(found, path, false)};
  }
  void ReportDeleted(const pb::Message& expected, const pb::Message&, const Path& path) override {
    if (!first_.has_value()) first_ = Mismatch{Named(path), ValueOf(expected, path, true), kNone};
  }
  void ReportModified(const pb::Message& expected, const pb::Message& found,
                      const Path& path) override {
    if (first_.has_value()) return;
    first_ = Mismatch{Named(path), ValueOf(expected, path, true), ValueOf(found, path, false)};
  }

  const std::optional<Mismatch>& first() const { return first_; }

 private:
  std::string Named(const Path& path) const {
    std::string text = root_;
    for (const auto& step : path) {
      text += "." + step.field->name();
      if (step.index >= 0) text += "[" + std::to_string(step.index) + "]";
    }
    return text;
  }

  // `holder` is what has the last field of the path.
  static std::string ValueOf(const pb::Message& holder, const Path& path, bool old) {
    const auto& last = path.back();
    const int index = last.field->is_repeated() ? (old ? last.index : last.new_index) : -1;
    pb::TextFormat::Printer printer;
    printer.SetSingleLineMode(true);
    printer.SetUseUtf8StringEscaping(true);
    std::string text;
    printer.PrintFieldValueToString(holder, last.field, index, &text);
    absl::StripTrailingAsciiWhitespace(&text);  // A message is printed with a blank behind it.
    return text;
  }

  const std::string root_;
  std::optional<Mismatch> first_;
};

}  // namespace

std::optional<Mismatch> FirstMismatch(const pb::Message& expected, const pb::Message& found,
                                      const std::string& root) {
  if (expected.SerializeAsString() == found.SerializeAsString()) return std::nullopt;
  pb::util::MessageDifferencer differencer;
  First first(root);
  differencer.ReportDifferencesTo(&first);
  differencer.Compare(expected, found);
  // Bytes may differ where values do not: an empty message that is written or not.
  return first.first().value_or(
      Mismatch{root, expected.ShortDebugString(), found.ShortDebugString()});
}

std::string MismatchText(const Mismatch& mismatch) {
  if (mismatch.field.empty()) return "";
  return " (" + mismatch.field + ": expected " + mismatch.expected + ", found " + mismatch.found +
         ")";
}

}  // namespace yizhan
